"""Generated applicants follow the law that is stated."""

import numpy as np
import pytest

from dlcourse.studies.fields import generated_applicants
from dlcourse.studies.fields.credit import COLUMNS


@pytest.fixture(scope="module")
def people():
    return generated_applicants(20_000, rng=np.random.default_rng(0))


def test_the_law_is_the_one_of_the_docstring(people):
    for row, risk in zip(people.x[:50], people.risk, strict=False):
        c = dict(zip(COLUMNS, row, strict=True))
        odds = -0.5 - 0.6 * (c["seniority"] + 1) ** 0.5 + 1.8 * c["records"] + 0.8 * c["rents"]
        odds += 0.9 * (c["debt"] / 12 + c["expenses"]) / c["income"]
        odds += 3 * (c["amount"] / c["price"] - 0.7) + 0.02 * (c["months"] - 45)
        assert np.log(risk / (1 - risk)) == pytest.approx(odds)


def test_outcomes_are_drawn_with_that_risk(people):
    for low, high in [(0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 1)]:
        inside = (people.risk >= low) & (people.risk < high)
        error = people.y[inside].mean() - people.risk[inside].mean()
        assert abs(error) < 3 * 0.5 / np.sqrt(inside.sum())


def test_columns_are_what_they_say(people):
    c = dict(zip(COLUMNS, people.x.T, strict=True))
    assert people.x.shape == (20_000, 11)
    assert 0.25 < people.y.mean() < 0.31
    assert (c["amount"] < c["price"]).all()
    assert c["age"].min() >= 18
    assert (c["age"] >= 18 + c["seniority"]).all()
    assert set(c["months"]) == {12, 24, 36, 48, 60}
    assert set(c["records"]) == set(c["rents"]) == {0, 1}


def test_the_law_knows_ratios_of_money_only(people):
    from dlcourse.studies.fields.credit import _risk

    c = dict(zip(COLUMNS, people.x.T, strict=True))
    money = ("income", "expenses", "assets", "debt", "amount", "price")
    dearer = {name: 1.5 * column if name in money else column for name, column in c.items()}
    np.testing.assert_allclose(_risk(dearer), people.risk, rtol=1e-12)


def test_the_same_seed_gives_the_same_people():
    first, again = (generated_applicants(30, rng=np.random.default_rng(1)) for _ in range(2))
    assert all(map(np.array_equal, first, again))


@pytest.mark.parametrize("count", [0, 2.5])
def test_no_count_is_refused(count):
    with pytest.raises(ValueError, match="count must be an integer of at least 1"):
        generated_applicants(count, rng=np.random.default_rng(0))
