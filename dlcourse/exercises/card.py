"""The answer to an attempt: a card in the notebook, points as a number, one line as text."""

from collections.abc import Callable
from typing import Any

from ..pages import render
from . import catalog as _bank
from . import progress as _progress
from ._inside import inside
from ._view import view
from .judge import Result, judge
from .live import scan
from .question import OpenTask


class Card:
    """A result with its three faces: HTML for a person, ``repr`` for nbgrader, ``str`` for a log.

    Parameters
    ----------
    result : Result
    note : str
        One more line to show, such as a damaged progress file.
    inside : dict of str to bool
        Which of the student's intermediates are right in the case that is shown.
    """

    def __init__(self, result: Result, note: str = "", inside: dict[str, bool] | None = None):
        self.result, self.note, self.inside = result, note, inside or {}

    def __repr__(self) -> str:
        """Give the points as a number: nbgrader reads this as partial credit."""
        return f"{self.result.points:g}"

    def __float__(self) -> float:
        """Give the points."""
        return float(self.result.points)

    def __str__(self) -> str:
        """Give question, points and the main reason in one line."""
        result = self.result
        parts = [f"{result.points:g} of {result.task.points:g} points"]
        if result.message or not result.attempted:
            parts = [result.message or "not attempted"]
        elif isinstance(result.task, OpenTask):
            parts += [f"{result.task.metric_name} {result.metric:.4g}"] if result.metric else []
        else:
            parts.append(f"{result.passed} of {len(result.cases)} cases")
        parts += [f"{use.name} is not allowed" for use in result.forbidden[:1]]
        parts += [result.diagnosis.name] if result.diagnosis else []
        return f"{result.task.id}: {', '.join(parts)}"

    def _repr_html_(self) -> str:
        return render("card", **view(self.result, self.note, self.inside))


def check(id: str, function: Callable) -> Card:
    """Check a student's function on the public cases of a question, and remember the best score.

    Nothing that the function does makes this raise, apart from the student's own interrupt.

    Parameters
    ----------
    id : str
        The question: ``"3_1.conv2d"``.
    function : callable
        The student's function.

    Returns
    -------
    Card
        Shown by the notebook when it is the last value of a cell.

    Raises
    ------
    ValueError
        When there is no such question.

    Examples
    --------
    >>> def output_size(n, k, stride=1, padding=0, dilation=1):
    ...     raise NotImplementedError
    >>> print(check("3_1.output_size", output_size))
    3_1.output_size: not attempted
    """
    task = _bank.find(id)
    if not callable(function):
        return Card(Result(task, 0.0, message=_not_callable(task.name, function)))
    result = judge(task, function, forbidden=scan(function, task.allows))
    note = _progress.record(id, result.points) if result.attempted else ""
    return Card(result, note, inside(result, function))


def _not_callable(name: str, value: Any) -> str:
    return f"{name} must be a function, got {type(value).__name__}"
