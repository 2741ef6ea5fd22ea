"""Show the student's progress as a table in a notebook."""

from typing import Any

from ..pages import render
from . import catalog as _bank
from .progress import Row, load, progress


class ProgressTable:
    """The progress at this moment: one row per assignment, one mark per question.

    The links are those of a notebook in the folder ``chapters``.
    """

    def __init__(self) -> None:
        self.rows, self.message = progress(), load()[1]

    def __repr__(self) -> str:
        """Give all points in one line."""
        return "{:g} of {:g} points".format(*_points(self.rows))

    def _repr_html_(self) -> str:
        assignments = dict.fromkeys(row.assignment for row in self.rows)
        rows = [self._line(assignment) for assignment in assignments]
        return render("progress", rows=rows, message=self.message)

    def _line(self, assignment: str) -> dict[str, Any]:
        mine = [row for row in self.rows if row.assignment == assignment]
        earned, total = _points(mine)
        return {
            "number": ".".join(assignment.split("_")[:2]),
            "assignment": assignment,
            "title": _bank.title(assignment),
            "minutes": sum(question.minutes for question in _bank.questions(assignment)),
            "marks": [(row.id, _mark(row)) for row in mine],
            "percent": round(100 * earned / total),
            "points": f"{earned:g} / {total:g} points",
        }


def _points(rows: list[Row]) -> tuple[float, float]:
    """Points earned, and all that there are."""
    return sum(row.best or 0 for row in rows), sum(row.points for row in rows)


def _mark(row: Row) -> str:
    if row.best is None:
        return "○"
    if row.best >= row.points:
        return "●"
    return "◐" if row.best else "✗"


def progress_table() -> ProgressTable:
    """Return the student's progress, shown as a table by the notebook."""
    return ProgressTable()
