"""The players of the course: two pairs of networks, small enough for a processor."""

import numpy as np

from ..layers import LeakyReLU, Linear, ReLU, Sequential


def ring_players(*, noise=2, width=64, rng, dtype=np.float32):
    """A generator and a discriminator for points in the plane: two hidden layers each.

    Parameters
    ----------
    noise : int
        Entries of z.
    width : int
        Of the hidden layers.
    rng : numpy.random.Generator
        Source of the initial weights.
    dtype : float32 or float64

    Returns
    -------
    generator : Sequential
        (N, noise) to (N, 2).
    discriminator : Sequential
        (N, 2) to logits (N, 1).

    Examples
    --------
    >>> generator, discriminator = ring_players(rng=np.random.default_rng(0))
    >>> discriminator(generator(np.zeros((5, 2), np.float32))).shape
    (5, 1)
    """
    options = {"rng": rng, "dtype": dtype}
    generator = Sequential(
        Linear(noise, width, **options),
        ReLU(),
        Linear(width, width, **options),
        ReLU(),
        Linear(width, 2, **options),
    )
    discriminator = Sequential(
        Linear(2, width, **options),
        LeakyReLU(0.2),
        Linear(width, width, **options),
        LeakyReLU(0.2),
        Linear(width, 1, **options),
    )
    return generator, discriminator
