"""The accountant beside Opacus, numerical integrals and values by hand."""

import math

import numpy as np
import pytest

from dlcourse.studies.privacy import (
    ALPHAS,
    epsilon,
    noise_for,
    rdp_gaussian,
    rdp_subsampled_gaussian,
    rdp_to_epsilon,
)

CASES = [(0.01, 1.1, 500), (128 / 1442, 2.0, 400), (0.5, 4.0, 30), (1.0, 3.0, 7)]


def test_divergence_is_the_integral():
    """D_α = 1/(α - 1) ln ∫ mixture^α noise^(1 - α), on a grid."""
    q, sigma = 0.3, 0.8
    z = np.linspace(-30, 60, 200001)
    noise = np.exp(-(z**2) / (2 * sigma**2)) / (sigma * math.sqrt(2 * math.pi))
    moved = np.exp(-((z - 1) ** 2) / (2 * sigma**2)) / (sigma * math.sqrt(2 * math.pi))
    for alpha in (2, 3, 7):
        ratio = (1 - q) + q * np.exp((2 * z - 1) / (2 * sigma**2))
        moment = (noise * ratio**alpha).sum() * (z[1] - z[0])
        found = rdp_subsampled_gaussian(q, sigma, [alpha])[0]
        assert abs(found - math.log(moment) / (alpha - 1)) < 1e-10
        whole = (moved * np.exp((alpha - 1) * (2 * z - 1) / (2 * sigma**2))).sum() * (z[1] - z[0])
        assert abs(rdp_gaussian(sigma, [alpha])[0] - math.log(whole) / (alpha - 1)) < 1e-10


@pytest.mark.parametrize(("q", "sigma", "steps"), CASES)
def test_equals_opacus(q, sigma, steps):
    rdp = pytest.importorskip("opacus.accountants.analysis.rdp")
    theirs = rdp.compute_rdp(q=q, noise_multiplier=sigma, steps=steps, orders=list(ALPHAS))
    np.testing.assert_allclose(steps * rdp_subsampled_gaussian(q, sigma), theirs, rtol=1e-10)
    wanted, _ = rdp.get_privacy_spent(orders=list(ALPHAS), rdp=theirs, delta=1e-5)
    assert abs(epsilon(q, sigma, steps, 1e-5) / wanted - 1) < 1e-10


def test_ends():
    assert epsilon(0.1, 2.0, 0, 1e-5) == 0
    assert epsilon(0.0, 2.0, 10, 1e-5) == 0
    assert epsilon(0.1, 0.0, 10, 1e-5) == math.inf
    assert epsilon(1.0, 2.0, 1, 1e-5) == rdp_to_epsilon(rdp_gaussian(2.0), ALPHAS, 1e-5)[0]
    assert epsilon(0.1, 1000.0, 1, 0.5) == 0  # never below


def test_conversions_by_hand():
    rdp = np.array([1.0])
    simple, _ = rdp_to_epsilon(rdp, [3], 0.01, conversion="simple")
    tight, alpha = rdp_to_epsilon(rdp, [3], 0.01)
    assert simple == pytest.approx(1 + math.log(100) / 2)
    assert tight == pytest.approx(simple + math.log(2 / 3) - math.log(3) / 2)
    assert alpha == 3


def test_epsilon_holds_for_the_gaussian_mechanism():
    """The exact δ(ε) of Balle and Wang (2018), Theorem 8, is never above the δ asked for."""
    for sigma in (0.7, 2.0, 10.0):
        for delta in (1e-2, 1e-5):
            found, _ = rdp_to_epsilon(rdp_gaussian(sigma), ALPHAS, delta)
            exact = _phi(0.5 / sigma - found * sigma)
            exact -= math.exp(found) * _phi(-0.5 / sigma - found * sigma)
            assert 0 < exact < delta


def _phi(z):
    return math.erfc(-z / math.sqrt(2)) / 2


def test_noise_for_spends_what_it_may():
    for target in (0.5, 3.0):
        sigma = noise_for(target, 0.1, 200, 1e-5)
        assert target * 0.97 < epsilon(0.1, sigma, 200, 1e-5) <= target


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: rdp_subsampled_gaussian(1.5, 1.0), "q must be a number from 0 to 1, got 1.5"),
        (lambda: rdp_subsampled_gaussian(0.1, 0.0), "noise_multiplier must be above 0, got 0"),
        (lambda: rdp_subsampled_gaussian(0.1, 1.0, [1.5]), "alphas must be integers of at least 2"),
        (lambda: rdp_gaussian(1.0, [1]), "alphas must be a sequence of numbers above 1"),
        (lambda: rdp_to_epsilon([1.0], [2, 3], 0.1), "rdp and alphas must have one shape"),
        (lambda: rdp_to_epsilon([1.0], [2], 0.0), "delta must lie between 0 and 1, got 0"),
        (lambda: rdp_to_epsilon([1.0], [2], 0.1, conversion="best"), "conversion must be"),
        (lambda: epsilon(0.1, 1.0, 1.5, 0.1), "steps must be an integer of at least 0"),
        (lambda: noise_for(0, 0.1, 10, 0.1), "target must be above 0, got 0"),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()
