"""One step of gradient descent with momentum, in PyTorch's convention."""

import numpy as np

from ...exercises import Case, Question


def momentum_step(w, v, dw, *, lr, momentum):
    """Give the new weights and the new velocity."""
    v = momentum * v + dw
    w = w - lr * v
    return w, v


def step_cases(rng):
    """Draw weights, velocities and gradients: whole numbers, then vectors and matrices."""

    def case(label, shape, lr, momentum, moving=True):
        w, dw = rng.standard_normal((2, *shape))
        v = rng.standard_normal(shape) * moving
        return Case(label, (w, v, dw), {"lr": lr, "momentum": momentum})

    whole = np.array([[1, -2, 4], [2, -4, 6], [3, 5, -1]]) * rng.choice([-1.0, 1.0], (3, 1))
    return [
        Case("by hand", tuple(whole), {"lr": 0.1, "momentum": 0.5}),
        case("without momentum", (4,), 0.1, 0.0),
        case("first step", (3,), 0.1, 0.9, moving=False),
        case("first step", (2, 3), 0.02, 0.8, moving=False),
        case("later steps", (5,), 0.1, 0.9),
        case("later steps", (3, 4), 0.05, 0.8),
        case("later steps", (2, 5), 0.3, 0.6),
    ]


QUESTION = Question(
    id="2_1.momentum_step",
    points=1,
    difficulty=1,
    minutes=5,
    section="2.1",
    reference=momentum_step,
    outputs=("w", "v"),
    cases=step_cases,
)
