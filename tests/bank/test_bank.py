"""Every question of the bank: the reference is right, every mistake is caught and named."""

import inspect
import re

import numpy as np
import pytest

from dlcourse.exercises import (
    OpenTask,
    Question,
    assignments,
    check,
    find,
    judge,
    judge_outcomes,
    questions,
)
from dlcourse.exercises._known import known_outcome
from dlcourse.exercises.allows import find_not_allowed
from dlcourse.exercises.catalog import title
from dlcourse.exercises.judge import PUBLIC_SEED
from dlcourse.exercises.run import run_case

SEEDS = [PUBLIC_SEED, 1, 20, 300]
TASKS = [task for name in assignments() for task in questions(name)]
CLOSED = [task for task in TASKS if isinstance(task, Question)]
OPEN = [task for task in TASKS if isinstance(task, OpenTask)]
ONE_BY_ONE = pytest.mark.parametrize("id", [task.id for task in TASKS])


def stub(*args, **kwargs):
    raise NotImplementedError


def test_assignments_are_well_formed():
    for name in assignments():
        ids = [task.id for task in questions(name)]
        assert len(set(ids)) == len(ids) >= 2, name
        assert all(name.startswith(id.partition(".")[0] + "_") for id in ids), name
        assert title(name)


@ONE_BY_ONE
def test_reference_earns_full_points(id):
    task = find(id)
    for seed in SEEDS:
        result = judge(task, task.reference, seed=seed)
        assert result.points == task.points, seed
        assert result.passed == len(result.cases) > 0, seed


@ONE_BY_ONE
def test_mistakes_are_caught_and_named(id):
    """All on the same cases, so that what each mistake gives is worked out once for all others.

    On the public ones each runs once more, as a student's text does: it must give the same again.
    """
    task, failed = find(id), []
    for seed in SEEDS if isinstance(task, Question) else SEEDS[::3]:  # a task takes a second
        cases = task.make_cases(seed)
        for mistake in task.mistakes:
            run = run_case if seed == PUBLIC_SEED else known_outcome
            outcomes = [run(mistake.implementation, case) for case in cases]
            result = judge_outcomes(task, cases, outcomes)
            named = result.diagnosis and result.diagnosis.id
            if result.points == task.points or named != mistake.id:
                failed.append((mistake.id, seed, result.points, named))
    assert failed == []


def test_two_mistakes_at_once_come_to_an_end_and_are_named():
    unnamed = []
    for task in [task for task in CLOSED if task.pairs]:
        cases = task.make_cases(PUBLIC_SEED)
        for pair in task.page.pairs[::10]:
            run_case(pair.implementation, cases[-1])
        for pair in task.page.pairs[:100:50]:
            outcomes = [run_case(pair.implementation, case) for case in cases]
            result = judge_outcomes(task, cases, outcomes)
            wrong = [case for case in result.cases if not case.passed and not case.outcome.error]
            if wrong and not result.diagnosis:
                unnamed.append((task.id, pair.id))
    assert unnamed == []


def test_stubs_are_not_attempted():
    for task in TASKS:
        result = judge(task, stub)
        assert (result.points, result.attempted) == (0, False), task.id
        card = check(task.id, stub)
        assert (repr(card), str(card)) == ("0", f"{task.id}: not attempted")


def test_there_is_enough_help():
    for task in TASKS:
        least = 4 if isinstance(task, Question) else 2
        assert len({mistake.name for mistake in task.mistakes}) == len(task.mistakes) >= least
        assert len(task.hints) >= 2, task.id
        for text in [*task.hints, *(mistake.hint for mistake in task.mistakes)]:
            assert text.endswith((".", "?")), text
        for mistake in task.mistakes:
            assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", mistake.id), mistake.id


def test_help_does_not_give_the_answer_away():
    for task in TASKS:
        source = inspect.getsource(task.reference).splitlines()
        code = [line.strip() for line in source if len(line.strip()) > 12]
        for text in [*task.hints, *(mistake.hint for mistake in task.mistakes)]:
            assert not any(line in text for line in code), text


def test_answers_use_what_is_allowed():
    """The reference and every mistake, as a student would hand them in."""
    found = {}
    for task in TASKS:
        texts = {mistake.id: mistake.source for mistake in task.mistakes if mistake.source}
        if texts:
            texts["reference"] = task.source
        for key, text in texts.items():
            if uses := find_not_allowed(task.name, text, task.allows):
                found[task.id, key] = uses
    assert found == {}


def test_cases_are_named_for_partial_credit():
    for task in CLOSED:
        labels = [case.label for case in task.make_cases(PUBLIC_SEED)]
        assert len(labels) >= 4, task.id
        assert len(set(labels)) >= 2, task.id
        assert labels == [case.label for case in task.make_cases(SEEDS[1])], task.id


def test_every_output_has_its_name():
    for task in CLOSED:
        value = run_case(task.reference, task.make_cases(PUBLIC_SEED)[0]).value
        assert len(task.outputs) in (0, len(value) if isinstance(value, tuple) else 0), task.id


def test_an_output_that_cannot_be_measured_has_a_card():
    """Also if `return` was forgotten: nothing is measured, nothing raises."""
    for task in OPEN:
        for output in (None, "seven", 1.0, (), np.zeros((3, 2)), np.zeros(0)):
            result = judge(task, lambda *args, made=output, **kwargs: made)
            assert result.points == 0, (task.id, output)
            assert result.cases[0].difference.reason, (task.id, output)
