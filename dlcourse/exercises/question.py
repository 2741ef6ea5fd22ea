"""What an exercise is: plain data that a notebook, a test and a grader all read the same way."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from .case import Case
from .mistakes import Mistake, Page, Symptom, answer_of, read_page


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
    allows : sequence of str
        Parts of `dlcourse` and libraries that an answer may use besides NumPy and plain Python:
        ``"dlcourse.layers"``, ``"scipy.linalg"``. All else is not allowed.
    transfer : bool
        Whether it goes beyond its chapter: it follows from what stands there, and is not there.
    symptoms : mapping of str to Symptom
        For an open task: the code of its mistakes, by their ids on the page.
    text : str, optional
        Hints and mistakes, see `mistakes`; by default the page beside the reference's module.
    """

    seconds: ClassVar[float]
    """Processor time that the grader gives to one call."""

    id: str
    points: float
    reference: Callable
    cases: Callable[[np.random.Generator], list[Case]]
    difficulty: int
    minutes: int
    section: str
    allows: Sequence[str] = ()
    transfer: bool = False
    symptoms: Mapping[str, Symptom] = field(default_factory=dict)
    text: str | None = None

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

    @cached_property
    def source(self) -> str:
        """The reference as a student would hand it in: see `mistakes.answer_of`."""
        return answer_of(self._module.read_text(encoding="utf-8"), self.name)

    @cached_property
    def page(self) -> Page:
        """Hints and mistakes, read when they are first asked for."""
        text = self.text
        if text is None:
            text = self._module.with_suffix(".md").read_text(encoding="utf-8")
        return read_page(text, lambda: self.source, self.name, self.symptoms)

    @property
    def hints(self) -> tuple[str, ...]:
        """Hints, from the gentlest on; none gives the answer."""
        return self.page.hints

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The classic mistakes, each with an id, a name and a hint."""
        return self.page.mistakes

    @property
    def _module(self) -> Path:
        return Path(inspect.getfile(self.reference))

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
    quiet : bool
        A call in which NumPy warns of an overflow fails its case, whatever it returns.
    pairs : bool
        Whether a card may name two mistakes at once. False where two may take without end.
    intermediates : sequence of str
        Local variables of the reference, in the order in which it makes them. Where a student's
        function has some of the same names, the card says which is the first wrong one.
    """

    seconds: ClassVar[float] = 10.0
    tolerance: float = 1e-7
    outputs: Sequence[str] = ()
    quiet: bool = False
    pairs: bool = True
    intermediates: Sequence[str] = ()


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

    seconds: ClassVar[float] = 60.0
    metric: Callable[[Any, Any], float]
    metric_name: str
    thresholds: Sequence[tuple[float, float]]

    def __post_init__(self) -> None:
        super().__post_init__()
        values, shares = zip(*self.thresholds, strict=True)
        if list(values) != sorted(values) or list(shares) != sorted(shares) or shares[-1] != 1:
            raise ValueError(f"thresholds must ascend to a share of 1, got {self.thresholds}")
