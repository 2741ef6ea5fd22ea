"""The price on a critic's slopes, and its gradient by the critic's weights."""

import numpy as np

from .._forbids import LIBRARIES
from .._question import Case, Mistake, Question


def square(norm):
    """The price of a slope, and the derivative of the price."""
    return (norm - 1) ** 2, 2 * (norm - 1)


def penalize(x, w1, b1, w2, slope, *, price=square, mean=True, unit=True, whole=False, mask=True):
    """The penalty with the faults that the mistakes switch on."""
    mu = np.where(x @ w1.T + b1 > 0, 1.0, slope)
    g = (mu * w2) @ w1
    norm = np.sqrt((g**2).sum(axis=None if whole else 1, keepdims=True))
    count = len(norm) if mean else 1
    value, dnorm = price(norm)
    v = dnorm * (g / norm if unit else g) / count
    mu = mu if mask else np.ones_like(mu)
    return value.sum() / count, (mu * w2).T @ v, (mu * (v @ w1.T)).sum(axis=0)


def gradient_penalty(x, w1, b1, w2, *, slope):
    """Give the penalty and its gradients dw1, dw2."""
    return penalize(x, w1, b1, w2, slope)


def _with(**fault):
    """Make a mistake: a fault inside the penalty."""
    return lambda x, w1, b1, w2, *, slope: penalize(x, w1, b1, w2, slope, **fault)


def _after(change):
    """Make a mistake: the right results, changed afterwards."""
    return lambda x, w1, b1, w2, *, slope: change(*gradient_penalty(x, w1, b1, w2, slope=slope))


def one_sided(norm):
    """Let gentle slopes go free."""
    excess = np.maximum(norm - 1, 0)
    return excess**2, 2 * excess


def squared_norm(norm):
    """Hold the squared norm against 1."""
    return (norm**2 - 1) ** 2, 4 * norm * (norm**2 - 1)


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
    forbids=(*LIBRARIES, "dlcourse.adversarial"),
    mistakes=[
        Mistake(
            "the norm is squared before it meets the 1",
            "Penalized is the distance of the norm itself from 1, then squared.",
            _with(price=squared_norm),
        ),
        Mistake(
            "the target 1 is left out",
            "The critic shall have slopes of 1, not of 0.",
            _with(price=lambda norm: (norm**2, 2 * norm)),
        ),
        Mistake(
            "gentle slopes cost nothing",
            "That is the one-sided penalty. This one pulls from both sides.",
            _with(price=one_sided),
        ),
        Mistake(
            "one norm over the whole batch",
            "Each example has a slope of its own: one norm for each row.",
            _with(whole=True),
        ),
        Mistake(
            "a sum in place of the mean",
            "The penalty is a mean over the examples.",
            _with(mean=False),
        ),
        Mistake(
            "the direction is not divided by the norm",
            "The derivative of a norm by its vector is a vector of length 1.",
            _with(unit=False),
        ),
        Mistake(
            "the 2 of the square is left out",
            "The derivative of the square has a factor.",
            _after(lambda value, dw1, dw2: (value, dw1 / 2, dw2 / 2)),
        ),
        Mistake(
            "only one layer's weights get a gradient",
            "The slope is a product of both layers' weights, so both can change it.",
            _after(lambda value, dw1, dw2: (value, dw1, np.zeros_like(dw2))),
        ),
        Mistake(
            "the activation is forgotten on the second way",
            "The factors 1 and slope stand in the gradient g, so they stay in its derivatives.",
            _with(mask=False),
        ),
        Mistake(
            "the negative side has the slope 0",
            "This is a leaky ReLU: the negative side has a small slope.",
            lambda x, w1, b1, w2, *, slope: gradient_penalty(x, w1, b1, w2, slope=0.0),
        ),
    ],
    hints=[
        "First D's own backward pass: write the gradient g of one example, as a formula of w1, w2 "
        "and the activation's factors.",
        "Then P as a function of g: which vector v is its derivative by g?",
        "g is linear in w1, and linear in w2; the factors are constants. "
        "So the rest is the backward pass of a product.",
    ],
)
