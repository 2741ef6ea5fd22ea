"""Applicants for a credit: generated, for machines without the real table."""

from typing import NamedTuple

import numpy as np

from ...settings import check_integer

COLUMNS = (
    "seniority",
    "age",
    "months",
    "income",
    "expenses",
    "assets",
    "debt",
    "amount",
    "price",
    "records",
    "rents",
)
"""Years in the job, years, months to pay; then amounts of money; then 1 for yes, 0 for no."""


class Applicants(NamedTuple):
    """Applicants as they were before, and whether they paid back.

    Attributes
    ----------
    x : array (N, 11)
        `COLUMNS`.
    y : array (N,), int64
        1 bad, 0 good.
    risk : array (N,)
        The probability that y was drawn with: no model can know more.
    """

    x: np.ndarray
    y: np.ndarray
    risk: np.ndarray


def generated_applicants(count, *, rng):
    """Draw applicants, of whom about 28 in 100 do not pay back.

    The log odds of "bad" are a sum in which each term knows one column or one ratio:

        -0.5 - 0.6 √(seniority + 1) + 1.8 records + 0.8 rents + 0.9 (debt/12 + expenses)/income
        + 3 (amount/price - 0.7) + 0.02 (months - 45).

    Nothing is real here: columns and shares resemble those of `dlcourse.data.credit_applicants`,
    and the law is made up.

    Parameters
    ----------
    count : int
    rng : numpy.random.Generator

    Returns
    -------
    Applicants

    Raises
    ------
    ValueError
        If count is not an integer of at least 1.

    Examples
    --------
    >>> people = generated_applicants(1000, rng=np.random.default_rng(0))
    >>> people.x.shape, bool(0.2 < people.y.mean() < 0.35)
    ((1000, 11), True)
    """
    check_integer("count", count, low=1)
    seniority = np.floor(rng.exponential(8, count))
    age = np.floor(18 + seniority + rng.gamma(3, 5, count))
    months = 12 * rng.integers(1, 6, count)
    income = rng.lognormal(4.85, 0.45, count)
    expenses = np.maximum(35, rng.normal(55, 19, count))
    assets = (rng.random(count) < 0.65) * rng.lognormal(8.3, 0.8, count)
    debt = (rng.random(count) < 0.15) * rng.lognormal(6, 0.9, count)
    price = rng.lognormal(7.2, 0.4, count)
    amount = price * rng.beta(6, 2.5, count)
    records, rents = (rng.random((2, count)) < [[0.17], [0.3]]).astype(float)
    columns = seniority, age, months, income, expenses, assets, debt, amount, price, records, rents
    risk = _risk(dict(zip(COLUMNS, columns, strict=True)))
    return Applicants(np.stack(columns, axis=1), (rng.random(count) < risk).astype(np.int64), risk)


def _risk(c):
    """The probability of "bad" for columns by name."""
    odds = -0.5 - 0.6 * np.sqrt(c["seniority"] + 1) + 1.8 * c["records"] + 0.8 * c["rents"]
    odds += 0.9 * (c["debt"] / 12 + c["expenses"]) / c["income"]
    odds += 3 * (c["amount"] / c["price"] - 0.7) + 0.02 * (c["months"] - 45)
    return 1 / (1 + np.exp(-odds))
