"""The players of the course: two pairs of networks, small enough for a processor."""

import numpy as np

from ...layers import (
    BatchNorm2d,
    Conv2d,
    ConvTranspose2d,
    Flatten,
    LeakyReLU,
    Linear,
    ReLU,
    Sequential,
    Sigmoid,
    Unflatten,
)


def ring_players(*, noise=2, width=128, rng, dtype=np.float32):
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


def digit_players(*, noise=16, channels=64, rng, dtype=np.float32):
    """A convolutional generator and discriminator for the digits of 8 by 8, `data.digits8`.

    The generator unfolds z to 2 by 2 pixels and doubles them twice by transposed convolutions, with
    batch normalization in between; the discriminator halves them twice by convolutions. Both follow
    Alec Radford, Luke Metz, Soumith Chintala (2016), Unsupervised Representation Learning with Deep
    Convolutional Generative Adversarial Networks, but for the sigmoid at the end: ink is from 0 to
    1. A bias before a batch normalization would be taken out again, so there is none.

    Parameters
    ----------
    noise : int
        Entries of z.
    channels : int
        Of the generator's first image and the discriminator's first layer; even.
    rng : numpy.random.Generator
        Source of the initial weights.
    dtype : float32 or float64

    Returns
    -------
    generator : Sequential
        (N, noise) to ink (N, 1, 8, 8).
    discriminator : Sequential
        (N, 1, 8, 8) to logits (N, 1).

    Examples
    --------
    >>> generator, discriminator = digit_players(rng=np.random.default_rng(0))
    >>> discriminator(generator(np.ones((5, 16), np.float32))).shape
    (5, 1)
    """
    options, few = {"rng": rng, "dtype": dtype}, channels // 2
    generator = Sequential(
        Linear(noise, channels * 4, bias=False, **options),
        Unflatten(1, (channels, 2, 2)),
        BatchNorm2d(channels, dtype=dtype),
        ReLU(),
        ConvTranspose2d(channels, few, 4, 2, 1, bias=False, **options),
        BatchNorm2d(few, dtype=dtype),
        ReLU(),
        ConvTranspose2d(few, 1, 4, 2, 1, **options),
        Sigmoid(),
    )
    discriminator = Sequential(
        Conv2d(1, channels, 4, 2, 1, **options),
        LeakyReLU(0.2),
        Conv2d(channels, 2 * channels, 4, 2, 1, **options),
        LeakyReLU(0.2),
        Flatten(),
        Linear(2 * channels * 4, 1, **options),
    )
    return generator, discriminator
