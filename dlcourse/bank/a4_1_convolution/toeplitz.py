"""The matrix of a one-dimensional convolution layer; for stride 1 it is a Toeplitz matrix."""

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
    """Draw kernels and sizes; the first of each idea are by hand, and leave entries over."""

    def by_hand(label, taps, size, **settings):
        w = rng.permutation([*range(-4, 0), *range(1, 5)])[:taps].astype(float)
        return Case(label, (w, size), settings)

    def case(label, taps, size, **settings):
        return Case(label, (rng.standard_normal(taps), size), settings)

    return [
        by_hand("plain, by hand", 2, 4),
        case("plain", 4, 9),
        by_hand("stride, by hand", 2, 6, stride=3),
        case("stride", 3, 9, stride=2),
        by_hand("dilation, by hand", 3, 6, dilation=2),
        case("dilation", 2, 9, dilation=3),
        by_hand("both, by hand", 2, 6, stride=2, dilation=3),
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
