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


def by_hand(rng, label, x, kernel_size, stride):
    """Draw small numbers, so that the case can be redone with a pencil."""
    count = [(n - kernel_size) // stride + 1 for n in x.shape[2:]]
    dout = rng.permutation([-3.0, -2.0, -1.0, 1.0, 2.0, 3.0])[: np.prod(count)]
    settings = {"kernel_size": kernel_size, "stride": stride}
    return Case(label, (dout.reshape(1, 1, *count), x), settings)


def pool_cases(rng):
    """Draw images; rounded ones have ties, sizes leave pixels over, windows overlap."""

    def case(label, size, kernel_size, stride, ties=False):
        x = rng.standard_normal((2, 3, *size))
        x = np.maximum(np.round(x), 0) if ties else x
        count = [(n - kernel_size) // stride + 1 for n in size]
        dout = rng.standard_normal((2, 3, *count))
        return Case(label, (dout, x), {"kernel_size": kernel_size, "stride": stride})

    tied = np.array([[[[1.0, 2.0, 0.0], [2.0, 0.0, 2.0]]]]) * rng.integers(1, 4)
    return [
        by_hand(rng, "side by side, by hand", _distinct(2, 4, rng), 2, 2),
        by_hand(rng, "pixels left over, by hand", _distinct(3, 5, rng), 2, 2),
        by_hand(rng, "overlap, by hand", _overlapping(rng), 2, 1),
        by_hand(rng, "ties, by hand", tied, 2, 1),
        case("side by side", (9, 6), 3, 3),
        case("pixels left over", (8, 11), 3, 3),
        case("pixels between windows", (8, 11), 2, 3),
        case("overlap", (7, 6), 3, 1),
        case("overlap", (9, 8), 3, 2),
        case("ties", (7, 9), 3, 2, ties=True),
    ]


def _distinct(rows, columns, rng):
    """Draw small integers, no two alike and none of them zero."""
    numbers = rng.permutation([*range(-7, 0), *range(1, 9)])[: rows * columns]
    return numbers.reshape(1, 1, rows, columns).astype(float)


def _overlapping(rng):
    """Draw an image whose pixel in the middle wins the first two of four windows, not the last."""
    low = rng.permutation([-4.0, -3.0, -2.0, -1.0, 1.0, 2.0])
    return np.array([[[low[:3], [low[3], 5.0, low[4]], [rng.integers(6, 9), low[5], 7.0]]]])


QUESTION = Question(
    id="4_1.max_pool2d_backward",
    points=2,
    difficulty=3,
    minutes=20,
    section="4.1, Pooling, backwards",
    reference=max_pool2d_backward,
    cases=pool_cases,
)
