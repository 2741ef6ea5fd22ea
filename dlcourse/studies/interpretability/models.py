"""The networks that chapter 8.1 asks for reasons."""

import numpy as np

from ...layers import AdaptiveAvgPool2d, Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential


def small_reader(*, rng, dtype=np.float32):
    """Two convolutions, each with ReLU and pooling, and one Linear: the network of 5.1, smaller.

    Ink (N, 1, 28, 28) to logits (N, 10), 9098 parameters. Layers 1 and 4 are the ReLUs, 2 and 5
    the poolings: what `grad_cam` may look at.

    Examples
    --------
    >>> model = small_reader(rng=np.random.default_rng(0))
    >>> sum(array.size for array in model.params.values())
    9098
    """
    options = {"rng": rng, "dtype": dtype}
    return Sequential(
        Conv2d(1, 8, 3, padding=1, **options),
        ReLU(),
        MaxPool2d(2),
        Conv2d(8, 16, 3, padding=1, **options),
        ReLU(),
        MaxPool2d(2),
        Flatten(),
        Linear(16 * 7 * 7, 10, **options),
    )


def pooled_reader(*, rng, dtype=np.float32):
    """Three convolutions, then the mean over all places and one Linear: built for CAM.

    Ink (N, 1, 28, 28) to logits (N, 10). Layer 7, a ReLU, gives 32 maps of 7 by 7.
    """
    options = {"rng": rng, "dtype": dtype}
    return Sequential(
        Conv2d(1, 16, 3, padding=1, **options),
        ReLU(),
        MaxPool2d(2),
        Conv2d(16, 32, 3, padding=1, **options),
        ReLU(),
        MaxPool2d(2),
        Conv2d(32, 32, 3, padding=1, **options),
        ReLU(),
        AdaptiveAvgPool2d(1),
        Flatten(),
        Linear(32, 10, **options),
    )
