"""How the second moment of signals and gradients changes from layer to layer."""

import numpy as np

from ...exercises import Case, Question


def signal_moments(weights, *, residual):
    """Multiply layer by layer: by fan-in and variance forwards, by fan-out backwards."""
    variance = [(w**2).mean() for w in weights]
    up = [w.shape[1] * v / 2 for w, v in zip(weights, variance, strict=True)]
    down = [w.shape[0] * v / 2 for w, v in zip(weights, variance, strict=True)]
    forward = np.cumprod([1.0, *(residual + gain for gain in up)])
    backward = np.cumprod([1.0, *(residual + gain for gain in down[::-1])])[::-1]
    return forward, backward


def weight_cases(rng):
    """Draw weights of layers, first of small integers; with residual connections all are square."""

    def case(label, widths, residual=False, scale=1.0):
        shapes = zip(widths[1:], widths, strict=False)
        weights = [scale * rng.standard_normal(shape) / shape[1] ** 0.5 for shape in shapes]
        return Case(label, (weights,), {"residual": residual})

    w = [rng.permuted(np.array(row), axis=0) for row in ([[1.0, 3.0]], [[2.0], [1.0], [-1.0]])]
    square = rng.permuted([[1.0, 2.0], [2.0, -1.0]], axis=0), np.array([[1.0, 1.0], [-2.0, 1.0]])
    return [
        Case("by hand", (w,), {"residual": False}),
        Case("by hand", ([*square],), {"residual": False}),
        Case("with a way around", ([*square],), {"residual": True}),
        case("different widths", (5, 3, 8, 2)),
        case("different widths", (2, 7, 4, 6, 3), scale=1.7),
        case("with a way around", (6, 6, 6, 6, 6, 6), residual=True, scale=1.4),
        case("with a way around", (4, 4, 4), residual=True, scale=0.5),
        case("many layers", (8,) * 20, scale=1.4),
    ]


QUESTION = Question(
    id="1_1.signal_moments",
    points=3,
    difficulty=2,
    minutes=20,
    section="1.1, A way around each layer",
    reference=signal_moments,
    outputs=("forward", "backward"),
    intermediates=("variance", "up", "down"),
    cases=weight_cases,
)
