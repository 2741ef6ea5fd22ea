"""Is this patch a face? A small network, simple measures beside it, and the mining of negatives."""

import numpy as np

from ...data import photograph
from ...layers import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential
from ..annealed import fit_annealed
from ..scores import log_odds
from .sliding import windows

FOLDS = 5
MINED_FROM = ("coffee", "grass", "coins", "moon", "rocket", "clock", "text")
"""Photographs without a human face, for mining only: none of them is tested on."""


def fold(number, count=200):
    """Which examples fold `number` tests on: every fifth, so as many faces as backgrounds.

    Returns
    -------
    array of bool (count,)
    """
    return np.arange(count) % FOLDS == number


def detector(rng=None):
    """A network for patches of 25 by 25 pixels: two 3x3 convolutions, each halved, one Linear."""
    return Sequential(
        Conv2d(1, 8, 3, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Conv2d(8, 16, 3, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Flatten(),
        Linear(256, 2, rng=rng),
    )


def train_detector(x, y, *, epochs=30, rng):
    """Train a `detector` with cross-entropy and Adam, the rate falling from 0.005 to 0.

    Parameters
    ----------
    x : array (N, 1, 25, 25), float32
    y : array of int (N,)
        1 for a face.
    epochs : int
    rng : numpy.random.Generator
        For the first weights and the order of the patches.

    Returns
    -------
    Sequential
    """
    model = detector(rng)
    fit_annealed(model, x, y, lr=0.005, epochs=epochs, batch_size=20, rng=rng)
    return model


def mine(x, y, *, rounds=2, most=100, names=MINED_FROM, rng):
    """Train, collect what is wrongly called a face, add it to the negatives, train again.

    In each round every window of some photographs without faces is scored. Of those with a
    positive score, at most `most` are drawn, and become negatives of the next training.

    Parameters
    ----------
    x, y : arrays as for `train_detector`
    rounds, most : int
    names : sequence of str
        Photographs of `dlcourse.data.photograph`.
    rng : numpy.random.Generator

    Returns
    -------
    models : list of Sequential
        One before the first round, and one after each.
    false : list of float
        Share of all windows that was called a face at the start of each round.

    References
    ----------
    K.-K. Sung, T. Poggio (1998), Example-based learning for view-based human face detection,
    section 2.4.
    """
    pool = np.concatenate([windows(photograph(name), stride=10)[0] for name in names])
    models, false = [train_detector(x, y, rng=rng)], []
    for _ in range(rounds):
        wrong = pool[log_odds(models[-1], pool) > 0]
        false.append(len(wrong) / len(pool))
        chosen = wrong[rng.permutation(len(wrong))[:most]]
        x = np.concatenate([x, chosen])
        y = np.concatenate([y, np.zeros(len(chosen), y.dtype)])
        models.append(train_detector(x, y, rng=rng))
    return models, false
