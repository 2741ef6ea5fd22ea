"""The three gradients of the convolution layer."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Mistake, Question
from ._windows import corners, crop, pad


def gradients(dout, x, w, *, stride=1, padding=0, step=None, accumulate=True, flip=False):
    """Visit each window once: it gives to the weights and to the pixels it has met."""
    padded = pad(x, padding)
    dx, dw = np.zeros_like(padded), np.zeros_like(w)
    spread = w[:, :, ::-1, ::-1] if flip else w
    for i, j, top, left in corners(dout.shape[2:], step or stride):
        here = ..., slice(top, top + w.shape[2]), slice(left, left + w.shape[3])
        to_dx = np.tensordot(dout[:, :, i, j], spread, axes=1)
        to_dw = np.tensordot(dout[:, :, i, j], padded[here], axes=([0], [0]))
        dx[here] = dx[here] + to_dx if accumulate else to_dx
        dw = dw + to_dw if accumulate else to_dw
    return dx, dw, dout.sum(axis=(0, 2, 3))


def conv2d_backward(dout, x, w, *, stride=1, padding=0):
    """The gradients of the layer without its border: dx, dw, db."""
    dx, dw, db = gradients(dout, x, w, stride=stride, padding=padding)
    return crop(dx, padding), dw, db


def _with(change):
    """Make a mistake: the right gradients, changed afterwards."""

    def wrong(dout, x, w, **settings):
        return change(dout, *conv2d_backward(dout, x, w, **settings))

    return wrong


def _inside(**fault):
    """Make a mistake: a fault inside the loop."""

    def wrong(dout, x, w, *, stride=1, padding=0):
        dx, dw, db = gradients(dout, x, w, stride=stride, padding=padding, **fault)
        return crop(dx, padding), dw, db

    return wrong


def covered_only(dout, x, w, *, stride=1, padding=0):
    """Let dx end with the last window."""
    dx, dw, db = gradients(dout, x, w, stride=stride, padding=padding)
    rows, columns = (stride * (n - 1) + k for n, k in zip(dout.shape[2:], w.shape[2:], strict=True))
    return crop(dx[..., :rows, :columns], padding), dw, db


def conv_cases(rng):
    """Draw layers, one new idea after the other; all sizes differ."""

    def case(label, images, channels, filters, size=(7, 6), stride=1, padding=0):
        w = rng.standard_normal((filters, channels, 3, 2))
        x = rng.standard_normal((images, channels, *size))
        count = [
            (n + 2 * padding - k) // stride + 1 for n, k in zip(size, w.shape[2:], strict=True)
        ]
        dout = rng.standard_normal((images, filters, *count))
        return Case(label, (dout, x, w), {"stride": stride, "padding": padding})

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
    forbids=LIBRARIES,
    mistakes=[
        Mistake(
            "dx is made with a flipped kernel, scattered",
            "Scattering dout into its window needs the kernel as it is. "
            "The flip appears only when dx is written as a sliding window over dout.",
            _inside(flip=True),
        ),
        Mistake(
            "windows overwrite each other",
            "A pixel lies in several windows, and a weight meets all of them: accumulate.",
            _inside(accumulate=False),
        ),
        Mistake(
            "the stride is left out",
            "Output pixel (i, j) belongs to the window that starts at (i s, j s).",
            _inside(step=1),
        ),
        Mistake(
            "dw and db are averaged over the batch",
            "The loss has its own mean. A backward pass sums over everything a weight has met.",
            _with(lambda dout, dx, dw, db: (dx, dw / len(dout), db / len(dout))),
        ),
        Mistake(
            "db is a mean",
            "The bias is added to every output pixel, so its gradients add up.",
            _with(lambda dout, dx, dw, db: (dx, dw, dout.mean(axis=(0, 2, 3)))),
        ),
        Mistake(
            "dx still has its border",
            "Padding went in before the layer; crop it off on the way back.",
            lambda dout, x, w, **settings: gradients(dout, x, w, **settings),
        ),
        Mistake(
            "pixels that no window covers are missing",
            "dx has the shape of x. Uncovered pixels have gradient zero.",
            covered_only,
        ),
        Mistake(
            "the order is dw, dx, db",
            "Gradients come in the order of the arguments: x, w, b.",
            _with(lambda dout, dx, dw, db: (dw, dx, db)),
        ),
    ],
    hints=[
        "Pad x, and make dx as large as the padded x. Crop at the very end.",
        "Loop over the output pixels. One gradient dout[n, f, i, j] has met one window of x and "
        "one kernel. What does it give to each of them?",
        "Check with one channel and one image first; then numpy.tensordot or a loop over "
        "filters takes care of the rest.",
    ],
)
