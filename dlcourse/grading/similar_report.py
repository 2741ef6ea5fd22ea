"""The pairs of answers that resemble each other on a page, side by side."""

from pathlib import Path

from .feedback import page, text
from .similar import pairs_in

MOST_PAIRS = 100
INTRODUCTION = """<style>
body { max-width: 80rem; } .two { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
pre { overflow-x: auto; white-space: pre; } mark { background: #e69f0055; color: inherit; }
summary { cursor: pointer; padding: .3rem 0; } .share { float: right; }
</style>
<p>Each pair is worth a look, and none is a verdict. Two answers stand here when at least half of
what is rare in the shorter one, names and comments aside, is in the other one too. What the
released notebook and the solution have is not counted, nor what a fifth of the class has. Who works
side by side, or has one source, can write alike; who rewrites a copy far enough is not found.
Marked lines are in both.</p>"""


def write_similar(path, journal, assignment, warning=""):
    """Write the page of a class.

    Returns
    -------
    int
        How many pairs there are.
    """
    pairs = pairs_in(journal, assignment)
    listed = pairs[:MOST_PAIRS]
    students = {student for pair in listed for student in (pair.one, pair.other)}
    answers = {r["student"]: r["answers"] for r in journal.records() if r["student"] in students}
    count = f"{len(pairs)} pair{'s' * (len(pairs) != 1)}"
    if len(pairs) > MOST_PAIRS:
        count += f", of which the {MOST_PAIRS} most similar are listed"
    parts = [INTRODUCTION, f"<p><b>{count}.</b></p>"]
    parts += [_pair(pair, answers) for pair in listed]
    content = page(f"{assignment}: answers that resemble each other", "\n".join(parts), warning)
    Path(path).write_text(content, encoding="utf-8")
    return len(pairs)


def _pair(pair, answers):
    sides = "".join(
        f"<div><b>{text(student)}</b>{_source(answers[student][pair.question], pair.prints)}</div>"
        for student in (pair.one, pair.other)
    )
    said = f"<code>{text(pair.question)}</code> {text(pair.one)} and {text(pair.other)}"
    share = f'<span class="share">{pair.share:.0%} of what is rare</span>'
    return f'<details><summary>{share}{said}</summary><div class="two">{sides}</div></details>'


def _source(answer, prints):
    """An answer with the lines marked that the other one has, too."""
    marked = {
        line
        for number, first, last in answer["prints"]
        if number in prints
        for line in range(first, last + 1)
    }
    lines = (
        f"<mark>{text(line)}</mark>" if number in marked and line.strip() else text(line)
        for number, line in enumerate(answer["text"].split("\n"))
    )
    return f"<pre>{chr(10).join(lines)}</pre>"
