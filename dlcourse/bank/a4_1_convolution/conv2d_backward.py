"""The three gradients of the convolution layer."""

import numpy as np

from ...exercises import Case, Question


def conv2d_backward(dout, x, w, *, stride=1, padding=0):
    """Visit each window once: it gives to the weights and to the pixels it has met."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    dx, dw = np.zeros_like(padded), np.zeros_like(w)
    height, width = w.shape[2:]
    for i, j in np.ndindex(dout.shape[2:]):
        top, left = i * stride, j * stride
        window = np.s_[:, :, top : top + height, left : left + width]
        dx[window] += np.einsum("nf,fcuv->ncuv", dout[:, :, i, j], w)
        dw += np.einsum("nf,ncuv->fcuv", dout[:, :, i, j], padded[window])
    db = dout.sum(axis=(0, 2, 3))
    rows, columns = padded.shape[2:]
    dx = dx[:, :, padding : rows - padding, padding : columns - padding]
    return dx, dw, db


def conv_cases(rng):
    """Draw layers, one new idea after the other; all sizes differ."""

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
        case("one channel", 1, 1, 1),
        case("channels", 1, 3, 1),
        case("filters", 1, 3, 4),
        case("batch", 3, 2, 4),
        case("stride", 2, 3, 4, (9, 8), stride=2),
        case("pixels left over", 2, 3, 4, (8, 9), stride=2),
        case("pixels left over", 3, 2, 4, (10, 7), stride=3),
        case("padding", 2, 3, 4, padding=1),
        case("stride and padding", 2, 3, 4, (8, 7), stride=2, padding=1),
        case("stride and padding", 3, 2, 4, (9, 11), stride=3, padding=2),
    ]


QUESTION = Question(
    id="4_1.conv2d_backward",
    points=5,
    difficulty=4,
    minutes=40,
    section="4.1, The three gradients, by index",
    reference=conv2d_backward,
    outputs=("dx", "dw", "db"),
    cases=conv_cases,
)
