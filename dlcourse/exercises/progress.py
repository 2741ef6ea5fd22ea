"""Keep the best score of every question in a small file of the student's own."""

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import catalog as _bank


@dataclass(frozen=True)
class Row:
    """Progress of one question: best points so far; None when it was never checked."""

    assignment: str
    id: str
    best: float | None
    points: float


def path() -> Path:
    """Return the file: progress.json in the folder DLCOURSE_HOME, by default ~/.dlcourse."""
    home = os.environ.get("DLCOURSE_HOME") or Path.home() / ".dlcourse"
    return Path(home) / "progress.json"


def load() -> tuple[dict[str, float], str]:
    """Read the best points by question id, and a message when the file could not be read."""
    try:
        best = json.loads(path().read_text(encoding="utf-8"))["best"]
        return {str(id): float(points) for id, points in best.items()}, ""
    except FileNotFoundError:
        return {}, ""
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}, f"The progress file {path()} cannot be read. Your next check starts it anew."


def record(id: str, points: float) -> str:
    """Keep ``points`` if they are the best so far; a disk that cannot be written costs nothing.

    Returns
    -------
    str
        A message when the file was damaged, else empty.
    """
    best, message = load()
    if points > best.get(id, -1.0):
        try:
            _write({**best, id: points})
        except OSError:
            pass
    return message


def _write(best: dict[str, float]) -> None:
    """Replace the file in one step, so that a reader never sees half of it."""
    target = path()
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".progress-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"version": 1, "best": best}, file, indent=1, sort_keys=True)
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def progress() -> list[Row]:
    """List every question of the bank with the best points so far, in the order of the course."""
    best, _ = load()
    return [
        Row(assignment, question.id, best.get(question.id), question.points)
        for assignment in _bank.assignments()
        for question in _bank.questions(assignment)
    ]


def progress_lines() -> list[str]:
    """Return the progress as lines of text: one per assignment, its questions below it."""
    lines = []
    rows = progress()
    for assignment in dict.fromkeys(row.assignment for row in rows):
        mine = [row for row in rows if row.assignment == assignment]
        earned, total = sum(row.best or 0 for row in mine), sum(row.points for row in mine)
        lines.append(f"{assignment:<28}{earned:>6g} of {total:g} points")
        for row in mine:
            state = "not attempted" if row.best is None else f"{row.best:g} of {row.points:g}"
            lines.append(f"  {row.id:<26}{state:>17}")
    message = load()[1]
    return [message, *lines] if message else lines
