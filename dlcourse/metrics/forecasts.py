"""Two forecasts of one series: whether one is better by more than luck."""

from typing import NamedTuple

import numpy as np

from ..settings import check_integer


class EqualAccuracy(NamedTuple):
    """What `diebold_mariano` returns."""

    difference: float  # mean loss of the first less that of the second
    statistic: float
    p_value: float


def diebold_mariano(first, second, *, horizon=1, lags=None):
    """Test of Diebold and Mariano: are two forecasts equally good in the mean?

    With the difference d_t = first_t - second_t of the losses of each day, its mean d̄ and its
    autocovariances γ_k = Σₜ (d_t - d̄)(d_{t-k} - d̄) / T, the variance of d̄ is estimated as

        V = (γ_0 + 2 Σₖ₌₁..K w_k γ_k) / T,

    since days that follow each other need not be independent. Harvey, Leybourne and Newbold
    correct d̄ / √V for short series and compare it with Student's t of T - 1 degrees of freedom:

        S = d̄ / √V · √((T + 1 - 2h + h (h - 1) / T) / T).

    Parameters
    ----------
    first, second : arrays (T,)
        Losses, such as squared errors, day by day in their order.
    horizon : int
        h: how many days ahead was forecast. An optimal forecast of h days has errors that are
        correlated over h - 1 days at most, so K = h - 1, all w_k = 1.
    lags : int, optional
        K for forecasts that are not optimal, whose losses can be correlated over more days. The
        weights are then those of Newey and West, w_k = 1 - k / (K + 1), and V is not negative.

    Returns
    -------
    EqualAccuracy
        d̄, S and the two-sided p-value. S > 0 means that the first has the larger losses.

    Raises
    ------
    ValueError
        If the losses are not floats of one shape (T,) with T above the horizon and the lags, or V
        is not above 0: all differences equal, or the sum of the autocovariances negative.

    Notes
    -----
    It asks whether these two series of forecasts have the same expected loss, not whether one of
    two models is true. Where one model holds the other as a special case and both are fitted, d
    can shrink to 0 and the distribution is another.

    References
    ----------
    Francis Diebold, Roberto Mariano (1995), Comparing predictive accuracy. David Harvey, Stephen
    Leybourne, Paul Newbold (1997), Testing the equality of prediction mean squared errors. Whitney
    Newey, Kenneth West (1987), A simple, positive semi-definite, heteroskedasticity and
    autocorrelation consistent covariance matrix.

    Examples
    --------
    d = 1, 0, 2, 1 has the mean 1 and γ_0 = ½, so S = 1 / √(½ / 4) · √(3 / 4).

    >>> first, second = np.array([3.0, 1.0, 4.0, 2.0]), np.array([2.0, 1.0, 2.0, 1.0])
    >>> [round(number, 4) for number in diebold_mariano(first, second)]
    [1.0, 2.4495, 0.0917]
    """
    from scipy.special import stdtr

    d = _differences(first, second)
    check_integer("horizon", horizon, 1, len(d) - 1)
    if lags is not None:
        check_integer("lags", lags, 0, len(d) - 1)
    count, mean = len(d), d.mean()
    widest = horizon - 1 if lags is None else lags
    gamma = [np.dot((d - mean)[k:], (d - mean)[: count - k]) / count for k in range(widest + 1)]
    weights = [1 if lags is None else 1 - k / (widest + 1) for k in range(1, widest + 1)]
    variance = (gamma[0] + 2 * np.dot(weights, gamma[1:])) / count
    if not variance > (1e-14 * abs(mean)) ** 2:
        raise ValueError(
            f"the estimated variance of the mean difference must be above 0, got {variance}; "
            "with Newey-West weights (lags=...) it is, unless all differences are equal"
        )
    short = (count + 1 - 2 * horizon + horizon * (horizon - 1) / count) / count
    statistic = mean / np.sqrt(variance) * np.sqrt(short)
    p_value = 2 * stdtr(count - 1, -abs(statistic))
    return EqualAccuracy(float(mean), float(statistic), float(p_value))


def _differences(first, second):
    """first - second in float64."""
    losses = {"first": np.asarray(first), "second": np.asarray(second)}
    for name, values in losses.items():
        if values.ndim != 1 or len(values) < 2:
            raise ValueError(f"{name} must have shape (T,) with T at least 2, got {values.shape}")
        if values.dtype.kind != "f" or not np.isfinite(values).all():
            raise ValueError(f"{name} must be finite floats, got {values.dtype}")
    first, second = losses.values()
    if first.shape != second.shape:
        raise ValueError(
            f"first and second must have the same shape, got {first.shape} and {second.shape}"
        )
    return first.astype(np.float64) - second.astype(np.float64)
