"""The price on a critic's slopes, and its gradient by the critic's weights."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Question
from ._penalty_mistakes import MISTAKES, penalize


def gradient_penalty(x, w1, b1, w2, *, slope):
    """Give the penalty and its gradients dw1, dw2."""
    return penalize(x, w1, b1, w2, slope)


def critic_cases(rng):
    """Draw critics: a unit that is always on, then mixed ones, gentle and steep."""

    def case(label, count, size, hidden, steep, bias=0.0):
        w1, w2 = rng.standard_normal((hidden, size)), rng.standard_normal(hidden)
        x, b1 = rng.standard_normal((count, size)), bias + 0.5 * rng.standard_normal(hidden)
        slope = float(rng.uniform(0.1, 0.3))
        g = (np.where(x @ w1.T + b1 > 0, 1.0, slope) * w2) @ w1
        w2 *= steep / np.sqrt((g**2).sum(axis=1)).mean()
        return Case(label, (x, w1, b1, w2), {"slope": slope})

    return [
        case("a linear critic", 1, 2, 1, 3.0, bias=20),
        case("a linear critic", 4, 3, 2, 2.0, bias=20),
        case("one example", 1, 3, 4, 3.0),
        case("steep critics", 5, 3, 4, 3.0),
        case("steep critics", 6, 2, 5, 2.5),
        case("gentle critics", 4, 3, 5, 0.4),
        case("gentle critics", 7, 4, 3, 0.6),
    ]


QUESTION = Question(
    id="4_3.gradient_penalty",
    points=4,
    difficulty=4,
    minutes=35,
    section="4.3, The gradient of a gradient",
    reference=gradient_penalty,
    cases=critic_cases,
    outputs=("penalty", "dw1", "dw2"),
    forbids=LIBRARIES,
    mistakes=MISTAKES,
    hints=[
        "First D's own backward pass: write the gradient g of one example, as a formula of w1, w2 "
        "and the activation's factors.",
        "Then P as a function of g: which vector v is its derivative by g?",
        "g is linear in w1, and linear in w2; the factors are constants. "
        "So the rest is the backward pass of a product.",
    ],
)
