"""Decisions by group: how many are chosen, who of the able, and what the columns give away."""

from statistics import NormalDist
from typing import NamedTuple

import numpy as np


class Decisions(NamedTuple):
    """Applications, 1 for approved, and the group of each: as `dlcourse.data.mortgages`."""

    x: np.ndarray
    y: np.ndarray
    race: np.ndarray


def made_mortgages(count=1989, *, seed=0):
    """Generated decisions on mortgages, for machines without the real table. Nothing is real.

    Six columns, of which the second group has, in the mean, less favorable ones: obligations in
    percent of income, loan over price, credit history (1 best), bankruptcy, log income, and whether
    the tract is a minority's. The lenders approve with the log odds

        2.7 - 0.07 (obligations - 33) - 2.5 (loan/price - 0.77) - 0.4 (history - 2) - 1.6 bankrupt
        - 0.5 [second group].

    Returns
    -------
    Decisions
        ``race`` is "white" or "other".
    """
    rng = np.random.default_rng(seed)
    other = rng.random(count) < 0.155
    obligations = rng.normal(32 + 2.5 * other, 8)
    share = np.clip(rng.normal(0.75 + 0.09 * other, 0.17), 0.1, 1.5)
    history = 1.0 + rng.binomial(5, np.where(other, 0.36, 0.2))
    bankrupt = rng.random(count) < np.where(other, 0.15, 0.05)
    income = rng.normal(8.4 - 0.15 * other, 0.5)
    tract = rng.random(count) < np.where(other, 0.3, 0.02)
    odds = 2.7 - 0.07 * (obligations - 33) - 2.5 * (share - 0.77) - 0.4 * (history - 2)
    odds -= 1.6 * bankrupt + 0.5 * other
    y = (rng.random(count) < 1 / (1 + np.exp(-odds))).astype(np.int64)
    x = np.stack([obligations, share, history, bankrupt, income, tract], axis=1)
    return Decisions(x, y, np.where(other, "other", "white"))


def cross_scores(x, y, *, C=0.1, seed=0):
    """Probability of 1 for each example, by a logistic regression that did not see it: five folds.

    Parameters
    ----------
    x : array (N, D)
    y : array of int (N,)
    C : float
    seed : int
        Of the folds; each has the same share of ones.

    Returns
    -------
    array (N,)
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(C=C, max_iter=1000))
    folds = StratifiedKFold(5, shuffle=True, random_state=seed)
    return cross_val_predict(model, x, y, cv=folds, method="predict_proba")[:, 1]


def share_interval(hits, count, level=0.95):
    """Share hits / count, and the interval of Wilson for the share behind it.

    The interval holds every π from which hits / count is at most z standard errors away, the error
    being that of π itself: |hits/count - π| ≤ z √(π (1 - π) / count).

    Returns
    -------
    share, low, high : float

    References
    ----------
    Edwin B. Wilson (1927), Probable inference, the law of succession, and statistical inference.

    Examples
    --------
    >>> [round(number, 3) for number in share_interval(8, 10)]
    [0.8, 0.49, 0.943]
    """
    z, share = NormalDist().inv_cdf((1 + level) / 2), hits / count
    middle = (share + z**2 / (2 * count)) / (1 + z**2 / count)
    half = z / (1 + z**2 / count) * np.sqrt(share * (1 - share) / count + z**2 / (4 * count**2))
    return float(share), float(middle - half), float(middle + half)


class Rates(NamedTuple):
    """What a rule does in one group."""

    selection: float  # share that is chosen
    recall: float  # share of the ones that is chosen
    alarm: float  # share of the zeros that is chosen
    precision: float  # share of ones among the chosen
    base: float  # share of ones


def rates(called, y):
    """The `Rates` of a rule.

    Parameters
    ----------
    called : array of bool (N,)
    y : array of int (N,)

    Examples
    --------
    >>> rates(np.array([True, True, False, True]), np.array([1, 0, 1, 1]))._asdict()["recall"]
    0.6666666666666666
    """
    ones = y == 1
    shares = called, called[ones], called[~ones], ones[called], ones
    return Rates(*(float(np.mean(part)) for part in shares))


def equal_selection(scores, group, share):
    """Threshold of each group at which that share of the group is chosen, `scores` ≥ threshold.

    Parameters
    ----------
    scores : array (N,)
    group : array of bool or int (N,)
    share : float
        From 0 to 1; rounded to whole members of the group.

    Returns
    -------
    array (N,)
        The threshold that holds for each example.
    """
    limits = np.empty(len(scores))
    for name in np.unique(group):
        ranked = np.sort(scores[group == name])[::-1]
        limits[group == name] = ranked[max(round(share * len(ranked)), 1) - 1]
    return limits


def equal_recall(scores, y, group, share):
    """Threshold of each group at which that share of *its ones* is chosen; as `equal_selection`.

    References
    ----------
    Moritz Hardt, Eric Price, Nathan Srebro (2016), Equality of opportunity in supervised learning.
    """
    limits = np.empty(len(scores))
    for name in np.unique(group):
        ranked = np.sort(scores[(group == name) & (y == 1)])[::-1]
        limits[group == name] = ranked[max(round(share * len(ranked)), 1) - 1]
    return limits
