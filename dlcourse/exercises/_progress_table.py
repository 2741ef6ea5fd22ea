"""Show the student's progress as a table in a notebook."""

from html import escape

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
        earned, total = (
            sum(row.best or 0 for row in self.rows),
            sum(row.points for row in self.rows),
        )
        return f"{earned:g} of {total:g} points"

    def _repr_html_(self) -> str:
        assignments = dict.fromkeys(row.assignment for row in self.rows)
        lines = "".join(self._line(assignment) for assignment in assignments)
        note = f"<div>{escape(self.message)}</div>" if self.message else ""
        columns = "max-content max-content max-content 140px max-content"
        return (
            f'<div style="display:grid;grid-template-columns:{columns};gap:6px 20px;'
            f'align-items:center;font-size:14px">{lines}</div>{note}'
        )

    def _line(self, assignment: str) -> str:
        mine = [row for row in self.rows if row.assignment == assignment]
        earned, total = sum(row.best or 0 for row in mine), sum(row.points for row in mine)
        marks = "".join(
            f'<span title="{escape(row.id)}" style="margin-right:5px">{_mark(row)}</span>'
            for row in mine
        )
        number = ".".join(assignment.split("_")[:2])
        link = f"../exercises/{assignment}/{assignment}.ipynb"
        title = (
            f'<strong>{number}</strong>&ensp;<a href="{link}">{escape(_bank.title(assignment))}</a>'
        )
        minutes = sum(question.minutes for question in _bank.questions(assignment))
        return (
            f"<span>{title}</span><span>{minutes} minutes</span><span>{marks}</span>"
            '<span style="height:7px;border-radius:4px;background:#8a909940">'
            '<span style="display:block;height:7px;border-radius:4px;background:#2a9d6a;'
            f'width:{round(100 * earned / total)}%"></span></span>'
            f"<span>{earned:g} / {total:g} points</span>"
        )


def _mark(row: Row) -> str:
    if row.best is None:
        return "○"
    if row.best >= row.points:
        return "●"
    return "◐" if row.best else "✗"


def progress_table() -> ProgressTable:
    """Return the student's progress, shown as a table by the notebook."""
    return ProgressTable()
