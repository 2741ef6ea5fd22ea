"""The small network that reads the pad when no other is given."""

import functools

import numpy as np

from ...data import digits28
from ...layers import Conv2d, Flatten, Linear, ReLU, Sequential
from ...optim import Adam
from ...train import fit


@functools.cache
def small_network():
    """Return a convolutional network of two layers; it is trained at the first call.

    Each image is also seen sheared and moved a little, because drawings on a pad vary in more
    ways than the handwriting of 13 people with pens. All the same it reads what those people
    wrote better than what others draw: of plain digits drawn with strokes, about nine in ten.
    """
    rng = np.random.default_rng(2)
    first = Conv2d(1, 8, 5, stride=2, padding=2, rng=rng)
    second = Conv2d(8, 16, 3, stride=2, padding=1, rng=rng)
    model = Sequential(first, ReLU(), second, ReLU(), Flatten(), Linear(16 * 7 * 7, 10, rng=rng))
    x, y = digits28("all")
    x = np.concatenate([x, vary(x, rng), vary(x, rng)])
    y = np.concatenate([y, y, y])
    optimizer = Adam(model.params, lr=3e-3)
    fit(model, optimizer, x, y, epochs=3, batch_size=32, rng=rng, progress=False)
    return model


def vary(x, rng):
    """Return each image sheared, widened or narrowed, moved sideways, lighter or darker.

    Parameters
    ----------
    x : ndarray, shape (N, 1, H, W), float32
    rng : numpy.random.Generator

    Returns
    -------
    ndarray, shape (N, 1, H, W), float32
    """
    count, _, height, width = x.shape
    ranges = (-0.25, 0.25), (0.9, 1.1), (-1.0, 1.0), (0.9, 1.2)
    shear, narrow, shift, ink = (rng.uniform(*ends, (count, 1, 1)) for ends in ranges)
    rows, columns = np.indices((height, width)) - (height - 1) / 2
    source = (columns - shift - shear * rows) / narrow + (width - 1) / 2
    left = np.clip(np.floor(source).astype(int), 0, width - 2)
    part = np.clip(source - left, 0, 1)
    pick = functools.partial(np.take_along_axis, x[:, 0], axis=2)
    moved = (1 - part) * pick(left) + part * pick(left + 1)
    return np.clip(ink * moved, 0, 1).astype(np.float32)[:, None]
