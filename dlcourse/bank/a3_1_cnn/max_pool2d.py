"""Max-pooling, forward."""

import numpy as np

from ...exercises import Case, Question


def max_pool2d(x, *, kernel_size, stride=None, padding=0):
    """Keep the largest value of every window; without a stride they lie side by side."""
    stride = kernel_size if stride is None else stride
    border = (0, 0), (0, 0), (padding, padding), (padding, padding)
    x = np.pad(x, border, constant_values=-np.inf)
    rows, columns = ((n - kernel_size) // stride + 1 for n in x.shape[2:])
    out = np.zeros((*x.shape[:2], rows, columns), x.dtype)
    for i, j in np.ndindex(rows, columns):
        top, left = i * stride, j * stride
        window = x[:, :, top : top + kernel_size, left : left + kernel_size]
        out[:, :, i, j] = window.max(axis=(2, 3))
    return out


def pool_cases(rng):
    """Draw images below zero, where padding with zeros would win every comparison."""

    def by_hand(label, channels, rows, columns, **settings):
        x = -1.0 - rng.permutation(channels * rows * columns)
        return Case(label, (x.reshape(1, channels, rows, columns),), settings)

    def case(label, size, **settings):
        return Case(label, (rng.standard_normal((2, 3, *size)) - 3,), settings)

    return [
        by_hand("windows side by side", 2, 2, 4, kernel_size=2),
        case("windows side by side", (10, 7), kernel_size=3),
        by_hand("stride", 1, 4, 5, kernel_size=3, stride=1),
        case("stride", (9, 10), kernel_size=2, stride=3),
        by_hand("padding", 1, 4, 4, kernel_size=3, stride=3, padding=1),
        case("padding", (7, 9), kernel_size=3, stride=2, padding=1),
    ]


QUESTION = Question(
    id="3_1.max_pool2d",
    points=1,
    difficulty=2,
    minutes=10,
    section="3.1, Pooling",
    reference=max_pool2d,
    cases=pool_cases,
)
