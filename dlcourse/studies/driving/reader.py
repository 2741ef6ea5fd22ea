"""Readers of traffic signs: a linear one, a convolutional one, and what helps them at night."""

import numpy as np

from ...layers import AvgPool2d, Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential
from ...train import predict
from ..annealed import fit_annealed
from .drawings import KINDS
from .signs import cover


def standardize(x):
    """Give each picture the mean 0 and the standard deviation 1 over its pixels and colors.

    For every gain a > 0 and every offset b it holds that standardize(a x + b) = standardize(x).
    A picture of one brightness becomes zeros.

    Parameters
    ----------
    x : array (N, C, H, W)

    Returns
    -------
    array like x

    Examples
    --------
    >>> standardize(np.array([[[[3.0, 5.0]]], [[[30.0, 50.0]]]])).ravel()
    array([-1.,  1., -1.,  1.])
    """
    axes = tuple(range(1, x.ndim))
    centered = x - x.mean(axis=axes, keepdims=True)
    return centered / np.maximum(x.std(axis=axes, keepdims=True), 1e-6)


def blur(x):
    """The mean of the 3x3 pixels around each pixel; at the border, the border is repeated.

    Examples
    --------
    >>> blur(np.eye(3)[None, None]).round(2)[0, 0, 1]
    array([0.33, 0.33, 0.33])
    """
    for axis in (2, 3):
        border = [(1, 1) if a == axis else (0, 0) for a in range(4)]
        parts = np.lib.stride_tricks.sliding_window_view(np.pad(x, border, "edge"), 3, axis=axis)
        x = parts.mean(axis=-1)
    return x


def sign_reader(rng):
    """Three times convolution 3x3, ReLU, pooling; then one Linear: 5,768 parameters."""
    return Sequential(
        Conv2d(3, 8, 3, padding=1, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Conv2d(8, 16, 3, padding=1, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Conv2d(16, 16, 3, padding=1, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Flatten(),
        Linear(16 * 4 * 4, len(KINDS), rng=rng),
    )


def linear_reader(rng):
    """A softmax regression on the means of 2x2 pixels: one weight for each, color and kind."""
    return Sequential(AvgPool2d(2), Flatten(), Linear(3 * 16 * 16, len(KINDS), rng=rng))


def train_reader(model, x, y, *, epochs, lr=3e-3, decay=0.0, rng):
    """Train with cross-entropy and Adam, batches of 32, the rate falling from `lr` to 0.

    Parameters
    ----------
    model : Sequential
        Trained in place, and returned.
    x : array (N, 3, 32, 32)
    y : array of int (N,)
    epochs : int
    lr : float
    decay : float
        Weight decay.
    rng : numpy.random.Generator
        Of the order of the pictures.
    """
    fit_annealed(model, x, y, lr=lr, epochs=epochs, weight_decay=decay, rng=rng)
    return model


def with_bars_and_blur(x, *, rng):
    """For each picture three: as it is, behind two bars, and blurred behind two other bars."""
    return np.concatenate([x, cover(x, rng=rng), blur(cover(x, rng=rng)).astype(x.dtype)])


def right(model, x, y):
    """The share of the pictures, prepared as in training, whose kind a reader names."""
    return float((predict(model, x).argmax(axis=1) == y).mean())
