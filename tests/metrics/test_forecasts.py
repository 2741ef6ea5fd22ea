import math
import re

import numpy as np
import pytest
from scipy import stats

from dlcourse.metrics import diebold_mariano


def slow(first, second, horizon=1, lags=None):
    """The definition, term by term."""
    d = [a - b for a, b in zip(first, second, strict=True)]
    count, mean = len(d), sum(d) / len(d)
    gamma = [
        sum((d[t] - mean) * (d[t - k] - mean) for t in range(k, count)) / count for k in range(9)
    ]
    total = gamma[0]
    for k in range(1, horizon if lags is None else lags + 1):
        total += 2 * gamma[k] * (1 if lags is None else 1 - k / (lags + 1))
    short = (count + 1 - 2 * horizon + horizon * (horizon - 1) / count) / count
    statistic = mean / math.sqrt(total / count) * math.sqrt(short)
    return mean, statistic, 2 * stats.t.sf(abs(statistic), count - 1)


@pytest.mark.parametrize(
    "settings",
    [{}, {"horizon": 2}, {"horizon": 4}, {"lags": 0}, {"lags": 3}, {"horizon": 3, "lags": 5}],
)
def test_agrees_with_the_definition(settings):
    rng = np.random.default_rng(0)
    first, second = rng.random(41) + 0.1, rng.random(41)
    given = first.copy(), second.copy()
    assert diebold_mariano(first, second, **settings) == pytest.approx(
        slow(first, second, **settings), rel=1e-10
    )
    assert np.array_equal(first, given[0])
    assert np.array_equal(second, given[1])


def test_one_step_ahead_is_a_t_test_of_the_differences():
    rng = np.random.default_rng(1)
    first, second = rng.random(30), rng.random(30)
    expected = stats.ttest_1samp(first - second, 0)
    found = diebold_mariano(first, second)
    assert found[1:] == pytest.approx((expected.statistic, expected.pvalue), rel=1e-10)


def test_the_larger_loss_comes_first():
    rng = np.random.default_rng(2)
    low = rng.random(50)
    high = low + 0.5 + 0.1 * rng.random(50)
    worse, better = diebold_mariano(high, low), diebold_mariano(low, high)
    assert worse.difference > 0.5
    assert worse.statistic > 0
    assert worse.p_value < 1e-6
    assert better == pytest.approx((-worse[0], -worse[1], worse[2]))


def called(many, **settings):
    """Share of the rows of losses that are called different from losses of 0."""
    zero = np.zeros(many.shape[1])
    return np.mean([diebold_mariano(d, zero, **settings).p_value < 0.05 for d in many])


def test_level_holds_and_needs_the_lags():
    """Equal forecasts: 5 in 100 are called different; without lags more, if days are correlated."""
    noise = np.random.default_rng(3).standard_normal((400, 503))
    moving = noise[:, 3:] + noise[:, 2:-1] + noise[:, 1:-2] + noise[:, :-3]
    assert 0.02 < called(noise[:, 3:]) < 0.08
    assert 0.02 < called(moving, horizon=4) < 0.09
    assert 0.02 < called(moving, lags=20) < 0.09
    assert called(moving) > 0.2


@pytest.mark.parametrize(
    ("first", "second", "settings", "message"),
    [
        (
            np.ones((3, 1)),
            np.ones(3),
            {},
            "first must have shape (T,) with T at least 2, got (3, 1)",
        ),
        (np.ones(3), np.ones(4), {}, "the same shape, got (3,) and (4,)"),
        (np.ones(3), np.ones(3, int), {}, "second must be finite floats, got int64"),
        (np.array([1.0, np.nan]), np.ones(2), {}, "first must be finite floats"),
        (np.ones(3), np.zeros(3), {}, "must be above 0, got 0.0"),
        (np.arange(3.0), np.zeros(3), {"horizon": 3}, "horizon must be an integer from 1 to 2"),
        (np.arange(3.0), np.zeros(3), {"lags": -1}, "lags must be an integer from 0 to 2"),
        (np.array([1.0, -1.0, 1.5, -1.0]), np.zeros(4), {"horizon": 2}, "must be above 0, got -"),
    ],
)
def test_refuses(first, second, settings, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        diebold_mariano(first, second, **settings)
