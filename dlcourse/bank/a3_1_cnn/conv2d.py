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
    """Draw images and filters, one new idea after the other; all sizes differ."""

    def case(label, images, channels, filters, **settings):
        k = int(rng.integers(2, 4))
        x = rng.standard_normal((images, channels, 8 + k, 9))
        w = rng.standard_normal((filters, channels, k, k + 1))
        return Case(label, (x, w, rng.standard_normal(filters)), settings)

    return [
        case("one channel", 1, 1, 1),
        case("channels", 1, 3, 1),
        case("filters", 1, 2, 4),
        case("batch", 3, 2, 4),
        case("stride", 2, 2, 3, stride=2),
        case("stride", 2, 3, 2, stride=3),
        case("padding", 2, 2, 3, padding=1),
        case("padding", 2, 3, 2, padding=2),
        case("stride and padding", 2, 2, 3, stride=2, padding=1),
        case("stride and padding", 2, 3, 2, stride=3, padding=2),
    ]


QUESTION = Question(
    id="3_1.conv2d",
    points=4,
    difficulty=3,
    minutes=25,
    section="3.1, Channels, filters, batch",
    reference=conv2d,
    cases=conv_cases,
)
