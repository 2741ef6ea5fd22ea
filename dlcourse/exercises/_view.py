"""What the card of a result says: its rows and words as plain data, for the template."""

from collections.abc import Mapping
from itertools import groupby
from types import MappingProxyType
from typing import Any

import numpy as np

from ._known import known_outcome
from .case import MOST_BY_HAND, count_numbers
from .compare import MOST_PARTS
from .judge import CaseResult, Result
from .question import OpenTask, Task
from .run import Foreign

LONGEST, LONGEST_ERROR = 90, 300
Piece = tuple[str, str]
"""Words, and code that stands after them; one of the two may be empty."""
Row = tuple[str, list[Piece]]


def view(
    result: Result, note: str = "", inside: Mapping[str, bool] = MappingProxyType({})
) -> dict[str, Any]:
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
        "failure": _failure(result, inside),
        "hints": () if result.complete else task.hints,
        "note": " ".join(filter(None, [note, _slow(result)])),
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
    rows += [_world(found) for found in result.cases] if len(result.cases) > 1 else []
    rows.append(("goals", goals))
    if result.cases:
        rows.append(("time", f"{sum(found.outcome.seconds for found in result.cases):.1f} s"))
    printed = "".join(found.outcome.printed for found in result.cases).rstrip()
    code = [("printed", [("", printed)])] if printed and result.metric is not None else []
    return [(key, [(words, "")]) for key, words in rows] + code


def _world(found: CaseResult) -> Piece:
    """What one of several cases reached: the worst of them counts."""
    reached = "not measured" if found.metric is None else f"{found.metric:.4g}"
    return found.case.label, _mark(reached, found.passed)


def _readable(name: str) -> str:
    return "an import whose name is computed" if name == "?" else name


def _slow(result: Result) -> str:
    """Warn of a call that a slower machine might not end in the time that the grader gives."""
    slowest = max((found.outcome.seconds for found in result.cases), default=0.0)
    if 3 * slowest <= result.task.seconds:
        return ""
    limit = f"the grader ends one after {result.task.seconds:g} s of the processor"
    return f"The slowest call took {slowest:.1f} s; {limit}."


def _failure(result: Result, inside: Mapping[str, bool]) -> dict[str, Any] | None:
    """Describe a failed case; a measured result that is too low needs no description."""
    failed = result.shown
    if failed is None or (isinstance(result.task, OpenTask) and result.metric is not None):
        return None
    rows = [("called with", _arguments(result.task, failed))]
    if failed.outcome.error:
        rows += _raised(failed)
    elif failed.difference:
        rows += _difference(result.task, failed)
    rows.append(("on the way", [(_mark(name, right), "") for name, right in inside.items()]))
    printed = failed.outcome.printed.rstrip()
    rows.append(("printed", [("", printed)] if printed else []))
    kind = "A failed case to redo by hand" if failed.case.by_hand else "First failed case"
    title = kind if kind.endswith(failed.case.label) else f"{kind}: {failed.case.label}"
    return {"title": title, "rows": [row for row in rows if row[1]]}


def _mark(name: str, right: bool) -> str:
    return f"{'✓' if right else '✗'} {name}"


def _raised(failed: CaseResult) -> list[Row]:
    outcome = failed.outcome
    rows = [("raised", [("", _short(outcome.error, LONGEST_ERROR))])]
    if outcome.line:
        rows.append((f"in line {outcome.line}", [("", outcome.source)]))
    return rows


def _difference(task: Task, failed: CaseResult) -> list[Row]:
    found = failed.difference
    names = found.names(getattr(task, "outputs", ()))
    part = "" if found.part is None else f"{names[found.part]}: "
    rows = [("difference", [(part + found.reason, "")])]
    expected, received = _both_sides(task, failed)
    if failed.expected:
        rows += [("expected", [("", expected)]), ("received", [("", received)])]
    if 0 < len(found.parts) <= MOST_PARTS:
        marks = zip(names, found.parts, strict=True)
        rows.append(("outputs", [(_mark(name, right), "") for name, right in marks]))
    if found.index is not None and (not failed.case.by_hand or expected == received):
        both = [("expected", found.expected), ("received", found.received)]
        rows.append((f"worst entry {list(found.index)}", both))
    return rows


def _both_sides(task: Task, failed: CaseResult) -> Piece:
    """Write out what was expected and received, or describe it where it is too long for that."""
    expected, received = known_outcome(task.reference, failed.case).value, failed.outcome.value
    if not failed.case.by_hand or count_numbers([expected, received]) > 2 * MOST_BY_HAND:
        return failed.expected, failed.received
    return _written(expected), _written(received)


def _arguments(task: Task, failed: CaseResult) -> list[Piece]:
    values = [*zip(task.parameters, failed.case.args, strict=False), *failed.case.kwargs.items()]
    by_hand = failed.case.by_hand
    return [("", _argument(name, value, by_hand)) for name, value in values]


def _written(value: Any) -> str:
    """Write out all numbers: ``[[1, 2], [3, 0.25]]``."""
    if isinstance(value, tuple):
        return f"({', '.join(map(_written, value))})"
    if isinstance(value, list) or np.ndim(value):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, Foreign):
        return value.type_name
    return f"{value:.4g}" if isinstance(value, float | np.floating) else str(value)


def _argument(name: str, value: Any, by_hand: bool) -> str:
    if isinstance(value, np.ndarray) and by_hand:
        return f"{name} = {_written(value)}"
    if isinstance(value, np.ndarray):
        return f"{name} {value.dtype} {value.shape}"
    return f"{name}={_short(repr(value), LONGEST)}"


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
