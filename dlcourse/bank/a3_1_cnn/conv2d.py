"""The convolution layer, forward, as its definition says."""

import numpy as np

from ...exercises import Case, Question


def conv2d(x, w, b, *, stride=1, padding=0):
    """Slide each filter over the images: products, summed over the window and the channels."""
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    height, width = w.shape[2:]
    rows, columns = (x.shape[2] - height) // stride + 1, (x.shape[3] - width) // stride + 1
    out = np.zeros((len(x), len(w), rows, columns), x.dtype)
    for i, j in np.ndindex(rows, columns):
        top, left = i * stride, j * stride
        window = x[:, :, top : top + height, left : left + width]
        out[:, :, i, j] = b + np.einsum("fcuv,ncuv->nf", w, window)
    return out


def conv_cases(rng):
    """Draw images and filters, one new idea after the other; the first of each are by hand."""

    def by_hand(label, channels, rows, columns, **settings):
        shapes = (1, channels, rows, columns), (1, channels, 2, 2), (1,)
        return Case(label, tuple(_whole(shape, rng) for shape in shapes), settings)

    def case(label, images, channels, filters, **settings):
        k = int(rng.integers(2, 4))
        x = rng.standard_normal((images, channels, 8 + k, 9))
        w = rng.standard_normal((filters, channels, k, k + 1))
        return Case(label, (x, w, rng.standard_normal(filters)), settings)

    return [
        by_hand("one channel", 1, 3, 4),
        by_hand("channels", 2, 2, 3),
        case("filters", 1, 2, 4),
        case("batch", 3, 2, 4),
        by_hand("stride", 1, 3, 5, stride=2),
        case("stride", 2, 3, 2, stride=3),
        by_hand("padding", 1, 2, 3, padding=1),
        case("padding", 2, 3, 2, padding=2),
        by_hand("stride and padding", 1, 3, 4, stride=2, padding=1),
        case("stride and padding", 2, 3, 2, stride=3, padding=2),
    ]


def _whole(shape, rng):
    """Draw small integers, no two alike and none of them zero."""
    drawn = rng.permutation([*range(-8, 0), *range(1, 9)])[: np.prod(shape)]
    return drawn.reshape(shape).astype(float)


QUESTION = Question(
    id="3_1.conv2d",
    points=3,
    difficulty=3,
    minutes=20,
    section="3.1, Channels, filters, batch",
    reference=conv2d,
    cases=conv_cases,
)
