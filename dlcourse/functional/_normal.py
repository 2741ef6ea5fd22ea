"""The standard normal distribution on arrays. NumPy has neither Φ nor the error function.

Mills' ratio (1 - Φ(z)) / φ(z) falls slowly and smoothly from √(π/2) to 0, so that one polynomial in
u = 8 / (3 + z) - 5/3 follows it from z = 0 to 9 (u from 1 to -1). It is interpolated here, at
Chebyshev's points, from the scalar `math.erfc`. Then Φ(-z) = φ(z) · ratio, and Φ(z) = 1 - Φ(-z).

Source: Ray and Pitman (1963), Chebyshev Polynomial and Other New Approximations to Mills' Ratio.
"""

import math

import numpy as np
from numpy.polynomial.chebyshev import cheb2poly, chebinterpolate

BLOCK = 2**15  # numbers at a time, so that all steps find them in the processor's cache


def normal(x):
    """Density φ(x) and distribution Φ(x), each within 1e-14, or 2e-7 in float32.

    >>> density, distribution = normal(np.array([0.0, -1.96]))
    >>> density.round(4), distribution.round(4)
    (array([0.3989, 0.0584]), array([0.5  , 0.025]))
    """
    x = np.asarray(x)
    density, distribution = np.empty(x.size, x.dtype), np.empty(x.size, x.dtype)
    flat = x.reshape(-1)
    for start in range(0, x.size, BLOCK):
        block = slice(start, start + BLOCK)
        _normal(flat[block], density[block], distribution[block])
    return density.reshape(x.shape), distribution.reshape(x.shape)


def _normal(x, density, distribution):
    """The same for one block, into arrays that are given."""
    z = np.abs(x)
    np.minimum(z, 40, out=z)  # φ(40) is 0 in float64, and 40² overflows nowhere
    np.multiply(z, z, out=density)
    density *= -0.5
    np.exp(density, out=density)
    density *= 1 / math.sqrt(2 * math.pi)
    z += 3
    np.divide(8, z, out=z)
    z -= 5 / 3
    tail = _polynomial(MILLS[x.dtype], z)
    tail *= density
    np.subtract(x > 0, tail, out=distribution)
    np.abs(distribution, out=distribution)


def _polynomial(coefficients, u):
    value = coefficients[0] * u
    for coefficient in coefficients[1:-1]:
        value += coefficient
        value *= u
    value += coefficients[-1]
    return value


def _mills_ratio(u):
    z = 8 / (u + 5 / 3) - 3
    tail = np.array([math.erfc(v / math.sqrt(2)) / 2 for v in z])
    return tail * math.sqrt(2 * math.pi) * np.exp(z * z / 2)


def _fit(degree):
    """Coefficients of the interpolating polynomial in u, highest power first."""
    return cheb2poly(chebinterpolate(_mills_ratio, degree))[::-1].tolist()


MILLS = {np.dtype(np.float64): _fit(18), np.dtype(np.float32): _fit(7)}
