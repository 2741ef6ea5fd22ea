"""Two models on one test set: whether their answers differ by more than luck."""

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from ..settings import check_number
from ._check import check_classes


class Disagreements(NamedTuple):
    """Examples that one of two models answers rightly."""

    only_first: int
    only_second: int
    p_value: float


class Difference(NamedTuple):
    """Accuracy of the second model minus that of the first, with its interval."""

    value: float
    low: float
    high: float


def mcnemar_test(targets, first, second):
    """Exact McNemar test: are the two models equally often the one that is right?

    Examples that both answer rightly, or both wrongly, say nothing about which is better. Let m
    examples be left, b of which only the first model answers rightly. If both were equally good,
    each would be a toss of a fair coin, and the chance of a split at least as uneven is

        p = min(1, 2 · Σₖ₌₀..min(b, m-b) C(m, k) / 2ᵐ).

    Parameters
    ----------
    targets, first, second : arrays of int (N,)
        The true classes, and the answers of the two models to the same examples.

    Returns
    -------
    Disagreements
        ``only_first`` = b, ``only_second`` = m - b and ``p_value``.

    Raises
    ------
    ValueError
        If the three are not integer arrays of one shape (N,), or N is 0.

    Notes
    -----
    It holds for these two trained models and for examples that were drawn independently. What
    another start or another training set would change, it does not see.

    References
    ----------
    Quinn McNemar (1947), Note on the sampling error of the difference between correlated
    proportions or percentages. For classifiers: Thomas Dietterich (1998), Approximate statistical
    tests for comparing supervised classification learning algorithms.

    Examples
    --------
    Six examples tell them apart, one for the first and five for the second:
    2 · (1 + 6) / 64.

    >>> targets = np.ones(8, int)
    >>> first, second = np.array([1, 1, 1, 0, 0, 0, 0, 0]), np.array([1, 1, 0, 1, 1, 1, 1, 1])
    >>> mcnemar_test(targets, first, second)
    Disagreements(only_first=1, only_second=5, p_value=0.21875)
    """
    b, c, _ = _count(targets, first, second)
    tail = sum(math.comb(b + c, k) for k in range(min(b, c) + 1))
    return Disagreements(b, c, min(1.0, 2 * tail / 2 ** (b + c)))


def paired_difference(targets, first, second, *, level=0.95):
    """Accuracy of the second model minus that of the first, with an interval.

    Each example gives d = 1 if only the second model is right, -1 if only the first is, else 0.
    The difference is the mean of d; the interval is that of a mean, computed as if four
    more half examples had been seen, one of each kind. With n = N + 2 and b, c of `mcnemar_test`:

        (c - b) / n ± z √(b + c + 1 - (c - b)² / n) / n.

    Parameters
    ----------
    targets, first, second : arrays of int (N,)
    level : float
        Share of such intervals that hold the true difference, between 0 and 1.

    Returns
    -------
    Difference
        ``value`` = (c - b) / N, and ``low`` and ``high``, which lie in [-1, 1].

    Raises
    ------
    ValueError
        If level is not between 0 and 1, or the arrays do not fit each other.

    References
    ----------
    Alan Agresti, Yongyi Min (2005), Simple improved confidence intervals for comparing matched
    proportions.

    Examples
    --------
    >>> targets, first, second = np.ones(98, int), np.ones(98, int), np.ones(98, int)
    >>> first[:20], second[80:90] = 0, 0
    >>> [round(number, 4) for number in paired_difference(targets, first, second)]
    [0.102, -0.0074, 0.2074]
    """
    level = check_number("level", level, 0, 1)
    if level in (0, 1):
        raise ValueError(f"level must lie between 0 and 1, got {level}")
    b, c, count = _count(targets, first, second)
    n, z = count + 2, NormalDist().inv_cdf((1 + level) / 2)
    half = z * math.sqrt(b + c + 1 - (c - b) ** 2 / n) / n
    middle = (c - b) / n
    return Difference((c - b) / count, max(-1.0, middle - half), min(1.0, middle + half))


def _count(targets, first, second):
    """Examples that only the first, and only the second, answers rightly; and all."""
    rights = []
    for name, answers in (("first", first), ("second", second)):
        try:
            known, given = check_classes(targets, answers)
        except ValueError as error:
            raise ValueError(str(error).replace("predictions", name)) from None
        rights.append(known == given)
    a, b = rights
    return int(np.sum(a & ~b)), int(np.sum(b & ~a)), len(a)
