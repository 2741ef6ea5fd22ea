"""What the card of a result says: its rows and words as plain data, for the template."""

from itertools import groupby
from typing import Any

import numpy as np

from .compare import MOST_PARTS
from .judge import CaseResult, Result
from .question import OpenTask, Task

LONGEST, LONGEST_ERROR = 90, 300
Piece = tuple[str, str]
"""Words, and code that stands after them; one of the two may be empty."""
Row = tuple[str, list[Piece]]


def view(result: Result, note: str = "") -> dict[str, Any]:
    """Return the values of ``card.html``; the same result always gives the same values."""
    task = result.task
    state, glyph = _state(result)
    points = f"{result.points:g} / {task.points:g} points" if result.attempted else "not attempted"
    mistake = result.diagnosis
    return {
        "state": state,
        "glyph": glyph,
        "name": task.name,
        "section": task.section,
        "difficulty": task.difficulty,
        "points": points,
        "percent": round(100 * result.points / task.points),
        "message": result.message,
        "chips": _chips(result),
        "measured": _measured(result),
        "forbidden": [
            {"line": use.line, "source": use.source, "name": _readable(use.name)}
            for use in result.forbidden
        ],
        "diagnosis": {"name": mistake.name, "hint": mistake.hint} if mistake else None,
        "failure": _failure(result),
        "hints": () if result.complete else task.hints,
        "note": note,
    }


def _state(result: Result) -> Piece:
    if not result.attempted:
        return "quiet", "○"
    if result.complete:
        return "good", "✓"
    return ("partly", "◐") if result.points else ("bad", "✗")


def _chips(result: Result) -> list[tuple[str, str, str]]:
    """Count the passed cases of each label."""
    if result.message or isinstance(result.task, OpenTask):
        return []
    chips = []
    for label, group in groupby(result.cases, key=lambda found: found.case.label):
        passed = [found.passed for found in group]
        count = f" {sum(passed)}/{len(passed)}" if len(passed) > 1 else ""
        chips.append((*(("good", "✓") if all(passed) else ("bad", "✗")), label + count))
    return chips


def _measured(result: Result) -> list[Row]:
    task = result.task
    if result.message or not isinstance(task, OpenTask):
        return []
    goals = ", ".join(
        f"{value:g} for {'full' if share == 1 else f'{share * task.points:g}'} points"
        for value, share in task.thresholds
    )
    rows = [(task.metric_name, f"{result.metric:.4g}")] if result.metric is not None else []
    rows.append(("goals", goals))
    if result.cases:
        rows.append(("time", f"{sum(found.outcome.seconds for found in result.cases):.1f} s"))
    return [(key, [(words, "")]) for key, words in rows]


def _readable(name: str) -> str:
    return "an import whose name is computed" if name == "?" else name


def _failure(result: Result) -> dict[str, Any] | None:
    """Describe the first failed case; a measured result that is too low needs no description."""
    failed = next((found for found in result.cases if not found.passed), None)
    if failed is None or (isinstance(result.task, OpenTask) and result.metric is not None):
        return None
    rows = [("called with", _arguments(result.task, failed))]
    if failed.outcome.error:
        rows += _raised(failed)
    elif failed.difference:
        rows += _difference(result.task, failed)
    printed = failed.outcome.printed.rstrip()
    rows.append(("printed", [("", printed)] if printed else []))
    title = f"First failed case: {failed.case.label}"
    return {"title": title, "rows": [row for row in rows if row[1]]}


def _raised(failed: CaseResult) -> list[Row]:
    outcome = failed.outcome
    rows = [("raised", [("", _short(outcome.error, LONGEST_ERROR))])]
    if outcome.line:
        rows.append((f"in line {outcome.line}", [("", outcome.source)]))
    return rows


def _difference(task: Task, failed: CaseResult) -> list[Row]:
    found = failed.difference
    names = getattr(task, "outputs", ()) or [f"output {n + 1}" for n in range(len(found.parts))]
    part = "" if found.part is None else f"{names[found.part]}: "
    rows = [("difference", [(part + found.reason, "")])]
    if failed.expected:
        rows += [("expected", [("", failed.expected)]), ("received", [("", failed.received)])]
    if 0 < len(found.parts) <= MOST_PARTS:
        marks = zip(found.parts, names, strict=True)
        rows.append(("outputs", [(f"{'✓' if right else '✗'} {name}", "") for right, name in marks]))
    if found.index is not None:
        both = [("expected", found.expected), ("received", found.received)]
        rows.append((f"worst entry {list(found.index)}", both))
    return rows


def _arguments(task: Task, failed: CaseResult) -> list[Piece]:
    values = [*zip(task.parameters, failed.case.args, strict=False), *failed.case.kwargs.items()]
    return [("", _argument(name, value)) for name, value in values]


def _argument(name: str, value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"{name} {value.dtype} {value.shape}"
    return f"{name}={_short(repr(value), LONGEST)}"


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
