"""A convolution over time that does not look ahead."""

import numpy as np

from ...exercises import Case, Question


def causal_conv1d(x, w, b, *, dilation=1):
    """Add up each weight times the past that it meets; before the beginning there are zeros."""
    times, size = x.shape[2], w.shape[2]
    past = dilation * (size - 1)
    padded = np.pad(x, ((0, 0), (0, 0), (past, 0)))
    out = np.zeros((len(x), len(w), times)) + b[:, None]
    for k in range(size):
        start = k * dilation
        out += np.einsum("fc,nct->nft", w[:, :, k], padded[:, :, start : start + times])
    return out


def causal_cases(rng):
    """Draw series, one new idea after the other; the first of each idea are by hand."""

    def by_hand(label, channels, filters, times, size, **settings):
        shapes = (1, channels, times), (filters, channels, size), (filters,)
        return Case(label, tuple(_whole(shape, rng) for shape in shapes), settings)

    def case(label, *sizes, **settings):
        series, channels, filters, times, size = sizes
        shapes = (series, channels, times), (filters, channels, size), (filters,)
        return Case(label, tuple(rng.standard_normal(shape) for shape in shapes), settings)

    return [
        by_hand("one channel", 1, 1, 5, 2),
        case("one channel", 1, 1, 1, 9, 4),
        by_hand("a kernel of one weight", 1, 1, 4, 1),
        by_hand("channels and filters", 2, 2, 4, 2),
        case("channels and filters", 3, 2, 4, 8, 3),
        by_hand("dilation", 1, 1, 6, 3, dilation=2),
        case("dilation", 2, 3, 2, 11, 4, dilation=3),
        case("shorter than its reach", 2, 3, 4, 5, 3, dilation=6),
    ]


def _whole(shape, rng):
    """Draw small integers, no two alike and none of them zero."""
    drawn = rng.permutation([*range(-8, 0), *range(1, 9)])[: np.prod(shape)]
    return drawn.reshape(shape).astype(float)


QUESTION = Question(
    id="3_1.causal_conv1d",
    points=2,
    difficulty=3,
    minutes=20,
    section="3.1, Stride, padding, dilation",
    reference=causal_conv1d,
    cases=causal_cases,
    transfer=True,
)
