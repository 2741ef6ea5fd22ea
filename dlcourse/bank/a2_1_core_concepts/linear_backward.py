"""The three gradients of a fully connected layer."""

import numpy as np

from ...exercises import Case, Question


def linear_backward(dout, x, w):
    """Sum over every path: over the neurons for x, over the examples for w and b."""
    dx = dout @ w
    dw = dout.T @ x
    db = np.sum(dout, axis=0)
    return dx, dw, db


def layer_cases(rng):
    """Draw layers of which no two sizes are equal, one example and one neuron among them."""

    def case(label, examples, inputs, neurons):
        shapes = (examples, neurons), (examples, inputs), (neurons, inputs)
        return Case(label, tuple(rng.standard_normal(shape) for shape in shapes))

    x, w = rng.choice([-2.0, -1.0, 1.0, 2.0, 3.0], (2, 2, 3))
    dout = rng.permuted([[1.0, 0.5], [2.0, -1.0]], axis=1)  # not symmetric, and no sum is 0
    return [
        Case("by hand", (dout, x, w)),
        case("one example", 1, 2, 3),
        case("one neuron", 4, 3, 1),
        case("one neuron", 5, 2, 1),
        case("a batch", 2, 3, 4),
        case("a batch", 6, 4, 3),
        case("a batch", 5, 7, 2),
    ]


QUESTION = Question(
    id="2_1.linear_backward",
    points=2,
    difficulty=2,
    minutes=10,
    section="2.1",
    reference=linear_backward,
    outputs=("dx", "dw", "db"),
    cases=layer_cases,
)
