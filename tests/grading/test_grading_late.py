"""Late penalties: days that are begun cost, a time that is not known does not."""

from datetime import UTC, datetime, timedelta

import pytest
from graded_records import record

from dlcourse.grading.intake.late import Late
from dlcourse.grading.report.tables import graded

DUE = datetime(2026, 11, 23, 12)


@pytest.mark.parametrize(
    ("hours", "penalty"), [(-1, 0), (0, 0), (0.01, 1), (24, 1), (24.01, 2), (1000, 5)]
)
def test_days_begun_cost(hours, penalty):
    late = Late(DUE, per_day=0.1, most=0.5)
    assert late.penalty(10, DUE + timedelta(hours=hours)) == penalty
    assert late.penalty(10, (DUE + timedelta(hours=hours)).replace(tzinfo=UTC)) == penalty


def test_an_unknown_time_costs_nothing():
    assert graded(record(), Late(DUE))["late_penalty"] == 0
    late = graded(record(submitted="2026-11-24T13:00:00+00:00"), Late(DUE, 0.1))
    assert late["days_late"] == 2
    assert late["final_points"] == pytest.approx(0.8 * late["points"])


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_is_from_0_to_1(share):
    with pytest.raises(ValueError, match="per_day must be from 0 to 1"):
        Late(DUE, per_day=share)
