"""Max-pooling, backward."""

import numpy as np

from ...exercises import Case, Question


def max_pool2d_backward(dout, x, *, kernel_size, stride):
    """Send each gradient to the entry that won its window."""
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + kernel_size, left : left + kernel_size]
        row, column = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, top + row, left + column] += dout[n, c, i, j]
    return dx


def pool_cases(rng):
    """Draw images; rounded ones have ties, sizes leave pixels over, windows overlap."""

    def case(label, size, kernel_size, stride, ties=False):
        x = rng.standard_normal((2, 3, *size))
        x = np.maximum(np.round(x), 0) if ties else x
        count = [(n - kernel_size) // stride + 1 for n in size]
        dout = rng.standard_normal((2, 3, *count))
        return Case(label, (dout, x), {"kernel_size": kernel_size, "stride": stride})

    return [
        case("side by side", (6, 4), 2, 2),
        case("side by side", (9, 6), 3, 3),
        case("pixels left over", (7, 9), 2, 2),
        case("pixels left over", (8, 11), 3, 3),
        case("overlap", (7, 6), 3, 1),
        case("overlap", (9, 8), 3, 2),
        case("ties", (6, 8), 2, 2, ties=True),
        case("ties", (7, 9), 3, 2, ties=True),
    ]


QUESTION = Question(
    id="4_1.max_pool2d_backward",
    points=3,
    difficulty=3,
    minutes=20,
    section="4.1, Pooling, backwards",
    reference=max_pool2d_backward,
    cases=pool_cases,
)
