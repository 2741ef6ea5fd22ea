"""Transposed convolution, forward."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Mistake, Question
from ._windows import corners, crop


def spread(x, w, *, stride=1, padding=0, extra=0, accumulate=True, flip=False):
    """Each pixel stamps its kernels onto the output, which is not cropped yet."""
    rows, columns = (
        stride * (n - 1) + k + extra for n, k in zip(x.shape[2:], w.shape[2:], strict=True)
    )
    out = np.zeros((len(x), w.shape[1], rows, columns), x.dtype)
    kernel = w[:, :, ::-1, ::-1] if flip else w
    for i, j, top, left in corners(x.shape[2:], stride):
        here = ..., slice(top, top + w.shape[2]), slice(left, left + w.shape[3])
        stamp = np.tensordot(x[:, :, i, j], kernel, axes=1)
        out[here] = out[here] + stamp if accumulate else stamp
    return out


def conv_transpose2d(x, w, *, stride=1, padding=0):
    """Stamp, add up where stamps overlap, crop."""
    return crop(spread(x, w, stride=stride), padding)


def _inside(**fault):
    """Make a mistake: a fault inside the loop."""

    def wrong(x, w, *, stride=1, padding=0):
        return crop(spread(x, w, stride=stride, **fault), padding)

    return wrong


def padded(x, w, *, stride=1, padding=0):
    """Put a border around the output, as the forward convolution does with its input."""
    out = spread(x, w, stride=stride)
    return np.pad(out, [(0, 0), (0, 0), (padding, padding), (padding, padding)])


def spread_cases(rng):
    """Draw small images and kernels, one new idea after the other; all sizes differ."""

    def case(label, images, channels, filters, **settings):
        x = rng.standard_normal((images, channels, 5, 4))
        return Case(label, (x, rng.standard_normal((channels, filters, 3, 2))), settings)

    return [
        case("one channel", 1, 1, 1),
        case("channels", 1, 3, 1),
        case("filters and batch", 2, 3, 4),
        case("stride", 2, 3, 4, stride=2),
        case("stride", 3, 2, 4, stride=3),
        case("padding", 2, 3, 4, padding=1),
        case("stride and padding", 2, 3, 4, stride=2, padding=1),
        case("stride and padding", 3, 2, 4, stride=3, padding=2),
    ]


QUESTION = Question(
    id="4_1.conv_transpose2d",
    points=3,
    difficulty=3,
    minutes=20,
    section="4.1, Transposed convolution",
    reference=conv_transpose2d,
    cases=spread_cases,
    forbids=LIBRARIES,
    mistakes=[
        Mistake(
            "the kernel is flipped",
            "Each pixel stamps the kernel as it is.",
            _inside(flip=True),
        ),
        Mistake(
            "stamps overwrite each other",
            "Where two stamps overlap, their values add up.",
            _inside(accumulate=False),
        ),
        Mistake(
            "the output is one step too large",
            "Between n stamps lie n - 1 steps: the side is stride * (n - 1) + kernel size.",
            lambda x, w, *, stride=1, padding=0: crop(
                spread(x, w, stride=stride, extra=stride), padding
            ),
        ),
        Mistake(
            "padding adds a border",
            "This layer runs backwards: where a convolution pads, its transpose crops.",
            padded,
        ),
        Mistake(
            "the padding is left out",
            "Crop padding pixels off all four sides.",
            lambda x, w, *, stride=1, padding=0: spread(x, w, stride=stride),
        ),
        Mistake(
            "the stride is left out",
            "Neighboring pixels of x stamp stride pixels apart.",
            lambda x, w, *, stride=1, padding=0: conv_transpose2d(x, w, padding=padding),
        ),
    ],
    hints=[
        "One pixel of x, one kernel: what does the output look like if all else is zero?",
        "The size before cropping is the size a convolution would need to give x back.",
        "It is the loop of dx in the question before, with x in the place of dout.",
    ],
)
