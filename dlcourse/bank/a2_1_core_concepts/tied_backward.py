"""A layer that uses its weights twice, backward: each use adds its own gradient."""

import numpy as np

from ...exercises import Case, Question


def tied_backward(dout, x, w, b):
    """Go back through out = relu(x wᵀ + b) w; w is met twice, and the two gradients add."""
    a = x @ w.T + b
    h = np.maximum(a, 0)
    dh = dout @ w.T
    da = dh * (a > 0)
    dx = da @ w
    dw = h.T @ dout + da.T @ x
    db = da.sum(axis=0)
    return dx, dw, db


def tied_cases(rng):
    """Draw layers, first of small integers, some with a unit that stands at exactly zero."""

    def case(label, examples, inputs, units, integers=False):
        def draw(*shape):
            if integers:
                return rng.choice([-2.0, -1.0, 1.0, 2.0, 3.0], shape)
            return rng.standard_normal(shape)

        shapes = (examples, inputs), (examples, inputs), (units, inputs), (units,)
        dout, x, w, b = (draw(*shape) for shape in shapes)
        if integers:
            b[0] = -x[0] @ w[0]  # the first unit is at the kink
            b[1:] = 1 - (x @ w[1:].T).min(axis=0)  # the others are on
            dout[0] = 2 * w[0] + np.eye(inputs)[0]  # a gradient does reach the first
        return Case(label, (dout, x, w, b))

    return [
        case("at the kink", 1, 2, 1, integers=True),
        case("by hand", 1, 2, 2, integers=True),
        case("by hand", 2, 3, 2, integers=True),
        case("one example", 1, 5, 4),
        case("a batch", 4, 3, 5),
        case("a batch", 6, 5, 2),
        case("a batch", 3, 7, 4),
        case("one unit", 8, 4, 1),
    ]


QUESTION = Question(
    id="2_1.tied_backward",
    points=4,
    difficulty=3,
    minutes=25,
    section="2.1",
    transfer=True,
    reference=tied_backward,
    outputs=("dx", "dw", "db"),
    intermediates=("a", "h", "dh", "da"),
    cases=tied_cases,
)
