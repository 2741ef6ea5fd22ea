"""What privacy costs: readers of digits at several ε, their settings and their test."""

import numpy as np

from ...layers import Linear
from ...train import evaluate
from .accountant import noise_for
from .members import flat_digits, reader
from .sgd import train_privately

EPSILONS = (0.5, 1, 2, 4, 8, np.inf)
DELTA, RATE, STEPS, MAX_NORM = 1e-5, 0.1, 200, 1.0
SEEDS = 4

LEARNING_RATES = {"linear": (0.5, 0.5, 1, 2, 2, 1), "network": (0.25, 0.5, 1, 1, 1, 1)}
"""The best of .25, .5, 1, 2, 4 at each of `EPSILONS`, on a fifth of the training images."""

OPEN_STEPS = {"linear": 1500, "network": 600}
"""Of training without privacy, chosen likewise."""


def linear(*, rng):
    """64 numbers, ten classes: softmax regression."""
    return Linear(64, 10, rng=rng)


MAKERS = {"linear": linear, "network": reader}


def train_at(kind, number, *, seed, x=None, y=None):
    """Train a model of this kind at the ε of this number in `EPSILONS`.

    Parameters
    ----------
    kind : {"linear", "network"}
    number : int
    seed : int
    x, y : array, optional
        The training part of the digits if not given.

    Returns
    -------
    Layer
    """
    x, y = flat_digits("train") if x is None else (x, y)
    rng, target = np.random.default_rng([seed, number]), EPSILONS[number]
    settings = {"rate": RATE, "lr": LEARNING_RATES[kind][number], "rng": rng}
    if target == np.inf:
        settings |= {"steps": OPEN_STEPS[kind], "max_norm": 1e6, "noise_multiplier": 0.0}
    else:
        sigma = noise_for(target, RATE, STEPS, DELTA)
        settings |= {"steps": STEPS, "max_norm": MAX_NORM, "noise_multiplier": sigma}
    return train_privately(MAKERS[kind](rng=rng), x, y, **settings)


def accuracy(model, x, y):
    """Share of right answers."""
    return evaluate(model, x, y).accuracy
