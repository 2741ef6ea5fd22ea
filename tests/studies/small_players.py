"""Two players, small enough for float64, and what they play with."""

import numpy as np
import pytest

from dlcourse import layers as L
from dlcourse import optim
from dlcourse.studies.adversarial import GAMES

ADAM = {"lr": 1e-3, "betas": (0.5, 0.9)}
every_game = pytest.mark.parametrize("loss", GAMES)


def mlps(rng, dtype=np.float64):
    """Players for points, with batch normalization in the generator."""
    options = {"rng": rng, "dtype": dtype}
    generator = L.Sequential(
        *(L.Linear(3, 8, bias=False, **options), L.BatchNorm1d(8, dtype=dtype), L.ReLU()),
        *(L.Linear(8, 7, **options), L.Tanh(), L.Linear(7, 2, **options)),
    )
    discriminator = L.Sequential(
        *(L.Linear(2, 9, **options), L.LeakyReLU(0.2)),
        *(L.Linear(9, 5, **options), L.Tanh(), L.Linear(5, 1, **options)),
    )
    return generator, discriminator


def convs(rng):
    """Players for images of 8 by 8."""
    options = {"rng": rng, "dtype": np.float64}
    generator = L.Sequential(
        L.Linear(3, 4 * 4, bias=False, **options),
        L.Unflatten(1, (4, 2, 2)),
        *(L.BatchNorm2d(4, dtype=np.float64), L.LeakyReLU(0.1)),
        L.ConvTranspose2d(4, 3, 4, 2, 1, bias=False, **options),
        *(L.BatchNorm2d(3, dtype=np.float64), L.ReLU()),
        *(L.ConvTranspose2d(3, 1, 4, 2, 1, **options), L.Sigmoid()),
    )
    discriminator = L.Sequential(
        *(L.Conv2d(1, 3, 4, 2, 1, **options), L.LeakyReLU(0.2)),
        *(L.Conv2d(3, 5, 4, 2, 1, **options), L.LeakyReLU(0.2)),
        *(L.Flatten(), L.Linear(20, 1, **options)),
    )
    return generator, discriminator


def normalized(rng):
    """Batch normalization in the discriminator too: real and fake have statistics of their own."""
    generator, discriminator = mlps(rng)
    layers = list(discriminator)
    layers[2:3] = [
        L.Linear(9, 5, bias=False, rng=rng, dtype=np.float64),
        L.BatchNorm1d(5, dtype=np.float64),
    ]
    return generator, L.Sequential(*layers)


def setting(maker=mlps, dtype=np.float64, n=6):
    rng = np.random.default_rng(0)
    players = maker(rng)
    optimizers = [optim.SGD(p.params, lr=0.1) for p in players]
    x, z = rng.standard_normal((n, 2)), rng.standard_normal((n, 3))
    return players, optimizers, x, z, rng.random(n)
