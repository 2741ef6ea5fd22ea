"""One step of Adam, with PyTorch's place for eps."""

import numpy as np

from ...exercises import Case, Question


def adam_step(p, g, m, v, t, *, lr, beta1, beta2, eps):
    """Give the new parameter and both new running means."""
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return p - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def step_cases(rng):
    """Draw parameters, gradients and running means of vectors and matrices."""

    def case(label, shape, t, eps=1e-8, betas=(0.9, 0.999)):
        p, g = rng.standard_normal((2, *shape))
        started = t > 1
        m = rng.standard_normal(shape) * (1 - betas[0] ** (t - 1)) * started
        v = rng.uniform(0.5, 2, shape) * (1 - betas[1] ** (t - 1)) * started
        settings = {"lr": 0.1, "beta1": betas[0], "beta2": betas[1], "eps": eps}
        return Case(label, (p, g, m, v, t), settings)

    def by_hand(label, t, eps):
        p, g = rng.choice([-2.0, -1.0, 1.0, 2.0], (2, 2))
        m, v = (np.zeros((2, 2)) if t == 1 else rng.choice([1.0, 2.0, 4.0], (2, 2))) * [[0.5], [1]]
        return Case(label, (p, g, m, v, t), {"lr": 0.5, "beta1": 0.5, "beta2": 0.75, "eps": eps})

    return [
        by_hand("first step, by hand", 1, eps=0.0),
        by_hand("second step, by hand", 2, eps=0.5),
        case("first step", (4,), 1),
        case("first step", (2, 3), 1, betas=(0.8, 0.95)),
        case("later steps", (5,), 2),
        case("later steps", (3, 4), 7, betas=(0.7, 0.9)),
        case("after many steps", (6,), 100_000),
        case("large eps", (2, 5), 1, eps=0.1),
        case("large eps", (3,), 4, eps=0.03),
        case("no momentum", (4, 2), 3, betas=(0.0, 0.99)),
    ]


QUESTION = Question(
    id="5_1.adam_step",
    points=2,
    difficulty=2,
    minutes=10,
    section="5.1, The same network in PyTorch",
    reference=adam_step,
    outputs=("p", "m", "v"),
    intermediates=("m", "v", "m_hat", "v_hat"),
    cases=step_cases,
)
