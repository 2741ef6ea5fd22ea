"""How the packaged networks were made: see `dlcourse.weights`."""

from functools import partial

import numpy as np

from ...weights import pack
from ..stacked import stack
from .networks import KINDS, accuracy, convolutional, digits, train
from .packaged import SEEDS

EPOCHS = 8


def images(part):
    """The rows of a part of `digits` as images (N, 1, 28, 28)."""
    x, y = part
    return x.reshape(-1, 1, 28, 28), y


def make(kind, *, progress=True):
    """Train one network of a kind for each seed; return the bytes of their file, and a word."""
    parts = digits()
    models = [
        train(
            convolutional(kind, rng=np.random.default_rng(seed)),
            *images(parts["fit"]),
            seed=seed,
            epochs=EPOCHS,
            lr=2e-3,
            batch_size=32,
        )
        for seed in range(SEEDS)
    ]
    right = np.mean([accuracy(model, images(parts["test"])) for model in models])
    return pack(stack(models)), f"accuracy {right:.1%}"


TRAINERS = {f"conv_{kind}.npz": partial(make, kind) for kind in KINDS}
"""By the names of the files."""
