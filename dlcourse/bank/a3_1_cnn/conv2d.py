"""The convolution layer, forward, as its definition says."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Mistake, Question
from ._windows import pad, windows


def conv2d(x, w, b, *, stride=1, padding=0):
    """Slide each filter over the images: products, summed over the window and the channels."""
    x = pad(x, padding)
    size = [(n - k) // stride + 1 for n, k in zip(x.shape[2:], w.shape[2:], strict=True)]
    out = np.zeros((len(x), len(w), *size), x.dtype)
    for i, j, window in windows(x, w.shape[2:], stride, size):
        out[:, :, i, j] = np.tensordot(window, w, axes=([1, 2, 3], [1, 2, 3])) + b
    return out


def conv_unstrided(x, w, b, *, stride=1, padding=0):
    """Move the window by one pixel, whatever the stride, but stop at the right size."""
    rows, columns = conv2d(x, w, b, stride=stride, padding=padding).shape[2:]
    return conv2d(x, w, b, padding=padding)[:, :, :rows, :columns]


def conv_padded_once(x, w, b, *, stride=1, padding=0):
    """Pad above and to the left only."""
    x = np.pad(x, [(0, 0), (0, 0), (padding, 0), (padding, 0)])
    return conv2d(x, w, b, stride=stride)


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
    forbids=LIBRARIES,
    mistakes=[
        Mistake(
            "the kernel is flipped",
            "This is the convolution of mathematics; the layer is a cross-correlation.",
            lambda x, w, b, **settings: conv2d(x, w[:, :, ::-1, ::-1], b, **settings),
        ),
        Mistake(
            "the channels are not summed",
            "Each filter has a slice for every channel, and all of them add to one output.",
            lambda x, w, b, **settings: conv2d(x[:, :1], w[:, :1], b, **settings),
        ),
        Mistake(
            "the window moves by one pixel whatever the stride",
            "Output pixel i looks at the pixels from i times stride on.",
            conv_unstrided,
        ),
        Mistake(
            "padding on one side only",
            "Zeros go above and below, left and right.",
            conv_padded_once,
        ),
        Mistake(
            "the padding is left out",
            "The image is surrounded by zeros before the window slides.",
            lambda x, w, b, *, stride=1, padding=0: conv2d(x, w, b, stride=stride),
        ),
        Mistake(
            "the bias is left out",
            "Every filter has one number that is added to all of its outputs.",
            lambda x, w, b, **settings: conv2d(x, w, 0 * b, **settings),
        ),
        Mistake(
            "the bias is added once per channel",
            "The bias is added after the sum over the channels, not inside it.",
            lambda x, w, b, **settings: conv2d(x, w, b * x.shape[1], **settings),
        ),
    ],
    hints=[
        "Start with one image, one channel and one filter, and check after each step: "
        "the cases are in that order.",
        "Make the output array first; its size is your answer to the question before.",
        "For one output pixel: which slice of the padded image lies under the kernel?",
    ],
)
