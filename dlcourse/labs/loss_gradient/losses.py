"""Losses of a generator by the logit of one fake, and descent on that logit."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from ...functional import (
    gan_generator_loss_backward,
    gan_generator_loss_forward,
    lsgan_generator_loss_backward,
    lsgan_generator_loss_forward,
    wgan_generator_loss_backward,
    wgan_generator_loss_forward,
)

MOST = 10_000
"""Steps after which nobody waits any longer."""


@dataclass(frozen=True)
class Loss:
    """What a generator pays for the logit s of one fake, and what is known about it.

    Attributes
    ----------
    forward, backward : callable
        Of the package.
    slope_at : callable
        The derivative at one number, without the cost of arrays.
    formula, slope : str
        The loss and its derivative.
    settings : dict
        Of `forward`.
    middle : float
        The s at which D cannot tell.
    where : str
        The same in words.
    goal : float
        The s at which the loss is least.
    done : str
        Said where it does not move, since it is there.
    """

    forward: Callable
    backward: Callable
    slope_at: Callable
    formula: str
    slope: str
    settings: dict = field(default_factory=dict)
    middle: float = 0.0
    where: str = "D(G(z)) = ½"
    goal: float = math.inf
    done: str = "D takes the fake for real"


def _sigmoid(s):
    tail = math.exp(-abs(s))
    lesser = tail / (1 + tail)
    return lesser if s < 0 else 1 - lesser


LOSSES = {
    "non-saturating": Loss(
        gan_generator_loss_forward,
        gan_generator_loss_backward,
        lambda s: -_sigmoid(-s),
        "−log σ(s)",
        "−(1 − σ(s))",
    ),
    "saturating": Loss(
        gan_generator_loss_forward,
        gan_generator_loss_backward,
        lambda s: -_sigmoid(s),
        "log(1 − σ(s))",
        "−σ(s)",
        {"saturating": True},
    ),
    "least squares": Loss(
        lsgan_generator_loss_forward,
        lsgan_generator_loss_backward,
        lambda s: s - 1,
        "(s − 1)² / 2",
        "s − 1",
        middle=0.5,
        where="the score ½",
        goal=1.0,
        done="the score is where it should be",
    ),
    "Wasserstein": Loss(
        wgan_generator_loss_forward,
        wgan_generator_loss_backward,
        lambda s: -1.0,
        "−s",
        "−1",
        where="the score 0",
    ),
}
"""The losses of the lab, by name."""


def evaluate(loss, s):
    """Return each entry's loss, and its derivative by s."""
    loss = LOSSES[loss]
    out, cache = loss.forward(s, reduction="none", **loss.settings)
    return out, loss.backward(np.ones_like(s), cache)


def descend(loss, s, rate, steps):
    """Return s at the start and after each step, kept within what can be drawn."""
    slope_at, path = LOSSES[loss].slope_at, [s]
    for _ in range(steps):
        s = s - rate * slope_at(s)
        path.append(s)
    return np.clip(path, -1e6, 1e6)


def count(loss, s, rate):
    """Return the steps until s is past its middle, or None."""
    loss = LOSSES[loss]
    for step in range(MOST + 1):
        if s >= loss.middle:
            return step
        s -= rate * loss.slope_at(s)
    return None
