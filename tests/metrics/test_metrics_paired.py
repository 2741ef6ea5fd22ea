"""Two models on one test set: SciPy's binomial test, the bootstrap, and values by hand."""

import numpy as np
import pytest

from dlcourse.metrics import Difference, Disagreements, mcnemar_test, paired_difference


def answers(only_first, only_second, both=3, neither=2):
    """Targets and two models' answers with these counts, in mixed order and of three classes."""
    rights = [(1, 0)] * only_first + [(0, 1)] * only_second + [(1, 1)] * both + [(0, 0)] * neither
    first, second = np.random.default_rng(0).permutation(np.array(rights)).T
    targets = np.arange(len(rights)) % 3
    return targets, np.where(first, targets, targets + 1), np.where(second, targets, targets + 2)


def test_mcnemar_is_scipys_binomial_test():
    from scipy.stats import binomtest

    for b, c in [(b, c) for b in range(12) for c in range(12) if b + c] + [(40, 75), (300, 260)]:
        theirs = binomtest(b, b + c).pvalue
        ours = mcnemar_test(*answers(b, c))
        assert ours[:2] == (b, c)
        assert ours.p_value == pytest.approx(theirs, rel=1e-12), (b, c)


def test_mcnemar_by_hand():
    assert mcnemar_test(*answers(1, 5)) == Disagreements(1, 5, 2 * (1 + 6) / 64)
    assert mcnemar_test(*answers(0, 5)).p_value == 2 / 32
    assert mcnemar_test(*answers(4, 4)).p_value == 1
    assert mcnemar_test(*answers(0, 0)).p_value == 1


def test_mcnemar_sees_disagreements_only():
    assert mcnemar_test(*answers(2, 9)) == mcnemar_test(*answers(2, 9, both=500, neither=70))


def test_many_disagreements_do_not_overflow():
    assert mcnemar_test(*answers(2000, 2100)).p_value == pytest.approx(0.122, abs=1e-3)


def test_difference_by_hand():
    # b = 20, c = 10 of 98: n = 100, so -0.1 ± 1.96 √(31 - 1) / 100.
    given = paired_difference(*answers(20, 10, both=60, neither=8))
    assert given == pytest.approx((-10 / 98, -0.1 - 0.10735, -0.1 + 0.10735), abs=1e-5)
    assert isinstance(given, Difference)


def test_the_models_in_the_other_order_turn_the_sign():
    targets, first, second = answers(3, 11)
    value, low, high = paired_difference(targets, first, second)
    assert value > 0
    assert paired_difference(targets, second, first) == pytest.approx((-value, -high, -low))


def test_interval_is_that_of_the_bootstrap():
    b, c, count = 45, 70, 1000
    given = paired_difference(*answers(b, c, both=800, neither=85), level=0.9)
    shares = np.array([b, c, count - b - c]) / count
    again = np.random.default_rng(0).multinomial(count, shares, size=40_000)
    theirs = np.quantile((again[:, 1] - again[:, 0]) / count, [0.05, 0.95])
    np.testing.assert_allclose(given[1:], theirs, atol=1e-3)


def test_interval_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(0)
    targets, held = np.ones(150, int), 0
    for _ in range(1000):
        kind = rng.choice(4, 150, p=[0.03, 0.08, 0.8, 0.09])
        first, second = np.isin(kind, (0, 2)).astype(int), np.isin(kind, (1, 2)).astype(int)
        _, low, high = paired_difference(targets, first, second)
        held += low <= 0.05 <= high
    assert 0.93 < held / 1000 < 0.975


def test_no_disagreement_is_not_no_doubt_and_no_interval_leaves_the_scale():
    value, low, high = paired_difference(*answers(0, 0))
    assert value == 0
    assert low == -high < 0
    assert paired_difference(*answers(0, 5, both=0, neither=0)).high == 1


def test_arguments_are_not_modified():
    given = answers(4, 7)
    before = [array.copy() for array in given]
    mcnemar_test(*given)
    paired_difference(*given)
    assert all(map(np.array_equal, given, before))


@pytest.mark.parametrize("function", [mcnemar_test, paired_difference])
def test_what_does_not_fit_is_refused(function):
    ones = np.ones(4, int)
    with pytest.raises(ValueError, match=r"targets and second must have the same shape.*\(3,\)"):
        function(ones, ones, ones[:3])
    with pytest.raises(ValueError, match="first must be integers, got float64"):
        function(ones, ones / 2, ones)
    with pytest.raises(ValueError, match=r"targets must have shape \(N,\) with N at least 1"):
        function(ones[:0], ones[:0], ones[:0])


@pytest.mark.parametrize("level", [0, 1, -0.5, 95, "high"])
def test_a_level_that_is_none_is_refused(level):
    with pytest.raises(ValueError, match="level must"):
        paired_difference(*answers(1, 2), level=level)
