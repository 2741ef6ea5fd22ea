"""A market for machines without the real table: generated."""

from typing import NamedTuple

import numpy as np

from ...settings import check_integer


class Market(NamedTuple):
    """Days of a market, as `dlcourse.data.sp500` gives them."""

    date: np.ndarray
    open: np.ndarray
    high: np.ndarray
    low: np.ndarray
    close: np.ndarray


def generated_market(days=9240, *, steps=64, rng):
    """Generate prices whose daily volatility wanders: for machines without the real table.

    The log of the day's σ is the sum of a quick and a slow autoregression and a mean of log 0.8 %.
    Both rise after a day on which prices fell:

        f' = 0.75 f + 0.22 e - 0.05 z,   s' = 0.99 s + 0.05 e' - 0.02 z,   log σ = log 0.008 + f + s

    with independent normal e, e' and the day's return over σ, z. Within a day the log price is a
    random walk of `steps` normal steps, from the close of the day before. Nothing is real here.

    Parameters
    ----------
    days, steps : int
    rng : numpy.random.Generator

    Returns
    -------
    Market
    """
    check_integer("days", days, low=1)
    check_integer("steps", steps, low=1)
    paths = np.cumsum(rng.standard_normal((days, steps)), axis=1) / np.sqrt(steps)
    noise = rng.standard_normal((days, 2)) * [0.22, 0.05]
    wander = np.zeros((days, 2))
    for t in range(1, days):
        wander[t] = (
            [0.75, 0.99] * wander[t - 1] + noise[t] - np.array([0.05, 0.02]) * paths[t - 1, -1]
        )
    sigma = 0.008 * np.exp(wander.sum(axis=1))
    moves = sigma[:, None] * np.concatenate([np.zeros((days, 1)), paths], axis=1)
    start = 5 + np.append(0, np.cumsum(moves[:, -1])[:-1])
    date = np.datetime64("1982-04-20") + np.arange(days) * 7 // 5
    prices = (
        np.exp(start + part) for part in (0, moves.max(axis=1), moves.min(axis=1), moves[:, -1])
    )
    return Market(date, *prices)


def made_market():
    """`generated_market` of seed 0, as many days as the real table has."""
    return generated_market(rng=np.random.default_rng(0))
