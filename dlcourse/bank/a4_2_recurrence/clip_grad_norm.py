"""Clipping by the norm of all gradients together."""

import numpy as np

from ...exercises import Case, Question


def clip_grad_norm(grads, *, max_norm, eps):
    """Scale all gradients by one factor, and never up."""
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    factor = min(1, max_norm / (norm + eps))
    return [factor * g for g in grads], norm


def gradient_cases(rng):
    """Draw gradients of parameters of different shapes, longer and shorter than allowed."""

    def case(label, shapes, length, max_norm, eps=1e-6):
        grads = [rng.standard_normal(shape) for shape in shapes]
        scale = length / np.sqrt(sum((g**2).sum() for g in grads))
        settings = {"max_norm": max_norm, "eps": eps}
        return Case(label, ([scale * g for g in grads],), settings)

    def by_hand(max_norm):
        sides = rng.permutation([2.0, 2.0, 1.0]) * rng.choice([-1, 1], 3)  # a vector of length 3
        return Case("by hand", ([sides[:1], sides[1:]],), {"max_norm": max_norm, "eps": 0.0})

    matrices = (4, 2), (4, 4), (4,)
    return [
        by_hand(1.5),
        by_hand(6.0),
        case("one array", [(5,)], 6.0, 1.0),
        case("one array", [(3, 4)], 4.0, 2.5),
        case("several arrays", matrices, 10.0, 1.0),
        case("several arrays", matrices, 3.0, 0.5),
        case("short already", [(2, 3), (3,)], 0.4, 1.0),
        case("short already", matrices, 1.5, 2.0),
        case("large eps", matrices, 5.0, 2.0, eps=0.2),
        case("large eps", [(3,), (2, 2)], 2.0, 1.9, eps=0.5),
        case("large eps", [(4,), (2, 3)], 2.0, 2.2, eps=0.5),
        case("all zero", matrices, 0.0, 1.0),
    ]


QUESTION = Question(
    id="4_2.clip_grad_norm",
    points=1,
    difficulty=1,
    minutes=10,
    section="4.2, Clipping",
    reference=clip_grad_norm,
    outputs=("gradients", "norm"),
    cases=gradient_cases,
)
