"""What an exercise is: plain data that a notebook, a test and a grader all read the same way."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

PLAIN = (bool, int, float, str, type(None), np.ndarray, np.generic)


def is_plain(value: Any) -> bool:
    """Tell whether ``value`` is an array, a plain value, or a tuple, list or dict of them."""
    if isinstance(value, tuple | list):
        return all(map(is_plain, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) and is_plain(item) for key, item in value.items())
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype.kind in "biuf"
    return isinstance(value, PLAIN)


@dataclass(frozen=True, eq=False)
class Case:
    """One call of the student's function; a case is equal to itself only.

    Parameters
    ----------
    label : str
        What the case is about, in two or three words ("stride 2"). Cases that share a label
        stand together on the card.
    args, kwargs : tuple, dict
        Arrays and plain values only, so that a call can be sent to another process.
    hidden : object
        What only a metric may see, such as the labels of held-out data. Never sent anywhere.

    Raises
    ------
    ValueError
        When an argument is neither an array nor a plain value.
    """

    label: str
    args: tuple = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    hidden: Any = None

    def __post_init__(self) -> None:
        for name, value in [*enumerate(self.args), *self.kwargs.items()]:
            if not is_plain(value):
                raise ValueError(
                    f"argument {name} of case {self.label!r} must be an array or a plain value, "
                    f"got {type(value).__name__}"
                )


@dataclass(frozen=True)
class Mistake:
    """A classic error, as a small implementation that makes it.

    Parameters
    ----------
    name : str
        A short statement of the error, as the card says it: "the kernel is flipped".
    hint : str
        One line that leads out of it, without the corrected code.
    implementation : callable
        Takes the arguments of the reference and gives the wrong output. None for an error that
        the judge sees without one.
    symptom : callable or None
        For an open task, where no two wrong outputs are equal: ``symptom(output, hidden)`` tells
        whether an output shows the mistake. It may raise ValueError, as the metric may.
    """

    name: str
    hint: str
    implementation: Callable | None = None
    symptom: Callable[[Any, Any], bool] | None = None


@dataclass(frozen=True, kw_only=True)
class Task:
    """What `Question` and `OpenTask` share.

    Parameters
    ----------
    id : str
        Chapter and function name: ``"3_1.conv2d"``.
    points : float
        Full points; the grade cell of the notebook has the same number.
    reference : callable
        A correct implementation, with the signature of the student's function.
    cases : callable
        ``cases(rng)`` gives the list of `Case` for one random generator.
    difficulty : int
        One to five dots.
    minutes : int
        How long a student needs.
    section : str
        Where the chapter derives it: ``"3.1, Stride and padding"``.
    mistakes, hints, forbids : sequence
        Classic mistakes, hints from the gentlest on, and dotted names that may not be used
        (``"torch"``, ``"scipy.signal"``, ``"numpy.convolve"``).
    """

    id: str
    points: float
    reference: Callable
    cases: Callable[[np.random.Generator], list[Case]]
    difficulty: int
    minutes: int
    section: str
    mistakes: Sequence[Mistake] = ()
    hints: Sequence[str] = ()
    forbids: Sequence[str] = ()

    def __post_init__(self) -> None:
        if self.id.count(".") != 1 or not self.name.isidentifier():
            raise ValueError(f"id must be 'chapter.function', got {self.id!r}")
        if not 1 <= self.difficulty <= 5:
            raise ValueError(f"difficulty must be 1 to 5, got {self.difficulty}")
        if self.points <= 0:
            raise ValueError(f"points must be positive, got {self.points}")

    @property
    def name(self) -> str:
        """Name of the function that the student writes."""
        return self.id.partition(".")[2]

    @property
    def parameters(self) -> list[str]:
        """Names of the parameters, as the reference has them."""
        return list(inspect.signature(self.reference).parameters)

    def make_cases(self, seed: int) -> list[Case]:
        """Draw the cases of one seed."""
        return self.cases(np.random.default_rng(seed))


@dataclass(frozen=True, kw_only=True)
class Question(Task):
    """A function that must give the reference's output on every case.

    A case is passed when structure, shapes, kinds of dtype, NaN and infinities agree and every
    entry has ``|received - expected| <= tolerance * (1 + |expected|)``. Every case is worth the
    same share of the points.

    Parameters
    ----------
    tolerance : float
    outputs : sequence of str
        Names of the outputs, when there are several: the card says which of them are right.
    """

    tolerance: float = 1e-7
    outputs: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class OpenTask(Task):
    """A function that is scored by what it achieves, not by what it returns.

    Parameters
    ----------
    metric : callable
        ``metric(output, hidden)`` gives a number for one case. It raises ValueError with a message
        for the student when the output cannot be measured.
    metric_name : str
        What the number is: "accuracy on held-out digits".
    thresholds : sequence of (float, float)
        Pairs of metric and share of the points, ascending: ``((0.90, 0.5), (0.97, 1.0))``.
        With several cases the worst one counts.
    """

    metric: Callable[[Any, Any], float]
    metric_name: str
    thresholds: Sequence[tuple[float, float]]

    def __post_init__(self) -> None:
        super().__post_init__()
        values, shares = zip(*self.thresholds, strict=True)
        if list(values) != sorted(values) or list(shares) != sorted(shares) or shares[-1] != 1:
            raise ValueError(f"thresholds must ascend to a share of 1, got {self.thresholds}")
