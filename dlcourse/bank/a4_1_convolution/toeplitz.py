"""The matrix of a one-dimensional convolution layer."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Mistake, Question


def toeplitz(w, size, *, stride=1, dilation=1):
    """Row n of T holds weight k at column n * stride + k * dilation."""
    span = dilation * (len(w) - 1) + 1
    rows = (size - span) // stride + 1
    T = np.zeros((rows, size))
    for n in range(rows):
        for k in range(len(w)):
            T[n, n * stride + k * dilation] = w[k]
    return T


def wrapped(w, size, *, stride=1, dilation=1):
    """Let the kernel run over the end and come back at the start."""
    T = np.zeros((-(-size // stride), size))
    for n in range(len(T)):
        for k in range(len(w)):
            T[n, (n * stride + k * dilation) % size] += w[k]
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
    forbids=(*LIBRARIES, "scipy.linalg"),
    mistakes=[
        Mistake(
            "the kernel is flipped",
            "The layer does not flip: row 0 reads w[0], w[1], w[2] from left to right.",
            lambda w, size, **settings: toeplitz(w[::-1], size, **settings),
        ),
        Mistake(
            "the matrix is transposed",
            "y = T x has a row for each output and a column for each input.",
            lambda w, size, **settings: toeplitz(w, size, **settings).T,
        ),
        Mistake(
            "the stride is left out",
            "From one row to the next the kernel moves by stride columns.",
            lambda w, size, *, stride=1, dilation=1: toeplitz(w, size, dilation=dilation),
        ),
        Mistake(
            "the dilation is left out",
            "Neighboring weights are dilation columns apart.",
            lambda w, size, *, stride=1, dilation=1: toeplitz(w, size, stride=stride),
        ),
        Mistake(
            "the kernel wraps around the end",
            "Without padding only windows that lie inside the signal count.",
            wrapped,
        ),
        Mistake(
            "the first windows only, at stride one",
            "There are as many rows as with the stride, but each must start stride columns later.",
            lambda w, size, *, stride=1, dilation=1: toeplitz(w, size, dilation=dilation)[
                : len(toeplitz(w, size, stride=stride, dilation=dilation))
            ],
        ),
    ],
    hints=[
        "Write the layer for one output: which input does weight k meet in window n?",
        "The number of rows is the number of windows: the output size of chapter 3.1.",
        "Start from a matrix of zeros and place one weight at a time.",
    ],
)
