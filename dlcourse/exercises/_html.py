"""Draw a result as HTML that is legible on light and dark pages and works without a kernel."""

from html import escape
from itertools import groupby
from typing import Any

import numpy as np

from .compare import MOST_PARTS
from .judge import CaseResult, Result
from .question import OpenTask, Task

GREEN, AMBER, RED, GREY = "#2a9d6a", "#d08a1d", "#d4574e", "#8a9099"
MONO = "font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.92em"
MUTED = "opacity:.68"
LONGEST = 90


def render(result: Result, note: str = "") -> str:
    """Return the card of a result; the same result always gives the same text."""
    color, glyph = _state(result)
    parts = [
        _header(result, color, glyph),
        _bar(result, color),
        _cases(result),
        _forbidden(result),
        _diagnosis(result),
        _failure(result),
        _hints(result.task) if not result.complete else "",
        _line(note, MUTED),
    ]
    style = (
        f"border:1px solid {_fade(GREY, '55')};border-left:5px solid {color};border-radius:8px;"
        "padding:14px 18px;margin:6px 2px;max-width:760px;box-sizing:border-box;"
        "font-size:14px;line-height:1.55"
    )
    return f'<div style="{style}">{"".join(parts)}</div>'


def _state(result: Result) -> tuple[str, str]:
    if not result.attempted:
        return GREY, "○"
    if result.complete:
        return GREEN, "✓"
    return (AMBER, "◐") if result.points else (RED, "✗")


def _fade(color: str, alpha: str) -> str:
    return color + alpha


def _line(text: str, style: str = "") -> str:
    return f'<div style="margin-top:8px;{style}">{escape(text)}</div>' if text else ""


def _code(text: str) -> str:
    return f'<span style="{MONO}">{escape(text)}</span>'


def _header(result: Result, color: str, glyph: str) -> str:
    task = result.task
    dots = "●" * task.difficulty + "○" * (5 - task.difficulty)
    points = f"{result.points:g} / {task.points:g} points" if result.attempted else "not attempted"
    return (
        '<div style="display:flex;flex-wrap:wrap;gap:4px 12px;align-items:baseline">'
        f'<span style="color:{color};font-weight:700">{glyph}</span>'
        f'<span style="{MONO};font-weight:700;font-size:1.05em">{escape(task.name)}</span>'
        f'<span style="{MUTED};font-size:.88em">{escape(task.section)}</span>'
        f'<span style="{MUTED};font-size:.7em;letter-spacing:2px" '
        f'title="difficulty {task.difficulty} of 5">{dots}</span>'
        f'<span style="margin-left:auto;color:{color};font-weight:700">{points}</span></div>'
    )


def _bar(result: Result, color: str) -> str:
    width = round(100 * result.points / result.task.points)
    return (
        f'<div style="height:5px;border-radius:3px;background:{_fade(GREY, "40")};margin-top:9px">'
        f'<div style="height:5px;border-radius:3px;background:{color};width:{width}%"></div></div>'
    )


def _cases(result: Result) -> str:
    if result.message:
        return _line(result.message)
    if isinstance(result.task, OpenTask):
        return _measured(result)
    chips = []
    for label, group in groupby(result.cases, key=lambda found: found.case.label):
        passed = [found.passed for found in group]
        color, glyph = (GREEN, "✓") if all(passed) else (RED, "✗")
        count = f" {sum(passed)}/{len(passed)}" if len(passed) > 1 else ""
        chips.append(
            f'<span style="border:1px solid {_fade(color, "88")};background:{_fade(color, "1c")};'
            'border-radius:11px;padding:1px 10px;font-size:.88em;white-space:nowrap">'
            f'<span style="color:{color};font-weight:700">{glyph}</span> '
            f"{escape(label)}{count}</span>"
        )
    return _row(chips, "margin-top:11px") if chips else ""


def _row(items: list[str], style: str) -> str:
    return f'<div style="display:flex;flex-wrap:wrap;gap:6px;{style}">{"".join(items)}</div>'


def _measured(result: Result) -> str:
    task = result.task
    goals = ", ".join(
        f"{value:g} for {'full' if share == 1 else f'{share * task.points:g}'} points"
        for value, share in task.thresholds
    )
    rows = [(task.metric_name, f"{result.metric:.4g}")] if result.metric is not None else []
    rows.append(("goals", goals))
    if result.cases:
        rows.append(("time", f"{sum(found.outcome.seconds for found in result.cases):.1f} s"))
    return _grid([(key, escape(value)) for key, value in rows])


