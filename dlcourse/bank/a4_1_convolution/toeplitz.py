"""The matrix of a one-dimensional convolution layer."""

import numpy as np

from ...exercises import Case, Question


def toeplitz(w, size, *, stride=1, dilation=1):
    """In window n, weight k meets input n * stride + k * dilation."""
    span = dilation * (len(w) - 1) + 1
    rows = (size - span) // stride + 1
    T = np.zeros((rows, size))
    for n, k in np.ndindex(rows, len(w)):
        T[n, n * stride + k * dilation] = w[k]
    return T


def toeplitz_cases(rng):
    """Draw kernels and sizes; the last windows leave entries over."""

    def case(label, taps, size, **settings):
        return Case(label, (rng.standard_normal(taps), size), settings)

    return [
        case("plain", 3, 6),
        case("plain", 4, 9),
        case("stride", 3, 9, stride=2),
        case("stride", 2, 12, stride=3),
        case("dilation", 3, 10, dilation=2),
        case("dilation", 2, 9, dilation=3),
        case("both", 3, 12, stride=2, dilation=2),
        case("both", 3, 14, stride=3, dilation=2),
    ]


QUESTION = Question(
    id="4_1.toeplitz",
    points=2,
    difficulty=2,
    minutes=15,
    section="4.1, The layer is a matrix",
    reference=toeplitz,
    cases=toeplitz_cases,
)
