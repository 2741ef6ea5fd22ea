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

    return [
        case("one example", 1, 2, 3),
        case("one neuron", 4, 3, 1),
        case("one neuron", 5, 2, 1),
        case("a batch", 2, 3, 4),
        case("a batch", 6, 4, 3),
        case("a batch", 5, 7, 2),
    ]


QUESTION = Question(
    id="2_1.linear_backward",
    points=3,
    difficulty=2,
    minutes=15,
    section="2.1",
    reference=linear_backward,
    outputs=("dx", "dw", "db"),
    cases=layer_cases,
)
