"""The judge of generated digits: the network of chapter 5.1, which never saw a generated one."""

import numpy as np

from ...data import digits28
from ...layers import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential
from ...optim import Adam
from ...train import fit


def reader_network(*, rng=None):
    """The network of chapter 5.1, untrained: images (N, 1, 28, 28) to logits (N, 10).

    Examples
    --------
    >>> reader_network()(np.zeros((5, 1, 28, 28), np.float32)).shape
    (5, 10)
    """
    return Sequential(
        Conv2d(1, 32, 3, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Conv2d(32, 64, 3, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Flatten(),
        Linear(64 * 5 * 5, 10, rng=rng),
    )


def train_reader(*, progress=True):
    """Train it as chapter 5.1 does, on standardized images, and give back one that reads ink.

    A convolution of (x - mean) / std is one of x, with other weights: `w / std`, and a bias less
    mean / std times the sum of each filter. So whoever asks the reader needs no statistics.
    """
    x, y = digits28("train")
    mean, std = x.mean(), x.std()
    model = reader_network(rng=np.random.default_rng(1))
    order = np.random.default_rng(3)
    fit(model, Adam(model.params), (x - mean) / std, y, epochs=5, rng=order, progress=progress)
    weight, bias = model.params["0.weight"], model.params["0.bias"]
    weight /= std
    bias -= mean * weight.sum(axis=(1, 2, 3))
    return model
