"""Batch normalization in evaluation mode, moved into the convolution before it."""

import numpy as np

from ...exercises import Case, Question


def fold_batch_norm(w, b, gamma, beta, mean, var, *, eps):
    """Scale each filter as its channel would be scaled, and move its bias accordingly."""
    scale = gamma / np.sqrt(var + eps)
    w_new = w * scale[:, None, None, None]
    b_new = beta + (b - mean) * scale
    return w_new, b_new


def by_hand(rng, eps):
    """Draw small numbers, so that the case can be redone with a pencil."""
    w = rng.choice([-2.0, -1.0, 1.0, 2.0], (2, 1, 1, 2))
    b, mean, beta = rng.permuted(np.tile([-2.0, -1.0, 1.0, 3.0], (3, 1)), axis=1)[:, :2]
    gamma = rng.permutation([2.0, 3.0])
    var = rng.permutation([4.0, 0.25]) - eps
    return Case("by hand", (w, b, gamma, beta, mean, var), {"eps": eps})


def layer_cases(rng):
    """Draw filters and what was learned for their channels, one idea after the other."""

    def case(label, filters, channels, kernel, eps=1e-5, **settled):
        w = rng.standard_normal((filters, channels, *kernel))
        b, beta, mean = rng.standard_normal((3, filters))
        gamma, var = rng.uniform(0.5, 2, (2, filters))
        drawn = {"b": b, "gamma": gamma, "beta": beta, "mean": mean, "var": var}
        drawn |= {name: np.full(filters, value) for name, value in settled.items()}
        return Case(label, (w, *drawn.values()), {"eps": eps})

    return [
        by_hand(rng, eps=0.0),
        by_hand(rng, eps=0.125),
        case("only scaled", 2, 3, (1, 2), b=0.0, beta=0.0, mean=0.0),
        case("only scaled", 4, 2, (3, 3), b=0.0, beta=0.0, mean=0.0),
        case("as many filters as channels", 3, 3, (3, 3)),
        case("as many filters as channels", 2, 2, (2, 2)),
        case("any size", 5, 2, (3, 2)),
        case("any size", 3, 4, (1, 5)),
        case("a channel that never moves", 3, 2, (2, 3), var=0.0),
        case("a channel that never moves", 4, 1, (3, 3), eps=0.01, var=0.0),
    ]


QUESTION = Question(
    id="5_1.fold_batch_norm",
    points=2,
    difficulty=3,
    minutes=15,
    section="5.1, Batch normalization and a falling rate",
    transfer=True,
    reference=fold_batch_norm,
    outputs=("w", "b"),
    intermediates=("scale",),
    cases=layer_cases,
)
