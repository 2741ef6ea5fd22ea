"""The three gradients of the convolution layer."""

import numpy as np

from ...exercises import Case, Question


def conv2d_backward(dout, x, w, *, stride=1, padding=0):
    """Visit each window once: it gives to the weights and to the pixels it has met."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dpadded, dw = np.zeros_like(padded), np.zeros_like(w)
    height, width = w.shape[2:]
    for i, j in np.ndindex(dout.shape[2:]):
        top, left = i * stride, j * stride
        window = np.s_[:, :, top : top + height, left : left + width]
        dpadded[window] += np.einsum("nf,fcuv->ncuv", dout[:, :, i, j], w)
        dw += np.einsum("nf,ncuv->fcuv", dout[:, :, i, j], padded[window])
    rows, columns = padded.shape[2:]
    dx = dpadded[:, :, padding : rows - padding, padding : columns - padding]
    db = dout.sum(axis=(0, 2, 3))
    return dx, dw, db


def by_hand(rng, label, channels, filters, size, kernel, count, **settings):
    """Draw small numbers, so that the case can be redone with a pencil."""
    shapes = (1, filters, *count), (1, channels, *size), (filters, channels, *kernel)
    return Case(label, tuple(_whole(shape, rng) for shape in shapes), settings)


def conv_cases(rng):
    """Draw layers, one new idea after the other; the first of each are by hand."""

    def case(label, images, channels, filters, size=(7, 6), **settings):
        stride, padding = settings.get("stride", 1), settings.get("padding", 0)
        w = rng.standard_normal((filters, channels, 3, 2))
        x = rng.standard_normal((images, channels, *size))
        count = [
            (n + 2 * padding - k) // stride + 1 for n, k in zip(size, w.shape[2:], strict=True)
        ]
        dout = rng.standard_normal((images, filters, *count))
        return Case(label, (dout, x, w), settings)

    return [
        by_hand(rng, "one channel, by hand", 1, 1, (3, 3), (2, 2), (2, 2)),
        by_hand(rng, "channels and filters, by hand", 2, 2, (1, 3), (1, 2), (1, 2)),
        case("channels", 1, 3, 1),
        case("filters", 1, 3, 4),
        case("batch", 3, 2, 4),
        by_hand(rng, "stride, by hand", 1, 1, (2, 6), (2, 2), (1, 2), stride=3),
        case("stride", 2, 3, 4, (9, 8), stride=2),
        case("pixels left over", 3, 2, 4, (10, 7), stride=3),
        by_hand(rng, "padding, by hand", 1, 1, (2, 2), (2, 2), (3, 3), padding=1),
        case("padding", 2, 3, 4, padding=1),
        case("stride and padding", 2, 3, 4, (8, 7), stride=2, padding=1),
        case("stride and padding", 3, 2, 4, (9, 11), stride=3, padding=2),
    ]


def _whole(shape, rng):
    """Draw small integers, no two alike and none of them zero."""
    drawn = rng.permutation([*range(-6, 0), *range(1, 7)])[: np.prod(shape)]
    return drawn.reshape(shape).astype(float)


QUESTION = Question(
    id="4_1.conv2d_backward",
    points=4,
    difficulty=4,
    minutes=40,
    section="4.1, The three gradients, by index",
    reference=conv2d_backward,
    outputs=("dx", "dw", "db"),
    intermediates=("padded", "dpadded"),
    cases=conv_cases,
)
