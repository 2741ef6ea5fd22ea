"""The standard normal distribution on arrays. NumPy has neither Φ nor the error function.

Mills' ratio (1 - Φ(z)) / φ(z) falls slowly and smoothly from √(π/2) to 0, so that one polynomial in
u = 8 / (3 + z) - 5/3 follows it from z = 0 to 9 (u from 1 to -1). It is interpolated here, at
Chebyshev's points, from the scalar `math.erfc`. Then Φ(-z) = φ(z) · ratio, and Φ(z) = 1 - Φ(-z).

Source: Ray and Pitman (1963), Chebyshev Polynomial and Other New Approximations to Mills' Ratio.
"""

import math

import numpy as np
from numpy.polynomial.chebyshev import cheb2poly, chebinterpolate


def normal(x):
    """Density φ(x) and distribution Φ(x), each within 1e-14, or 2e-7 in float32.

    >>> density, distribution = normal(np.array([0.0, -1.96]))
    >>> density.round(4), distribution.round(4)
    (array([0.3989, 0.0584]), array([0.5  , 0.025]))
    """
    z = np.minimum(np.abs(x), 40)  # φ(40) is 0 in float64, and 40² overflows nowhere
    density = np.exp(-0.5 * z * z) * (1 / math.sqrt(2 * math.pi))
    tail = density * _polynomial(MILLS[np.dtype(x.dtype)], 8 / (3 + z) - 5 / 3)
    return density, np.abs((x > 0) - tail)


def _polynomial(coefficients, u):
    value = np.full_like(u, coefficients[0])
    for coefficient in coefficients[1:]:
        value *= u
        value += coefficient
    return value


def _mills_ratio(u):
    z = 8 / (u + 5 / 3) - 3
    tail = np.array([math.erfc(v / math.sqrt(2)) / 2 for v in z])
    return tail * math.sqrt(2 * math.pi) * np.exp(z * z / 2)


def _fit(degree):
    """Coefficients of the interpolating polynomial in u, highest power first."""
    return cheb2poly(chebinterpolate(_mills_ratio, degree))[::-1].tolist()


MILLS = {np.dtype(np.float64): _fit(18), np.dtype(np.float32): _fit(8)}
