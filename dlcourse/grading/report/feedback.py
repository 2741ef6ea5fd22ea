"""One page for each student: what passed, what did not, and which mistake it looks like."""

import html
from pathlib import Path

from ...exercises import find
from ..replay import UNSEEN
from .tables import sentence

STYLE = """
:root { color-scheme: light dark; --good: #009e73; --part: #b36b00; --bad: #d55e00; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 0 0 .3rem; }
section { border-left: 4px solid var(--edge); padding: .3rem 0 .3rem 1rem; margin: 1.2rem 0; }
.full { --edge: var(--good); } .some { --edge: var(--part); } .none { --edge: var(--bad); }
.points { float: right; font-variant-numeric: tabular-nums; }
code, pre { font-size: .9em; white-space: pre-wrap; } p { margin: .3rem 0; }
.warning { border: 2px solid var(--bad); padding: .5rem 1rem; }
"""


def text(value):
    """Text that cannot be anything but text: escaped, without control characters."""
    return html.escape(UNSEEN.sub("\ufffd", str(value)))


def page(title, body, warning=""):
    """A whole HTML page that loads nothing."""
    warned = f'<p class="warning">{text(warning)}</p>' if warning else ""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{text(title)}</title><style>{STYLE}</style></head>\n"
        f"<body><h1>{text(title)}</h1>{warned}\n{body}\n</body></html>\n"
    )


def write_feedback(folder, record, assignment, warning=""):
    """Write the page of one student; no input of any case is on it.

    Returns
    -------
    Path
    """
    parts = [_summary(record), *map(_question, record["questions"]), _cells(record["cells"])]
    path = Path(folder) / f"{record['slug']}.html"
    content = page(f"{assignment}: {record['student']}", "\n".join(parts), warning)
    path.write_text(content, encoding="utf-8")
    return path


def _summary(record):
    lines = [f"<b>{record['final_points']:g} of {record['max_points']:g} points</b>"]
    if record["late_penalty"]:
        days = record["days_late"]
        lines.append(f"{days} day{'s' * (days != 1)} late: {record['late_penalty']:g} points off")
    if record["message"]:
        lines.append(text(record["message"]))
    return "".join(f"<p>{line}</p>" for line in lines)


def _question(question):
    full, some = question["points"] == question["max_points"], question["points"] > 0
    kind = "full" if full else "some" if some else "none"
    points = f"{question['points']:g} of {question['max_points']:g}"
    lines = [f'<h2><span class="points">{points}</span><code>{text(question["id"])}</code></h2>']
    lines.append(f"<p>{text('Everything passes.' if full else sentence(question))}</p>")
    if question["failed"] and not full:
        failed = ", ".join(map(text, question["failed"]))
        lines.append(f"<p>Cases that do not pass: {failed}.</p>")
    for use in question["forbidden"]:
        lines.append(f"<pre>{text(use['source'])}</pre>")
    if not full:
        lines.append(f"<p>To read again: {text(find(question['id']).section)}.</p>")
    return f'<section class="{kind}">{"".join(lines)}</section>'


def _cells(notes):
    """Cells that stopped, as far as that can matter."""
    if not notes:
        return ""
    rows = "".join(
        f"<li>Code cell {text(n)}: <code>{text(note)}</code></li>" for n, note in notes.items()
    )
    return f"<section><h2>Cells that did not run to their end</h2><ul>{rows}</ul></section>"
