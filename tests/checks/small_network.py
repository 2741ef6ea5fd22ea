"""A network of every kind of layer, small enough for finite differences."""

import numpy as np

from dlcourse.layers import BatchNorm2d, Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential, Tanh


def network(dtype=np.float64, seed=0):
    rng = np.random.default_rng(seed)
    made = {"rng": rng, "dtype": dtype}
    return Sequential(
        Conv2d(2, 4, (3, 2), bias=False, **made),
        BatchNorm2d(4, dtype=dtype),
        ReLU(),
        MaxPool2d(2),
        Flatten(),
        Linear(4 * 3 * 3, 6, **made),
        Tanh(),
        Linear(6, 5, **made),
    )
