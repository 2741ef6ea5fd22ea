"""How much prices will move: the range of a day, and six ways to forecast it."""

import numpy as np

from ...layers import GRU
from ...train import predict
from ..annealed import fit_annealed
from ..sequences import SequenceReader

PARKINSON = 4 * np.log(2)
"""E (log high/low)² = PARKINSON · σ² for a Brownian motion without drift: Parkinson (1980)."""

WINDOW = 22
"""Trading days in a month: how far the recurrent network looks back."""


def log_range(high, low):
    """Log of the volatility that a day's range shows, in percent: ½ log((log high/low)² / 4 log 2).

    A day without any range gets the smallest one that occurs on the other days.

    Parameters
    ----------
    high, low : arrays (T,)

    Returns
    -------
    array (T,)

    References
    ----------
    Michael Parkinson (1980), The extreme value method for estimating the variance of the rate of
    return.

    Examples
    --------
    >>> log_range(np.array([101.0, 100.0]), np.array([100.0, 100.0])).round(3)
    array([-0.515, -0.515])
    """
    wide = np.log(high / low)
    wide = np.maximum(wide, wide[wide > 0].min())
    return np.log(100 * wide / np.sqrt(PARKINSON))


def percent_returns(close):
    """Daily returns in percent, 100 times the difference of the log prices; 0 on the first day.

    Examples
    --------
    >>> percent_returns(np.array([100.0, 110.0, 110.0])).round(2)
    array([0.  , 9.53, 0.  ])
    """
    return 100 * np.diff(np.log(close), prepend=np.log(close[0]))


def parts(days):
    """Slices of the days: 60 % to learn from (after a first month), 15 % to choose, 25 % to test.

    Examples
    --------
    >>> parts(1000)
    (slice(22, 600, None), slice(600, 750, None), slice(750, 1000, None))
    """
    first, second = int(0.6 * days), int(0.75 * days)
    return slice(WINDOW, first), slice(first, second), slice(second, days)


def past_mean(y, days):
    """Mean of the last `days` values before each day; of those that there are at the start.

    The first entry, before which nothing is, is y[0] itself.

    Examples
    --------
    >>> past_mean(np.array([4.0, 2.0, 6.0, 0.0]), 2)
    array([4., 4., 3., 4.])
    """
    total = np.append(0, np.cumsum(y))
    t = np.arange(1, len(y))
    first = np.maximum(t - days, 0)
    return np.append(y[0], (total[t] - total[first]) / (t - first))


def past_weighted(y, keep):
    """Exponentially weighted past: m_t = keep · m_{t-1} + (1 - keep) y_{t-1}, from m_0 = y_0.

    Examples
    --------
    >>> past_weighted(np.array([4.0, 2.0, 6.0]), 0.5)
    array([4., 4., 3.])
    """
    from scipy.signal import lfilter

    shifted = np.append(y[0], y[:-1])
    return lfilter([1 - keep], [1, -keep], shifted, zi=[keep * y[0]])[0]


def har_columns(y, *more):
    """Columns 1, yesterday, mean of the last 5 days, mean of the last 22; then others' yesterdays.

    Parameters
    ----------
    y : array (T,)
    *more : arrays (T,)
        Each adds its value of the day before.

    Returns
    -------
    array (T, 4 + len(more))

    References
    ----------
    Fulvio Corsi (2009), A simple approximate long-memory model of realized volatility.
    """
    past = [past_mean(y, days) for days in (1, 5, 22)]
    return np.stack([np.ones(len(y)), *past, *(past_mean(other, 1) for other in more)], axis=1)


def fitted(columns, y, known):
    """Least squares on the days `known`, a slice: forecasts for all days, and the coefficients."""
    coefficients = np.linalg.lstsq(columns[known], y[known], rcond=None)[0]
    return columns @ coefficients, coefficients


def qlike(y, forecast):
    """Loss of a forecast of log σ by its variance: v/f - log(v/f) - 1 with v = e^(2y), f alike.

    Parameters
    ----------
    y, forecast : arrays (T,)
        Logs of σ: as it showed itself, and as it was forecast.

    Returns
    -------
    array (T,)
        0 where they are equal; a variance forecast too small costs more than one too large.

    References
    ----------
    Andrew Patton (2011), Volatility forecast comparison using imperfect volatility proxies.

    Examples
    --------
    >>> qlike(np.array([0.0, 0.0]), np.log([0.5, 2.0])).round(2)
    array([1.61, 0.64])
    """
    ratio = 2 * (y - forecast)
    return np.exp(ratio) - ratio - 1


def windows(y, r, count=WINDOW):
    """What the recurrent network reads: log range and return of the `count` days before each day.

    Parameters
    ----------
    y, r : arrays (T,)
        Log range, and return in percent. The days before the first are filled with the first.

    Returns
    -------
    array (T, count, 2), float32
    """
    both = np.stack([y, r], axis=1)
    padded = np.concatenate([np.repeat(both[:1], count, axis=0), both[:-1]])
    view = np.lib.stride_tricks.sliding_window_view(padded, count, axis=0)
    return np.ascontiguousarray(view.transpose(0, 2, 1), dtype=np.float32)


def range_reader(rng=None):
    """A GRU of 16 states over 22 days; Linear makes the forecast of its last state."""
    return SequenceReader(2, 16, 1, recurrent=GRU, pooling="last", rng=rng)


def train_range_reader(y, r, train, validation, *, epochs=30, patience=8, rng):
    """Train a `range_reader` with squared errors; the weights of its best epoch are kept.

    Parameters
    ----------
    y, r : arrays (T,)
    train, validation : slice
        Days to learn from, and days that say which epoch was the best.
    epochs, patience : int
    rng : numpy.random.Generator

    Returns
    -------
    SequenceReader
    """
    model, x, targets = range_reader(rng), windows(y, r), y[:, None].astype(np.float32)
    held = {"validation": (x[validation], targets[validation]), "patience": patience}
    settings = {"lr": 0.003, "epochs": epochs, "batch_size": 64, "rng": rng, "loss": "mse_loss"}
    fit_annealed(model, x[train], targets[train], **settings, **held)
    return model


def range_forecast(model, y, r):
    """Forecasts (T,) of a `range_reader`, each from the days before."""
    return predict(model, windows(y, r))[:, 0].astype(np.float64)
