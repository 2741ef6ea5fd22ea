"""Judging outcomes: points, the diagnosis, and what a class costs."""

import numpy as np
import pytest
from made import MISTAKES, double, make

from dlcourse.exercises import Case, Outcome, judge, judge_outcomes, run_cases
from dlcourse.exercises.judge import share_of


def test_partial_credit_is_rounded_down():
    result = judge(make(), lambda x, *, scale=1.0: 2 * x)
    assert (result.passed, len(result.cases), result.points) == (2, 3, 1.33)
    assert not result.complete


def test_only_all_cases_give_all_points():
    assert share_of(1, 999 / 1000) == 0.99
    assert share_of(1.5, 1.0) == 1.5
    assert share_of(3, 0.7) == 2.1


def test_seed_draws_the_cases():
    question = make()
    first, again, other = (question.make_cases(seed)[0].args[0] for seed in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("number", [0, 1])
def test_mistake_is_diagnosed(number):
    question = make()
    mistake = question.mistakes[number]
    assert judge(question, mistake.implementation).diagnosis is mistake


def test_no_diagnosis_without_a_match():
    assert judge(make(), lambda x, *, scale=1.0: 5 * x).diagnosis is None


def test_mistake_that_explains_all_cases_comes_first():
    def partly(x, *, scale=1.0):
        return 2 * x if scale != 1 else 7 * x

    mistakes = [("partly", "No.", partly), *MISTAKES]
    question = make(mistakes=mistakes)
    assert judge(question, lambda x, *, scale=1.0: 2 * x).diagnosis is question.mistakes[1]


@pytest.mark.parametrize(("agreeing", "named"), [(0, False), (1, True), (2, True)])
def test_mistake_that_fails_most_of_what_passed_agrees_by_chance(agreeing, named):
    def mistake(x, *, scale=1.0):
        right = scale == 1 and x.shape in [(2, 3), (4, 1)][:agreeing]
        return 2 * x if right or scale != 1 else 7 * x

    question = make(mistakes=[("mistake", "No.", mistake)])
    found = judge(question, lambda x, *, scale=1.0: 2 * x).diagnosis
    assert (found is not None) == named


def test_mistake_nearest_to_the_passed_cases_comes_first():
    def on_scaled(x, *, scale=1.0):
        return 2 * x if scale == 1 else 0 * x

    def partly(x, *, scale=1.0):
        return 0 * x if scale != 1 or len(x) == 4 else 2 * x

    mistakes = [("all", "No.", lambda x, *, scale=1.0: 0 * x), ("4", "No.", partly)]
    assert judge(make(mistakes=mistakes), on_scaled).diagnosis.name == "4"


def test_mistake_is_diagnosed_beside_an_exception():
    def wrong(x, *, scale=1.0):
        if x.shape == (4, 1):
            raise ValueError
        return scale * x

    def same(x, *, scale=1.0):
        if x.shape == (4, 1):
            raise ValueError("in other words")
        return scale * x

    question = make(mistakes=[("fails", "Do not.", wrong)])
    assert judge(question, same).diagnosis is question.mistakes[0]


def test_stub_is_not_attempted():
    def stub(x, *, scale=1.0):
        raise NotImplementedError

    result = judge(make(), stub)
    assert (result.points, result.attempted, result.cases) == (0, False, ())


def test_half_a_stub_is_attempted():
    def half(x, *, scale=1.0):
        if scale != 1:
            raise NotImplementedError
        return 2 * x

    result = judge(make(), half)
    assert (result.points, result.attempted) == (1.33, True)


def test_outcomes_from_elsewhere_are_judged():
    question = make()
    cases = question.make_cases(7)
    outcomes = [Outcome(value=double(*case.args, **case.kwargs)) for case in cases]
    assert judge_outcomes(question, cases, outcomes).complete
    outcomes[1] = Outcome(error="TimeoutError: stopped")
    assert judge_outcomes(question, cases, outcomes).points == 1.33
    with pytest.raises(ValueError, match="3 cases, 2"):
        judge_outcomes(question, cases, outcomes[:2])


def test_a_class_is_judged_without_running_the_bank_for_everyone():
    calls = []

    def counted(x, *, scale=1.0):
        calls.append("reference")
        return 2 * scale * x

    def mistaken(x, *, scale=1.0):
        calls.append("mistake")
        return 2 * x

    question = make(reference=counted, mistakes=[("ignored", "Use it.", mistaken)])
    cases, other = question.make_cases(7), question.make_cases(8)
    wrong = [Outcome(value=2 * case.args[0]) for case in cases]
    results = [judge_outcomes(question, cases, wrong) for _ in range(3)]
    assert calls == ["reference"] * 3 + ["mistake"] * 3
    assert [result.diagnosis.name for result in results] == ["ignored"] * 3
    judge_outcomes(question, other, wrong)
    assert len(calls) > 7


def test_want_of_memory_is_not_kept():
    calls = []

    def once(x, *, scale=1.0):
        calls.append(x)
        if len(calls) == 1:
            raise MemoryError
        return 2 * scale * x

    question = make(reference=once)
    cases = question.make_cases(7)
    right = [Outcome(value=double(*case.args, **case.kwargs)) for case in cases]
    with pytest.raises(RuntimeError, match="MemoryError"):
        judge_outcomes(question, cases, right)
    assert judge_outcomes(question, cases, right).complete


def test_hidden_values_never_reach_the_function():
    cases = [Case("one", (1.0,), hidden=np.arange(3))]
    seen = []
    run_cases(lambda *args, **kwargs: seen.append((args, kwargs)), cases)
    assert seen == [((1.0,), {})]


def test_case_takes_plain_values_only():
    with pytest.raises(ValueError, match="argument rng of case 'one'"):
        Case("one", (), {"rng": np.random.default_rng(0)})
    Case("one", ([(1, 2.0), None, "same"], {"a": np.ones(2)}))


def test_an_overflow_costs_its_case_where_a_question_says_so():
    def steep(x, *, scale=1.0):
        return double(x, scale=scale) + 1 / (1 + np.exp(np.where(x.ndim < 2, 1e4, 1e2)))

    results = [judge(make(quiet=quiet), steep) for quiet in (False, True)]
    assert [result.passed for result in results] == [3, 2]
    assert "warned of an overflow" in results[1].shown.difference.reason
    assert results[1].diagnosis is None


def test_question_refuses_what_makes_no_sense():
    for changes in ({"id": "double"}, {"difficulty": 6}, {"points": 0}):
        with pytest.raises(ValueError, match=next(iter(changes))):
            make(**changes)
