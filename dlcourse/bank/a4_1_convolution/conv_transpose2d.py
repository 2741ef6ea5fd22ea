"""Transposed convolution, forward."""

import numpy as np

from ...exercises import Case, Question


def conv_transpose2d(x, w, *, stride=1, padding=0):
    """Each pixel stamps its kernels onto the output; stamps add up, and the border is cropped."""
    height, width = w.shape[2:]
    rows, columns = stride * (x.shape[2] - 1) + height, stride * (x.shape[3] - 1) + width
    out = np.zeros((len(x), w.shape[1], rows, columns), x.dtype)
    for i, j in np.ndindex(x.shape[2:]):
        top, left = i * stride, j * stride
        stamp = np.einsum("nc,cfuv->nfuv", x[:, :, i, j], w)
        out[:, :, top : top + height, left : left + width] += stamp
    return out[:, :, padding : rows - padding, padding : columns - padding]


def spread_cases(rng):
    """Draw images and kernels, one new idea after the other; the first of each are by hand."""

    def by_hand(label, channels, filters, size, kernel, **settings):
        shapes = (1, channels, *size), (channels, filters, *kernel)
        return Case(label, tuple(_whole(shape, rng) for shape in shapes), settings)

    def case(label, images, channels, filters, **settings):
        x = rng.standard_normal((images, channels, 5, 4))
        return Case(label, (x, rng.standard_normal((channels, filters, 3, 2))), settings)

    return [
        by_hand("one channel, by hand", 1, 1, (1, 3), (2, 2)),
        by_hand("channels and filters, by hand", 2, 2, (1, 2), (2, 1)),
        case("channels", 1, 3, 1),
        case("filters and batch", 2, 3, 4),
        by_hand("stride, by hand", 1, 1, (2, 2), (2, 3), stride=2),
        case("stride", 3, 2, 4, stride=3),
        by_hand("padding, by hand", 1, 1, (3, 2), (2, 3), padding=1),
        case("padding", 2, 3, 4, padding=1),
        case("stride and padding", 2, 3, 4, stride=2, padding=1),
        case("stride and padding", 3, 2, 4, stride=3, padding=2),
    ]


def _whole(shape, rng):
    """Draw small integers, no two alike and none of them zero."""
    drawn = rng.permutation([*range(-6, 0), *range(1, 7)])[: np.prod(shape)]
    return drawn.reshape(shape).astype(float)


QUESTION = Question(
    id="4_1.conv_transpose2d",
    points=2,
    difficulty=3,
    minutes=20,
    section="4.1, Transposed convolution",
    reference=conv_transpose2d,
    cases=spread_cases,
)
