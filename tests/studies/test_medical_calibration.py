"""Mends of log odds: each finds its least loss, none looks at the patients that test it."""

import numpy as np
import pytest

from dlcourse.metrics import log_loss
from dlcourse.studies import medical


@pytest.fixture
def patients():
    rng = np.random.default_rng(0)
    z = 3 * rng.standard_normal(4000)
    return z, (rng.random(4000) < 1 / (1 + np.exp(-z))).astype(int)


def test_the_loss_is_that_of_the_probabilities(patients):
    z, y = patients
    p = 1 / (1 + np.exp(-z))
    assert medical.odds_loss(z, y) == pytest.approx(log_loss(y, np.stack([1 - p, p], axis=1)))
    assert medical.odds_loss(np.array([1000.0]), np.array([0])) == 1000


def test_each_mend_undoes_what_was_done(patients):
    z, y = patients
    assert medical.temperature(2 * z, y) == pytest.approx(2, rel=0.1)
    assert medical.bias(z + 3, y) == pytest.approx(3, abs=0.15)
    slope, shift = medical.platt(2 * z + 3, y)
    assert slope == pytest.approx(0.5, rel=0.1)
    assert shift == pytest.approx(1.5, abs=0.2)


def test_no_neighbor_of_a_mend_has_a_smaller_loss(patients):
    z, y = patients
    T, b = medical.temperature(z, y), medical.bias(z, y)
    losses = [medical.odds_loss(z / t, y) for t in (0.98 * T, T, 1.02 * T)]
    assert np.argmin(losses) == 1
    losses = [medical.odds_loss(z - shift, y) for shift in (b - 0.02, b, b + 0.02)]
    assert np.argmin(losses) == 1


def test_rates_by_hand():
    z, y = np.array([2.0, -1.0, 1.0, -3.0, -2.0]), np.array([1, 1, 0, 0, 0])
    assert medical.rates(z, y) == pytest.approx((3 / 5, 1 / 2, 2 / 3, 5 / 6))


def test_the_patients_who_test_do_not_fit(patients):
    """Labels of the others turned around: the loss changes, but by the same mends."""
    z, y = patients[0][:60], patients[1][:60]
    first = medical.try_mends(z, y, 40, seed=0)
    others = np.random.default_rng(0).permutation(60)[40:]
    turned = y.copy()
    turned[others] = 1 - y[others]
    second = medical.try_mends(z, turned, 40, seed=0)
    assert first[:, 1] + second[:, 1] == pytest.approx(1)
    assert first.shape == (4, 2)
    assert first[0, 1] == first[1, 1]
