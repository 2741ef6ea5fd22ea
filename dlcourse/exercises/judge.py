"""Judge outcomes against a question. No student code runs here.

`judge` calls the student's function in this process. A grader that does not trust it makes the
calls elsewhere and hands the outcomes to `judge_outcomes`.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ._known import known_outcome
from .case import Case
from .compare import Difference, compare, describe, overflow
from .mistakes import Mistake
from .question import OpenTask, Question, Task
from .run import Outcome, plain, run_cases

PUBLIC_SEED = 0

IN_PLACE = Mistake(
    "in-place",
    "an argument is changed in place",
    "The caller still needs it. Work on a copy, or make a new array.",
)


@dataclass(frozen=True)
class CaseResult:
    """One case judged: passed, or why not, both outputs described, and what a task measured."""

    case: Case
    outcome: Outcome
    passed: bool
    difference: Difference | None = None
    expected: str = ""
    received: str = ""
    metric: float | None = None


@dataclass(frozen=True)
class Result:
    """What a function earned.

    Parameters
    ----------
    task : Task
    points : float
        Earned, rounded down to hundredths.
    attempted : bool
        False for an untouched stub.
    cases : tuple of CaseResult
    diagnosis : Mistake or None
        The mistake whose outputs equal the student's wherever they are wrong.
    metric : float or None
        What an `OpenTask` measured.
    forbidden : tuple
        Uses that the question does not allow; they cost all points.
    message : str
        Why the function could not be judged at all.
    """

    task: Task
    points: float
    attempted: bool = True
    cases: tuple[CaseResult, ...] = ()
    diagnosis: Mistake | None = None
    metric: float | None = None
    forbidden: tuple = ()
    message: str = ""

    @property
    def passed(self) -> int:
        """Number of passed cases."""
        return sum(case.passed for case in self.cases)

    @property
    def shown(self) -> CaseResult | None:
        """The failed case that the card shows: the first, or the first to be redone by hand."""
        failed = [case for case in self.cases if not case.passed]
        return next((found for found in failed if found.case.by_hand), next(iter(failed), None))

    @property
    def complete(self) -> bool:
        """Tell whether all points were earned."""
        return self.points == self.task.points


def share_of(points: float, share: float) -> float:
    """Return a share of the points, rounded down to hundredths: only all of it is full points."""
    return math.floor(points * share * 100 + 1e-9) / 100 if share < 1 else points


def judge(
    task: Task, function: Callable, *, seed: int = PUBLIC_SEED, forbidden: Sequence = ()
) -> Result:
    """Call ``function`` on the cases of ``seed`` in this process, and judge what it gave.

    Parameters
    ----------
    task : Task
        A `Question` or an `OpenTask`.
    function : callable
        What the student wrote.
    seed : int
        Draws the cases. Grading uses a seed that is not public.
    forbidden : sequence of Use
        What `find_not_allowed` found in the source.
    """
    cases = task.make_cases(seed)
    return judge_outcomes(task, cases, run_cases(function, cases), forbidden=forbidden)


def judge_outcomes(
    task: Task, cases: Sequence[Case], outcomes: Sequence[Outcome], *, forbidden: Sequence = ()
) -> Result:
    """Judge outcomes that may have been produced anywhere.

    Parameters
    ----------
    task, cases
        The task and the cases that it drew.
    outcomes : sequence of Outcome
        One per case, in order.
    forbidden : sequence of Use
        Forbidden uses in the source: they cost all points.

    Raises
    ------
    ValueError
        When the numbers of cases and outcomes differ.
    """
    if len(cases) != len(outcomes):
        raise ValueError(f"expected one outcome per case: {len(cases)} cases, {len(outcomes)}")
    if not any(outcome.attempted for outcome in outcomes):
        return Result(task, 0.0, attempted=False)
    judged = _judge_open if isinstance(task, OpenTask) else _judge_question
    return judged(task, cases, outcomes, tuple(forbidden))


def _judge_question(
    task: Question, cases: Sequence[Case], outcomes: Sequence[Outcome], forbidden: tuple
) -> Result:
    results = tuple(
        _against_reference(task, case, outcome)
        for case, outcome in zip(cases, outcomes, strict=True)
    )
    share = sum(result.passed for result in results) / len(results)
    points = 0.0 if forbidden else share_of(task.points, share)
    return Result(task, points, True, results, _diagnose(task, results), None, forbidden)


def _refused(task: Task, case: Case, outcome: Outcome) -> CaseResult | None:
    """Judge a call that raised or that changed its arguments, whatever it returned."""
    if outcome.error:
        return CaseResult(case, outcome, False)
    if outcome.modified:
        names = [task.parameters[m] if isinstance(m, int) else m for m in outcome.modified]
        reason = f"After the call, {' and '.join(names)} had other values than before."
        return CaseResult(case, outcome, False, Difference(reason))
    return None


def _against_reference(task: Question, case: Case, outcome: Outcome) -> CaseResult:
    refused = _refused(task, case, outcome)
    if refused:
        return refused
    made = known_outcome(task.reference, case)
    if made.error:
        raise RuntimeError(f"the reference of {task.id} failed on {case.label!r}: {made.error}")
    received = plain(outcome.value)
    difference = compare(made.value, received, task.tolerance) or overflow(task, outcome)
    passed = difference is None
    return CaseResult(case, outcome, passed, difference, describe(made.value), describe(received))


def _judge_open(
    task: OpenTask, cases: Sequence[Case], outcomes: Sequence[Outcome], forbidden: tuple
) -> Result:
    results = tuple(
        _measure(task, case, outcome) for case, outcome in zip(cases, outcomes, strict=True)
    )
    metrics = [result.metric for result in results]
    metric = None if None in metrics else min(metrics)
    share = max((s for t, s in task.thresholds if metric is not None and metric >= t), default=0.0)
    points = 0.0 if forbidden else share_of(task.points, share)
    return Result(task, points, True, results, _diagnose(task, results), metric, forbidden)


def _measure(task: OpenTask, case: Case, outcome: Outcome) -> CaseResult:
    refused = _refused(task, case, outcome)
    if refused:
        return refused
    received = plain(outcome.value)
    try:
        with np.errstate(all="ignore"):
            metric = float(task.metric(received, case.hidden))
    except ValueError as error:
        return CaseResult(case, outcome, False, Difference(str(error)))
    goal = task.thresholds[-1][0]
    if metric >= goal:
        return CaseResult(case, outcome, True, metric=metric)
    reached = Difference("Not there yet.", f"{goal:g} or more", f"{metric:.4g}")
    return CaseResult(case, outcome, False, reached, metric=metric)


def _diagnose(task: Task, results: Sequence[CaseResult]) -> Mistake | None:
    """Find the mistake that explains every failed case and, unless it is a symptom, most others."""
    failed = [result for result in results if not result.passed]
    if any(result.outcome.modified for result in failed):
        return IN_PLACE
    if not any(not result.outcome.error for result in failed):
        return None
    passed = [result for result in results if result.passed]
    explaining = [mistake for mistake in task.mistakes if _explains(task, mistake, failed)]
    if not explaining:
        pairs = task.page.pairs if getattr(task, "pairs", False) else ()
        return next((pair for pair in pairs if _explains(task, pair, failed + passed)), None)
    agreeing = [sum(_explains(task, mistake, [p]) for p in passed) for mistake in explaining]
    best = agreeing.index(max(agreeing))
    by_chance = not explaining[best].symptom and 2 * agreeing[best] < len(passed)
    return None if by_chance else explaining[best]


def _explains(task: Task, mistake: Mistake, results: Sequence[CaseResult]) -> bool:
    tolerance = getattr(task, "tolerance", 1e-7)
    for result in results:
        if mistake.symptom and not result.outcome.error:
            if not _shows(mistake, result):
                return False
            continue
        made = known_outcome(mistake.implementation, result.case)
        if made.error or result.outcome.error:
            if made.error.partition(":")[0] != result.outcome.error.partition(":")[0]:
                return False
        elif compare(made.value, plain(result.outcome.value), tolerance):
            return False
        elif overflow(task, result.outcome) and not overflow(task, made):
            return False
    return True


def _shows(mistake: Mistake, result: CaseResult) -> bool:
    """Look for a symptom; an output that cannot be measured shows none."""
    try:
        with np.errstate(all="ignore"):
            return bool(mistake.symptom(plain(result.outcome.value), result.case.hidden))
    except ValueError:
        return False
