"""Max-pooling, backward."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Mistake, Question
from ._windows import corners


def route(dout, x, kernel_size, stride, share, accumulate=True):
    """Send each gradient into its window as ``share(window)`` says, an array like the window."""
    dx = np.zeros_like(x)
    k = kernel_size
    for n, c in np.ndindex(x.shape[:2]):
        for i, j, top, left in corners(dout.shape[2:], stride):
            where = n, c, slice(top, top + k), slice(left, left + k)
            part = dout[n, c, i, j] * share(x[where])
            dx[where] = dx[where] + part if accumulate else np.where(part, part, dx[where])
    return dx


def first_winner(window):
    """Mark the first of the largest entries in reading order."""
    return (np.arange(window.size) == window.argmax()).reshape(window.shape)


def max_pool2d_backward(dout, x, *, kernel_size, stride):
    """The gradient goes to the entry that won the window."""
    return route(dout, x, kernel_size, stride, first_winner)


def all_winners(dout, x, *, kernel_size, stride):
    """Give each tied entry the whole gradient."""
    return route(dout, x, kernel_size, stride, lambda window: window == window.max())


def shared_winners(dout, x, *, kernel_size, stride):
    """Split the gradient between tied entries."""

    def share(window):
        return (window == window.max()) / (window == window.max()).sum()

    return route(dout, x, kernel_size, stride, share)


def last_winner(dout, x, *, kernel_size, stride):
    """Choose the last of the tied entries."""

    def share(window):
        return first_winner(window[::-1, ::-1])[::-1, ::-1]

    return route(dout, x, kernel_size, stride, share)


def last_window(dout, x, *, kernel_size, stride):
    """Overwrite where windows overlap."""
    return route(dout, x, kernel_size, stride, first_winner, accumulate=False)


def spread(dout, x, *, kernel_size, stride):
    """Treat the layer as average pooling."""
    return route(dout, x, kernel_size, stride, lambda w: np.full(w.shape, 1 / w.size))


def covered_only(dout, x, *, kernel_size, stride):
    """Return an array that ends with the last window."""
    rows, columns = (stride * (n - 1) + kernel_size for n in dout.shape[2:])
    return max_pool2d_backward(dout, x, kernel_size=kernel_size, stride=stride)[
        ..., :rows, :columns
    ]


def pool_cases(rng):
    """Draw images; rounded ones have ties, sizes leave pixels over, windows overlap."""

    def case(label, size, kernel_size, stride, ties=False):
        x = rng.standard_normal((2, 3, *size))
        x = np.maximum(np.round(x), 0) if ties else x
        count = [(n - kernel_size) // stride + 1 for n in size]
        dout = rng.standard_normal((2, 3, *count))
        return Case(label, (dout, x), {"kernel_size": kernel_size, "stride": stride})

    return [
        case("side by side", (6, 4), 2, 2),
        case("side by side", (9, 6), 3, 3),
        case("pixels left over", (7, 9), 2, 2),
        case("pixels left over", (8, 11), 3, 3),
        case("overlap", (7, 6), 3, 1),
        case("overlap", (9, 8), 3, 2),
        case("ties", (6, 8), 2, 2, ties=True),
        case("ties", (7, 9), 3, 2, ties=True),
    ]


QUESTION = Question(
    id="4_1.max_pool2d_backward",
    points=3,
    difficulty=3,
    minutes=20,
    section="4.1, Pooling, backwards",
    reference=max_pool2d_backward,
    cases=pool_cases,
    forbids=LIBRARIES,
    mistakes=[
        Mistake(
            "every tied entry gets the whole gradient",
            "A window has one gradient to give: the first of the largest entries takes it.",
            all_winners,
        ),
        Mistake(
            "tied entries share the gradient",
            "A fair choice, but PyTorch gives everything to the first in reading order.",
            shared_winners,
        ),
        Mistake(
            "the last of the tied entries wins",
            "In reading order, a later entry must be larger, not only equal, to take over.",
            last_winner,
        ),
        Mistake(
            "overlapping windows overwrite each other",
            "An entry that wins two windows receives both gradients: accumulate.",
            last_window,
        ),
        Mistake(
            "the gradient is spread over the window",
            "That is average pooling. Here only the winner mattered.",
            spread,
        ),
        Mistake(
            "pixels that no window covers are missing",
            "dx has the shape of x. Uncovered pixels have gradient zero.",
            covered_only,
        ),
        Mistake(
            "the gradient is multiplied by the input",
            "The derivative of the maximum with respect to the winner is 1, not its value.",
            lambda dout, x, **settings: max_pool2d_backward(dout, x, **settings) * x,
        ),
    ],
    hints=[
        "The loop is that of the forward pass. In each window find the winner first.",
        "numpy.argmax counts in reading order and returns the first of equals; "
        "numpy.unravel_index turns the count into row and column.",
        "One entry may win in several windows. What has to happen to its gradients?",
    ],
)
