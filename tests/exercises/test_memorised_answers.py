"""What a student who knows the public cases by heart earns on secret ones: not the points."""

import hashlib

import numpy as np
import pytest

from dlcourse.exercises import OpenTask, assignments, judge_outcomes, questions
from dlcourse.exercises.judge import PUBLIC_SEED
from dlcourse.exercises.run import Outcome, run_case

TASKS = [task for name in assignments() for task in questions(name)]
QUESTIONS = [task for task in TASKS if not isinstance(task, OpenTask)]
OPEN = [task for task in TASKS if isinstance(task, OpenTask)]
SECRETS = 1234, 98765


def key(value):
    """What tells two inputs apart."""
    if isinstance(value, np.ndarray | np.generic):
        digest = hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()
        return f"{value.dtype}{value.shape}{digest}"
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(key, value))}]"
    if isinstance(value, dict):
        return key(sorted(value.items()))
    return repr(value)


def inputs(case):
    return key((case.args, case.kwargs))


@pytest.mark.parametrize("task", QUESTIONS, ids=lambda task: task.id)
def test_answers_known_by_heart(task):
    """Looked up by their inputs, or given one after the other."""
    public = task.make_cases(PUBLIC_SEED)
    known = [run_case(task.reference, case) for case in public]
    table = dict(zip(map(inputs, public), known, strict=True))
    for seed in SECRETS:
        cases = task.make_cases(seed)
        looked_up = [table.get(inputs(case), Outcome(error="KeyError: ")) for case in cases]
        for outcomes in (looked_up, known):
            assert judge_outcomes(task, cases, outcomes).points <= 0.5 * task.points


@pytest.mark.parametrize("task", OPEN, ids=lambda task: task.id)
def test_data_of_open_tasks_are_others_or_in_another_order(task):
    """Else a list of the public labels would be an answer. Where there are no data, none is."""
    first, second = (task.make_cases(seed) for seed in SECRETS)
    for a, b in zip(first, second, strict=True):
        assert key(a.hidden) != key(b.hidden)
        if any(isinstance(value, np.ndarray) for value in [*a.args, *a.kwargs.values()]):
            assert inputs(a) != inputs(b)
