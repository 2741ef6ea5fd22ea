"""Max-pooling, forward."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Mistake, Question
from ._windows import pad, windows


def pool(x, kernel_size, stride, padding, value=-np.inf, reduce=np.max):
    """Reduce every window of every channel to one number."""
    x = pad(x, padding, value)
    stride = stride or kernel_size
    size = [(n - kernel_size) // stride + 1 for n in x.shape[2:]]
    out = np.zeros((*x.shape[:2], *size), x.dtype)
    for i, j, window in windows(x, (kernel_size, kernel_size), stride, size):
        out[:, :, i, j] = reduce(window, axis=(2, 3))
    return out


def max_pool2d(x, *, kernel_size, stride=None, padding=0):
    """Keep the largest value of every window; ``stride`` is ``kernel_size`` when it is None."""
    return pool(x, kernel_size, stride, padding)


def pool_cases(rng):
    """Draw images below zero, where padding with zeros would win every comparison."""

    def case(label, size, **settings):
        return Case(label, (rng.standard_normal((2, 3, *size)) - 3,), settings)

    return [
        case("windows side by side", (8, 6), kernel_size=2),
        case("windows side by side", (10, 7), kernel_size=3),
        case("stride", (9, 8), kernel_size=3, stride=1),
        case("stride", (9, 10), kernel_size=2, stride=3),
        case("padding", (8, 6), kernel_size=3, stride=3, padding=1),
        case("padding", (7, 9), kernel_size=3, stride=2, padding=1),
    ]


QUESTION = Question(
    id="3_1.max_pool2d",
    points=2,
    difficulty=2,
    minutes=15,
    section="3.1, Pooling",
    reference=max_pool2d,
    cases=pool_cases,
    forbids=LIBRARIES,
    mistakes=[
        Mistake(
            "the padding is zero",
            "Where all values are negative, a zero at the border wins. What never wins?",
            lambda x, *, kernel_size, stride=None, padding=0: pool(
                x, kernel_size, stride, padding, value=0.0
            ),
        ),
        Mistake(
            "the average instead of the maximum",
            "Max-pooling keeps the strongest response of a window.",
            lambda x, *, kernel_size, stride=None, padding=0: pool(
                x, kernel_size, stride, padding, value=0.0, reduce=np.mean
            ),
        ),
        Mistake(
            "without a stride the window moves by one",
            "The windows lie side by side when stride is None.",
            lambda x, *, kernel_size, stride=None, padding=0: pool(
                x, kernel_size, stride or 1, padding
            ),
        ),
        Mistake(
            "the stride is always the kernel size",
            "A stride that is given decides how far the window moves.",
            lambda x, *, kernel_size, stride=None, padding=0: pool(x, kernel_size, None, padding),
        ),
        Mistake(
            "the maximum runs over the channels as well",
            "Pooling treats every channel on its own: the number of channels stays.",
            lambda x, **settings: max_pool2d(x, **settings).max(axis=1, keepdims=True),
        ),
        Mistake(
            "the smallest value is kept",
            "Max-pooling keeps the strongest response of a window.",
            lambda x, *, kernel_size, stride=None, padding=0: pool(
                x, kernel_size, stride, padding, value=np.inf, reduce=np.min
            ),
        ),
    ],
    hints=[
        "The loop is that of the convolution; only what happens in the window is new.",
        "stride=None needs one line of its own, at the beginning.",
        "The border must lose every comparison, also against very negative values.",
    ],
)
