"""What goes wrong in the price on slopes and its gradient."""

import numpy as np

from ...exercises.question import Mistake


def square(norm):
    """The price of a slope, and the derivative of the price."""
    return (norm - 1) ** 2, 2 * (norm - 1)


def penalize(
    x,
    w1,
    b1,
    w2,
    slope,
    *,
    price=square,
    sizes=None,
    unit=True,
    whole=False,
    masks=(True, True),
    weigh=True,
):
    """The penalty with the faults that the mistakes switch on."""
    mu = np.where(x @ w1.T + b1 > 0, 1.0, slope)
    g = (mu * w2) @ w1
    norm = np.sqrt((g**2).sum(axis=None if whole else 1, keepdims=True))
    of_value, of_slope = sizes or (len(norm), len(norm))
    value, dnorm = price(norm)
    v = dnorm * (g / norm if unit else g) / of_slope
    first, second = (mu if kept else np.ones_like(mu) for kept in masks)
    dw1 = (first * w2 if weigh else first).T @ v
    return value.sum() / of_value, dw1, (second * (v @ w1.T)).sum(axis=0)


def _with(**fault):
    """Make a mistake: a fault inside the penalty."""
    return lambda x, w1, b1, w2, *, slope: penalize(x, w1, b1, w2, slope, **fault)


def _after(change):
    """Make a mistake: the right results, changed afterwards; ``change`` knows their number."""

    def wrong(x, w1, b1, w2, *, slope):
        return change(len(x), *penalize(x, w1, b1, w2, slope))

    return wrong


def _critic(change):
    """Make a mistake: another critic, ``change(b1, slope)``."""

    def wrong(x, w1, b1, w2, *, slope):
        return penalize(x, w1, change(b1, slope)[0], w2, change(b1, slope)[1])

    return wrong


def one_sided(norm):
    """Let gentle slopes go free."""
    excess = np.maximum(norm - 1, 0)
    return excess**2, 2 * excess


def squared_norm(norm):
    """Hold the squared norm against 1."""
    return (norm**2 - 1) ** 2, 4 * norm * (norm**2 - 1)


def averaged_norm(norm):
    """Average the norms before they meet the 1."""
    excess = norm.mean() - 1
    return np.full_like(norm, excess**2), np.full_like(norm, 2 * excess)


def exchanged(x, w1, b1, w2, *, slope):
    """Take the small slope above zero."""
    value, dw1, dw2 = penalize(x, w1, b1, slope * w2, 1 / slope)
    return value, dw1, slope * dw2


def sum_of_sizes(x, w1, b1, w2, *, slope):
    """Take the sum of the absolute values for the norm."""
    mu = np.where(x @ w1.T + b1 > 0, 1.0, slope)
    g = (mu * w2) @ w1
    value, dnorm = square(np.abs(g).sum(axis=1, keepdims=True))
    v = dnorm * np.sign(g) / len(x)
    return value.mean(), (mu * w2).T @ v, (mu * (v @ w1.T)).sum(axis=0)


PRICES = [
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
        "the distance from 1 is not squared",
        "Without the square the pull is as strong near 1 as far away.",
        _with(price=lambda norm: (np.abs(norm - 1), np.sign(norm - 1))),
    ),
    Mistake(
        "gentle slopes cost nothing",
        "That is the one-sided penalty. This one pulls from both sides.",
        _with(price=one_sided),
    ),
    Mistake(
        "the norms are averaged before they meet the 1",
        "A steep and a gentle example would cost nothing together. Each has its own price.",
        _with(price=averaged_norm),
    ),
    Mistake(
        "one norm over the whole batch",
        "Each example has a slope of its own: one norm for each row.",
        _with(whole=True),
    ),
    Mistake(
        "the sum of absolute values in place of the norm",
        "The norm is the Euclidean one: the root of the sum of squares.",
        sum_of_sizes,
    ),
]
FACTORS = [
    Mistake(
        "the direction is not divided by the norm",
        "The derivative of a norm by its vector is a vector of length 1.",
        _with(unit=False),
    ),
    Mistake(
        "the 2 of the square is left out",
        "The derivative of the square has a factor.",
        _after(lambda count, value, dw1, dw2: (value, dw1 / 2, dw2 / 2)),
    ),
    Mistake(
        "the derivative of the square misses its base",
        "The derivative of u² is 2u: the nearer a slope is to 1, the smaller the pull.",
        _with(price=lambda norm: (square(norm)[0], np.full_like(norm, 2.0))),
    ),
    Mistake(
        "both gradients have the wrong sign",
        "A gradient points to where the penalty grows.",
        _after(lambda count, value, dw1, dw2: (value, -dw1, -dw2)),
    ),
    Mistake(
        "the first layer's gradient misses the second layer's weights",
        "The slope is a product: what stands beside an entry of w1 in it?",
        _with(weigh=False),
    ),
    Mistake(
        "only the first layer gets a gradient",
        "The slope is a product of both layers' weights, so both can change it.",
        _after(lambda count, value, dw1, dw2: (value, dw1, np.zeros_like(dw2))),
    ),
    Mistake(
        "only the second layer gets a gradient",
        "The slope is a product of both layers' weights, so both can change it.",
        _after(lambda count, value, dw1, dw2: (value, np.zeros_like(dw1), dw2)),
    ),
]
COUNTS = [
    Mistake(
        "a sum in place of the mean",
        "The penalty is a mean over the examples.",
        _with(sizes=(1, 1)),
    ),
    Mistake(
        "the penalty is a sum, its gradients are those of a mean",
        "The gradients are right. The penalty is a mean over the examples.",
        _after(lambda count, value, dw1, dw2: (value * count, dw1, dw2)),
    ),
    Mistake(
        "the gradients are those of a sum",
        "The penalty is a mean. What does that do to its derivative?",
        _after(lambda count, value, dw1, dw2: (value, dw1 * count, dw2 * count)),
    ),
    Mistake(
        "the second gradient is averaged twice",
        "The mean is already in the derivative by the slope: then both gradients are sums.",
        _after(lambda count, value, dw1, dw2: (value, dw1, dw2 / count)),
    ),
]
MISTAKES = [
    *PRICES,
    *FACTORS,
    *COUNTS,
    Mistake(
        "the activation is forgotten on the second way",
        "The factors 1 and slope stand in the gradient g, so they stay in its derivatives.",
        _with(masks=(False, False)),
    ),
    Mistake(
        "the activation is forgotten in the first gradient",
        "The second gradient is right. The factors 1 and slope stand beside w1, too.",
        _with(masks=(False, True)),
    ),
    Mistake(
        "the activation is forgotten in the second gradient",
        "The first gradient is right. The factors 1 and slope stand beside w2, too.",
        _with(masks=(True, False)),
    ),
    Mistake(
        "there is no activation",
        "Where a unit is below zero its way has the factor slope.",
        _critic(lambda b1, slope: (b1, 1.0)),
    ),
    Mistake(
        "the negative side has the slope 0",
        "This is a leaky ReLU: the negative side has a small slope.",
        _critic(lambda b1, slope: (b1, 0.0)),
    ),
    Mistake(
        "the two sides have exchanged their slopes",
        "Above zero the factor is 1, below it is slope.",
        exchanged,
    ),
    Mistake(
        "the bias is left out of the activation",
        "Its gradient is zero, and still it says which units are above zero.",
        _critic(lambda b1, slope: (0 * b1, slope)),
    ),
]
