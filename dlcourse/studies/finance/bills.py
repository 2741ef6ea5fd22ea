"""What a score is worth: the bill of a threshold, and whether another score is better by luck."""

import numpy as np


def bill(reviewed, many, review=5.0):
    """What a day costs, per 1,000 payments: a price for each review, and each fraud not reviewed.

    cost = 1000 / N · Σ_i (review · [reviewed_i] + amount_i · [fraud_i and not reviewed_i])

    Parameters
    ----------
    reviewed : array of bool (N,)
    many : Payments
    review : float
        Euros; a review finds out, and the money stays.

    Returns
    -------
    float
        Euros.
    """
    missed = many.amount * (many.y == 1) * ~reviewed
    return float(1000 * np.mean(review * reviewed + missed))


def cheapest_threshold(p, many, review=5.0):
    """The threshold on p, reviewed where p ≥ it, of the smallest `bill`: all are tried.

    Parameters
    ----------
    p : array (N,)
    many : Payments
    review : float

    Returns
    -------
    float
        Infinity where no review at all is the cheapest.
    """
    order = np.argsort(-p, kind="stable")
    saved = np.cumsum((many.amount * (many.y == 1) - review)[order])
    saved[:-1][p[order][1:] == p[order][:-1]] = -np.inf  # equal scores go together
    best = int(np.argmax(saved))
    return float(p[order][best]) if saved[best] > 0 else float("inf")


def weighted_precision(targets, scores):
    """Average precision as a function of how often each example counts.

    Parameters
    ----------
    targets : array of int (N,)
    scores : array (N,)

    Returns
    -------
    callable
        Weights (N,), of which one at least of a 1 is above 0, to the average precision.

    Examples
    --------
    >>> precision = weighted_precision(np.array([0, 1, 1]), np.array([0.3, 0.2, 0.1]))
    >>> precision(np.array([0, 1, 1])), precision(np.array([1, 1, 0]))
    (1.0, 0.5)
    """
    order = np.argsort(-scores, kind="stable")
    ones = targets[order]
    last = np.flatnonzero(np.append(np.diff(scores[order]) != 0, True))  # equal scores together

    def average(weight):
        ranked = weight[order]
        hits = np.cumsum(ranked * ones)[last]
        answered = np.maximum(np.cumsum(ranked)[last], 1)
        return float(np.sum(np.diff(hits, prepend=0) * hits / answered) / hits[-1])

    return average


def bootstrap_difference(targets, first, second, *, repeats=200, rng):
    """Average precision of the second score less that of the first, and its spread.

    Each repeat draws N examples with replacement and scores both on the same ones: what both find
    hard cancels. It is the spread over test sets, for these two trained models.

    Parameters
    ----------
    targets : array of int (N,)
    first, second : arrays (N,)
    repeats : int
    rng : numpy.random.Generator

    Returns
    -------
    value : float
        On the examples as they are.
    low, high : float
        Between them lie 95 % of the repeats.

    References
    ----------
    Bradley Efron (1979), Bootstrap methods: another look at the jackknife.
    """
    count = len(targets)
    drawn = (np.bincount(rng.integers(0, count, count), minlength=count) for _ in range(repeats))
    before, after = (weighted_precision(targets, scores) for scores in (first, second))
    gain = [after(w) - before(w) for w in (np.ones(count, int), *drawn)]
    low, high = np.quantile(gain[1:], [0.025, 0.975])
    return gain[0], float(low), float(high)
