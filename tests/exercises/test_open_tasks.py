"""Open tasks: a measured result gives the points, a symptom names the mistake."""

import re

import numpy as np
import pytest
from made import open_task

from dlcourse.exercises import Card, Case, find, judge


@pytest.mark.parametrize(
    ("value", "points", "metric"), [(0.05, 3, 0.95), (0.3, 1.5, 0.7), (0.6, 0, 0.4)]
)
def test_thresholds_give_points(value, points, metric):
    result = judge(open_task(), lambda x: value)
    assert (result.points, result.metric) == (points, pytest.approx(metric))
    assert result.complete == (points == 3)


def test_the_worst_case_counts():
    result = judge(open_task(), lambda x: 0.3 if x == 2 else 0.0)
    assert (result.points, result.metric) == (1.5, pytest.approx(0.7))


def test_card_has_a_line_for_each_of_several_cases():
    html = Card(judge(open_task(), lambda x: 0.3 if x == 2 else 0.05))._repr_html_()
    lines = [line for line in html.splitlines() if ">one<" in line or ">two<" in line]
    assert [re.sub("<.*?>", " ", line).split() for line in lines] == [
        ["one", "✓", "0.95"],
        ["two", "✗", "0.7"],
    ]


def test_card_has_a_line_for_what_could_not_be_measured():
    html = Card(judge(open_task(), lambda x: "zero" if x == 2 else 0.05))._repr_html_()
    assert "✓ 0.95" in html
    assert "✗ not measured" in html


def test_one_case_has_no_line_of_its_own():
    task = open_task(cases=lambda rng: [Case("alone", (1.0,), hidden=1.0)])
    assert "alone" not in Card(judge(task, lambda x: 0.3))._repr_html_()


def test_nan_earns_nothing():
    assert judge(open_task(), lambda x: float("nan")).points == 0


def test_unmeasurable_output_is_explained():
    result = judge(open_task(), lambda x: "zero")
    assert (result.points, result.metric) == (0, None)
    assert result.cases[0].difference.reason == "A number is expected."


def too_large(output, hidden):
    if not isinstance(output, float):
        raise ValueError("A number is expected.")
    return output > hidden


LARGE = [("too large", "Smaller.", lambda x: 7.0, too_large)]


@pytest.mark.parametrize("value", [7.0, 1.5])
def test_a_symptom_names_a_mistake_whatever_the_output_is(value):
    assert judge(open_task(LARGE), lambda x: value).diagnosis.name == "too large"


@pytest.mark.parametrize("value", [-1.5, "zero", 0.0])
def test_without_the_symptom_the_mistake_is_not_named(value):
    assert judge(open_task(LARGE), lambda x: value).diagnosis is None


def test_every_failed_case_has_to_show_the_symptom():
    result = judge(open_task(LARGE), lambda x: 1.5 if x == 2 else -1.5)
    assert result.diagnosis is None


def test_a_call_that_raised_shows_no_symptom():
    result = judge(open_task(LARGE), lambda x: 1 / 0 if x == 2 else 1.5)
    assert result.diagnosis is None


def test_strict_settings_of_the_notebook_do_not_reach_the_metric():
    with np.errstate(all="raise"):
        task = open_task(metric=lambda output, hidden: float(np.float64(1e300) * 1e300))
        assert judge(task, lambda *args: 1.0).points == task.points


def test_thresholds_must_ascend():
    with pytest.raises(ValueError, match="ascend"):
        open_task(thresholds=[(0.9, 1.0), (0.5, 0.5)])


def test_translations_without_end_are_refused_before_they_are_looked_at():
    task = find("5_2.translate")
    (case, *_) = task.make_cases(0)
    rows = np.ones((len(case.hidden[1]), 10 * case.hidden[1].shape[1] + 1), int)
    with pytest.raises(ValueError, match=f"tokens at most, got {rows.shape[1]}"):
        task.metric(rows, case.hidden)
