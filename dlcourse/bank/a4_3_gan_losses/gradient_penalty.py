"""The price on a critic's slopes, and its gradient by the critic's weights."""

import numpy as np

from ...exercises import Case, Question


def gradient_penalty(x, w1, b1, w2, *, slope):
    """v is the derivative by the slopes g, in which w1 and w2 stand once each, as factors."""
    mu = np.where(x @ w1.T + b1 > 0, 1.0, slope)
    g = (mu * w2) @ w1
    norm = np.linalg.norm(g, axis=1, keepdims=True)
    penalty = ((norm - 1) ** 2).mean()
    v = 2 * (norm - 1) * g / norm / len(x)
    dw1 = (mu * w2).T @ v
    dw2 = (mu * (v @ w1.T)).sum(axis=0)
    return penalty, dw1, dw2


def critic_cases(rng):
    """Draw critics: one by hand, a unit that is always on, then mixed ones, gentle and steep."""

    def case(label, count, size, hidden, steep, bias=0.0):
        w1, w2 = rng.standard_normal((hidden, size)), rng.standard_normal(hidden)
        x, b1 = rng.standard_normal((count, size)), bias + 0.5 * rng.standard_normal(hidden)
        slope = float(rng.uniform(0.1, 0.3))
        g = (np.where(x @ w1.T + b1 > 0, 1.0, slope) * w2) @ w1
        w2 *= steep / np.sqrt((g**2).sum(axis=1)).mean()
        return Case(label, (x, w1, b1, w2), {"slope": slope})

    def by_hand():
        sides = rng.choice([-1.0, 1.0], 2)
        x, w1 = [[1, -1], [2, -1]] * sides, [[3, 0], [0, 4]] * sides
        w1, w2 = w1[rng.permutation(2)], np.array([1.0, 1.0])
        w2[w1[:, 1] != 0] = 2
        return Case("by hand", (x, w1, np.zeros(2), w2), {"slope": 0.5})

    return [
        by_hand(),
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
    points=3,
    difficulty=4,
    minutes=30,
    section="4.3, The gradient of a gradient",
    reference=gradient_penalty,
    cases=critic_cases,
    intermediates=("mu", "g", "norm", "v"),
    outputs=("penalty", "dw1", "dw2"),
)
