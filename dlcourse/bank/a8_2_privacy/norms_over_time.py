"""Norms of per-example gradients of a convolution over time, from products of its rows."""

import numpy as np

from ...exercises import Case, Question


def norms_over_time(x, dout, *, kernel, stride, padding, max_norm):
    """The square of a sum of outer products is a sum of products of two dot products."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel, axis=2)
    columns = windows[:, :, ::stride]
    gram_x = np.einsum("nctk,ncsk->nts", columns, columns)
    gram_d = np.einsum("nft,nfs->nts", dout, dout)
    norms = np.sqrt(np.sum((gram_x + 1) * gram_d, axis=(1, 2)))
    factor = max_norm / np.maximum(norms, max_norm)
    return norms, dout * factor[:, None, None]


def by_hand(rng, label, x, dout, stride, padding, max_norm):
    """Draw signs and a size for a signal and a gradient of few whole numbers."""
    sign = rng.choice([-1.0, 1.0], 2)
    x, dout = sign[0] * np.array([[x]], float), sign[1] * np.array([[dout]], float)
    settings = {"kernel": 2, "stride": stride, "padding": padding, "max_norm": max_norm}
    return Case(label, (x, dout * rng.integers(1, 5)), settings)


def signal_cases(rng):
    """Draw signals and gradients; one pair has channels so many that no gradient can be made."""

    def case(label, shape, filters, kernel, stride, padding, max_norm):
        n, _, length = shape
        steps = (length + 2 * padding - kernel) // stride + 1
        x = rng.standard_normal(shape) + 0.3
        dout = rng.standard_normal((n, filters, steps)) + 0.2
        scale = np.exp(rng.standard_normal((n, 1, 1)))
        settings = {"kernel": kernel, "stride": stride, "padding": padding}
        return Case(label, (x, scale * dout), settings | {"max_norm": max_norm})

    wide = case("forty thousand channels", (2, 40_000, 4), 40_000, 3, 1, 0, 9e4)
    return [
        by_hand(rng, "by hand", [2, 1, 2], [1, 2], 1, 0, 4.0),
        by_hand(rng, "padding and stride, by hand", [1, 2, 3], [2, 1], 2, 1, 2.0),
        case("one step", (5, 3, 4), 2, 4, 1, 0, 3.0),
        case("kernel 1", (4, 5, 7), 3, 1, 1, 0, 12.0),
        case("kernel 3", (6, 2, 9), 4, 3, 1, 1, 15.0),
        case("stride 2", (3, 4, 11), 5, 3, 2, 2, 20.0),
        case("stride 3, pixels left over", (7, 3, 12), 2, 2, 3, 0, 8.0),
        case("none is cut", (3, 2, 6), 3, 2, 1, 1, 1e3),
        wide,
    ]


QUESTION = Question(
    id="8_2.norms_over_time",
    points=3,
    difficulty=4,
    minutes=30,
    section="8.2, Training with noise",
    transfer=True,
    reference=norms_over_time,
    outputs=("norms", "start"),
    intermediates=("columns", "gram_x", "gram_d", "norms", "factor"),
    cases=signal_cases,
)
