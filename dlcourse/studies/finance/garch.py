"""GARCH(1,1): a variance that remembers, and its maximum likelihood."""

from typing import NamedTuple

import numpy as np


def garch_variance(r, omega, alpha, beta, start):
    """σ²_t = ω + α r²_{t-1} + β σ²_{t-1}; `start` is what stands for r² and σ² before the first.

    Parameters
    ----------
    r : array (T,)
        Returns less their mean.

    Returns
    -------
    array (T,)

    References
    ----------
    Tim Bollerslev (1986), Generalized autoregressive conditional heteroskedasticity.

    Examples
    --------
    >>> garch_variance(np.array([2.0, 0.0, 1.0]), omega=1.0, alpha=0.5, beta=0.25, start=4.0)
    array([4., 4., 2.])
    """
    from scipy.signal import lfilter

    past = omega + alpha * np.append(start, r[:-1] ** 2)
    return lfilter([1.0], [1.0, -beta], past, zi=[beta * start])[0]


def garch_loss(r, mu, omega, alpha, beta):
    """Mean of ½ (log σ²_t + (r_t - μ)² / σ²_t): less the log likelihood a day, but ½ log 2π.

    The start is the mean of (r - μ)².
    """
    centered = r - mu
    variance = garch_variance(centered, omega, alpha, beta, np.mean(centered**2))
    return float(np.mean(np.log(variance) + centered**2 / variance) / 2)


class Garch(NamedTuple):
    """What `garch_fit` returns."""

    mu: float
    omega: float
    alpha: float
    beta: float


def garch_fit(r):
    """GARCH(1,1) with a constant mean, by maximum likelihood for normal returns.

    Parameters
    ----------
    r : array (T,)
        Returns, in percent.

    Returns
    -------
    Garch
        μ, ω, α, β with ω > 0, α, β ≥ 0 and α + β < 1.

    Notes
    -----
    The search goes over log ω and the logits of α + β and of α / (α + β), which are free, downhill
    without derivatives. On the returns of the mark against the pound it gives the benchmark of
    G. Fiorentini, G. Calzolari, L. Panattoni (1996), Analytic derivatives and the computation of
    GARCH estimates.
    """
    from scipy.optimize import minimize

    def parts(free):
        mu, log_omega, persistence, share = free
        total, share = 1 / (1 + np.exp(-persistence)), 1 / (1 + np.exp(-share))
        return mu, np.exp(log_omega), total * share, total * (1 - share)

    start = [r.mean(), np.log(0.05 * r.var()), 3.0, -2.0]
    how = {"xatol": 1e-7, "fatol": 1e-12, "maxiter": 4000, "maxfev": 4000}
    best = minimize(
        lambda free: garch_loss(r, *parts(free)), start, method="Nelder-Mead", options=how
    )
    return Garch(*(float(value) for value in parts(best.x)))
