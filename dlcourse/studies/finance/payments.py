"""Payments with cards: generated, and no bank was asked."""

from typing import NamedTuple

import numpy as np

from ...settings import check_integer

COLUMNS = ("log amount", "night", "abroad", "online", "new shop", "log minutes", "declined", "age")
"""Natural log of euros; from 1 at 3 a.m. to 0 at 3 p.m.; three times 1 for yes, 0 for no; natural
log of minutes since the last payment; payments declined that day; years since it was issued."""

WEIGHTS = (1.5, 2.6, 2.4, 2.2, 1.8, -0.8, 1.6, -0.3)
"""What one unit of each column adds to the log odds of fraud."""


class Payments(NamedTuple):
    """Single payments, and which were fraud.

    Attributes
    ----------
    x : array (N, 8)
        `COLUMNS`.
    y : array (N,), int64
        1 fraud, 0 honest.
    amount : array (N,)
        Euros.
    risk : array (N,)
        The probability that y was drawn with: no model can know more.
    """

    x: np.ndarray
    y: np.ndarray
    amount: np.ndarray
    risk: np.ndarray


def payments(count, *, rng):
    """Generate payments, of which about 5 in 1,000 are fraud.

    Nothing is real here, and the columns are independent of each other. The log odds of fraud are a
    sum over the columns, and one term that knows two of them:

        -10 + Σ_d WEIGHTS[d] x[d] + 0.6 abroad · online.

    Parameters
    ----------
    count : int
    rng : numpy.random.Generator

    Returns
    -------
    Payments

    Raises
    ------
    ValueError
        If count is not an integer of at least 1.

    Examples
    --------
    >>> many = payments(40000, rng=np.random.default_rng(0))
    >>> many.x.shape, bool(0.004 < many.y.mean() < 0.006)
    ((40000, 8), True)
    """
    check_integer("count", count, low=1)
    log_amount = rng.normal(3.2, 1.1, count)
    hour = rng.normal(15, 5, count)
    night = (1 + np.cos(2 * np.pi * (hour - 3) / 24)) / 2
    abroad, online, new = (rng.random((3, count)) < [[0.08], [0.35], [0.25]]).astype(float)
    gap = rng.normal(6.5, 1.5, count)
    declined, age = rng.poisson(0.08, count).astype(float), rng.uniform(0, 5, count)
    x = np.stack([log_amount, night, abroad, online, new, gap, declined, age], axis=1)
    risk = 1 / (1 + np.exp(10.0 - x @ np.array(WEIGHTS) - 0.6 * abroad * online))
    y = (rng.random(count) < risk).astype(np.int64)
    return Payments(x, y, np.exp(log_amount), risk)