def _grid(rows: list[tuple[str, str]]) -> str:
    cells = "".join(
        f'<span style="{MUTED}">{escape(key)}</span><span style="overflow-wrap:anywhere">{value}'
        "</span>"
        for key, value in rows
        if value
    )
    return (
        '<div style="display:grid;grid-template-columns:max-content 1fr;gap:2px 16px;'
        f'margin-top:8px">{cells}</div>'
    )


def _box(color: str, title: str, body: str) -> str:
    return (
        f'<div style="margin-top:12px;padding:8px 13px;border-radius:6px;'
        f'background:{_fade(color, "1f")};border:1px solid {_fade(color, "55")}">'
        f"<strong>{escape(title)}</strong><div>{body}</div></div>"
    )


def _forbidden(result: Result) -> str:
    if not result.forbidden:
        return ""
    lines = "".join(
        f"<div>{f'line {use.line}: {_code(use.source)} uses ' * bool(use.line)}"
        f"{_code(_readable(use.name))}</div>"
        for use in result.forbidden
    )
    return _box(RED, "Not allowed in this question", lines)


def _readable(name: str) -> str:
    return "an import whose name is computed" if name == "?" else name


def _diagnosis(result: Result) -> str:
    mistake = result.diagnosis
    if mistake is None:
        return ""
    return _box(AMBER, f"Diagnosis: {mistake.name}", escape(mistake.hint))


def _failure(result: Result) -> str:
    """Describe the first failed case; a measured result that is too low needs no description."""
    failed = next((found for found in result.cases if not found.passed), None)
    if failed is None or (isinstance(result.task, OpenTask) and result.metric is not None):
        return ""
    rows = [("called with", _arguments(result.task, failed))]
    if failed.outcome.error:
        rows += _raised(failed)
    elif failed.difference:
        rows += _difference(result.task, failed)
    if failed.outcome.printed:
        printed = (
            f'<pre style="margin:0;white-space:pre-wrap">{escape(failed.outcome.printed)}</pre>'
        )
        rows.append(("printed", printed))
    title = f"First failed case: {failed.case.label}"
    return f'<div style="margin-top:12px;font-weight:600">{escape(title)}</div>{_grid(rows)}'


def _raised(failed: CaseResult) -> list[tuple[str, str]]:
    outcome = failed.outcome
    rows = [("raised", _code(_short(outcome.error, 300)))]
    if outcome.line:
        rows.append((f"in line {outcome.line}", _code(outcome.source)))
    return rows


def _difference(task: Task, failed: CaseResult) -> list[tuple[str, str]]:
    found = failed.difference
    names = getattr(task, "outputs", ()) or [f"output {n + 1}" for n in range(len(found.parts))]
    part = "" if found.part is None else f"{names[found.part]}: "
    rows = [("difference", escape(part + found.reason))]
    if failed.expected:
        rows += [("expected", _code(failed.expected)), ("received", _code(failed.received))]
    if 0 < len(found.parts) <= MOST_PARTS:
        marks = zip(found.parts, names, strict=True)
        rows.append(("outputs", ", ".join(f"{'✓' if right else '✗'} {n}" for right, n in marks)))
    if found.index is not None:
        both = f"expected {_code(found.expected)}, received {_code(found.received)}"
        rows.append((f"worst entry {list(found.index)}", both))
    return rows


def _arguments(task: Task, failed: CaseResult) -> str:
    values = [*zip(task.parameters, failed.case.args, strict=False), *failed.case.kwargs.items()]
    return ", ".join(_code(_argument(name, value)) for name, value in values)


def _argument(name: str, value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"{name} {value.dtype} {value.shape}"
    return f"{name}={_short(repr(value), LONGEST)}"


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _hints(task: Task) -> str:
    """Nest the hints, so that each one is reached through the one before; no script is needed."""
    inner = ""
    total = len(task.hints)
    for number, hint in reversed(list(enumerate(task.hints, start=1))):
        inner = (
            '<details style="margin-top:10px"><summary style="cursor:pointer;display:inline-block;'
            f"border:1px solid {_fade(GREY, '88')};border-radius:6px;padding:2px 12px;"
            f'font-size:.92em">Hint {number} of {total}</summary>'
            f'<div style="margin:6px 2px 0 12px">{escape(hint)}{inner}</div></details>'
        )
    return inner
