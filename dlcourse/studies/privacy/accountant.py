"""How much privacy a training spends: Rényi divergences, added up and turned into ε."""

import math

import numpy as np

from ...settings import check_choice, check_integer, check_number

ALPHAS = tuple(range(2, 129))
"""The orders α that are tried."""


def rdp_gaussian(noise_multiplier, alphas=ALPHAS):
    """Rényi divergence of two Gaussians whose means lie 1 apart: D_α = α / (2σ²).

    Parameters
    ----------
    noise_multiplier : float
        σ, standard deviation of the noise in units of the sensitivity. Above 0.
    alphas : sequence of float
        Orders, above 1.

    Returns
    -------
    array (len(alphas),)

    References
    ----------
    Mironov (2017), Rényi Differential Privacy, Proposition 7.

    Examples
    --------
    >>> rdp_gaussian(2.0, [2, 8])
    array([0.25, 1.  ])
    """
    sigma, alphas = _above_zero("noise_multiplier", noise_multiplier), _orders(alphas)
    return alphas / (2 * sigma**2)


def rdp_subsampled_gaussian(q, noise_multiplier, alphas=ALPHAS):
    """Rényi divergence of one step that draws each example with probability q, then adds noise.

    With N(0, σ²) against (1 - q) N(0, σ²) + q N(1, σ²), and an integer α::

        D_α = 1/(α - 1) ln Σ_k C(α, k) (1 - q)^(α - k) q^k exp(k (k - 1) / (2σ²))

    summed in logarithms, since the last factor leaves the range of numbers.

    Parameters
    ----------
    q : float
        Probability of being drawn, from 0 to 1.
    noise_multiplier : float
        σ, standard deviation of the noise on the sum, in units of the clipping norm. Above 0.
    alphas : sequence of int
        Orders, at least 2.

    Returns
    -------
    array (len(alphas),)
        Of one step; n steps spend n times as much.

    Raises
    ------
    ValueError
        If q or σ is out of its range, or an order is not an integer.

    References
    ----------
    Abadi et al. (2016), Deep Learning with Differential Privacy; Mironov, Talwar and Zhang (2019),
    Rényi Differential Privacy of the Sampled Gaussian Mechanism, section 3.3.

    Examples
    --------
    >>> rdp_subsampled_gaussian(1.0, 2.0, [2, 8])  # all are drawn: α / (2σ²)
    array([0.25, 1.  ])
    >>> rdp_subsampled_gaussian(0.01, 2.0, [2, 8]).round(6)  # α = 2: ln(1 + q² (e^(1/σ²) - 1))
    array([2.80e-05, 1.16e-04])
    """
    q, sigma = (
        check_number("q", q, low=0, high=1),
        _above_zero("noise_multiplier", noise_multiplier),
    )
    alphas = _orders(alphas)
    if (alphas < 2).any() or (alphas % 1).any():
        raise ValueError(f"alphas must be integers of at least 2, got {alphas.tolist()}")
    if q in (0, 1):
        return q * alphas / (2 * sigma**2)
    return np.array([_log_moment(q, sigma, int(alpha)) / (alpha - 1) for alpha in alphas])


def _log_moment(q, sigma, alpha):
    """ln Σ_k C(α, k) (1 - q)^(α - k) q^k exp(k (k - 1) / (2σ²))."""
    k = np.arange(alpha + 1)
    ways = np.array([math.log(math.comb(alpha, int(i))) for i in k])
    terms = ways + (alpha - k) * math.log1p(-q) + k * math.log(q) + k * (k - 1) / (2 * sigma**2)
    return np.logaddexp.reduce(terms)


def rdp_to_epsilon(rdp, alphas, delta, *, conversion="tight"):
    """The smallest ε that the Rényi divergences of several orders give at δ.

    "simple" (Mironov 2017, Proposition 3) and "tight" (Balle et al. 2020; Canonne, Kamath and
    Steinke 2020, Proposition 12)::

        simple: ε = D_α + ln(1 / δ) / (α - 1)
        tight: ε = D_α + ln(1 / δ) / (α - 1) + ln(1 - 1 / α) - ln(α) / (α - 1)

    Parameters
    ----------
    rdp, alphas : array (K,)
        D_α of the whole training, and the orders.
    delta : float
        Between 0 and 1.
    conversion : {"tight", "simple"}

    Returns
    -------
    epsilon : float
        At least 0.
    alpha : float
        The order that gives it.

    Examples
    --------
    >>> epsilon, alpha = rdp_to_epsilon(rdp_gaussian(2.0), ALPHAS, 1e-5)
    >>> round(epsilon, 4), alpha
    (2.168, 10.0)
    """
    check_choice("conversion", conversion, ("tight", "simple"))
    delta = check_number("delta", delta, low=0, high=1)
    rdp, alphas = np.asarray(rdp, float), _orders(alphas)
    if rdp.shape != alphas.shape:
        raise ValueError(f"rdp and alphas must have one shape, got {rdp.shape} and {alphas.shape}")
    if delta in (0, 1):
        raise ValueError(f"delta must lie between 0 and 1, got {delta:g}")
    found = rdp - math.log(delta) / (alphas - 1)
    if conversion == "tight":
        found = found + np.log1p(-1 / alphas) - np.log(alphas) / (alphas - 1)
    best = int(found.argmin())
    return max(float(found[best]), 0.0), float(alphas[best])


def epsilon(q, noise_multiplier, steps, delta, alphas=ALPHAS):
    """ε at δ of a training of so many steps.

    Parameters
    ----------
    q, noise_multiplier : float
        As for `rdp_subsampled_gaussian`.
    steps : int
    delta : float

    Returns
    -------
    float
        Infinite without noise.

    Examples
    --------
    >>> round(epsilon(0.1, 2.0, 400, 1e-5), 4)
    5.3475
    """
    check_integer("steps", steps, low=0)
    if noise_multiplier == 0 and steps and q:
        return math.inf
    rdp = steps * rdp_subsampled_gaussian(q, noise_multiplier or 1.0, alphas)
    return rdp_to_epsilon(rdp, alphas, delta)[0] if rdp.any() else 0.0


def noise_for(target, q, steps, delta, alphas=ALPHAS):
    """The least σ, to three digits, that spends at most this ε.

    Examples
    --------
    >>> sigma = noise_for(2.0, 0.1, 400, 1e-5)
    >>> sigma, epsilon(0.1, sigma, 400, 1e-5) <= 2
    (4.45, True)
    """
    target = _above_zero("target", target)
    low, high = 0.05, 1e4
    while high / low > 1.0005:
        middle = math.sqrt(low * high)
        low, high = (
            (low, middle) if epsilon(q, middle, steps, delta, alphas) <= target else (middle, high)
        )
    scale = 10.0 ** (math.floor(math.log10(high)) - 2)
    return float(f"{math.ceil(high / scale) * scale:.3g}")


def _above_zero(name, value):
    value = check_number(name, value, low=0)
    if value == 0:
        raise ValueError(f"{name} must be above 0, got 0")
    return value


def _orders(alphas):
    alphas = np.asarray(alphas, float)
    if alphas.ndim != 1 or not len(alphas) or not (alphas > 1).all():
        raise ValueError(f"alphas must be a sequence of numbers above 1, got {alphas.tolist()}")
    return alphas
