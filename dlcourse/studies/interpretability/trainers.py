"""How the packaged networks of this folder were made: see `dlcourse.weights`."""

import numpy as np

from ...data import digits28
from ...optim import Adam
from ...train import evaluate, fit
from ...weights import pack
from ..stacked import stack
from .models import pooled_reader, small_reader
from .packaged import KINDS, POOLED, READERS
from .shortcut import mark


def train_reader(kind, seed, *, epochs=15, lr=0.002):
    """Train one `small_reader` as the packaged ones were: cross-entropy, Adam, batches of 32.

    Parameters
    ----------
    kind : "plain", "marked" or "mended"
        The training images of `digits28` as they are; with the mark of their class; with a mark
        of a class drawn by chance.
    seed : int
        Of the weights, the marks and the order.
    epochs : int
    lr : float

    Returns
    -------
    Sequential
    """
    x, y = digits28("train")
    rng = np.random.default_rng(seed)
    model = small_reader(rng=rng)
    if kind != "plain":
        x = mark(x, y if kind == "marked" else rng.integers(0, 10, len(y)))
    return _train(model, x, y, epochs=epochs, lr=lr, rng=rng)


def make_readers(*, progress=True):
    """Train all; return the bytes of their file, and the accuracy on clean test images."""
    arrays, words = {}, []
    for kind, count in KINDS.items():
        models = [train_reader(kind, seed) for seed in range(count)]
        arrays |= {f"{kind}.{name}": array for name, array in stack(models).items()}
        right = [evaluate(model, *digits28("test")).accuracy for model in models]
        words.append(f"{kind} " + " ".join(f"{share:.3f}" for share in right))
    return pack(arrays), "; ".join(words)


def make_pooled(*, progress=True):
    """Train the network with a mean over all places; return its bytes and its accuracy."""
    rng = np.random.default_rng(0)
    model = _train(pooled_reader(rng=rng), *digits28("train"), epochs=60, lr=0.002, rng=rng)
    right = evaluate(model, *digits28("test")).accuracy
    return pack(stack([model])), f"accuracy on test images {right:.1%}"


def _train(model, x, y, *, epochs, lr, rng):
    optimizer = Adam(model.params, lr=lr)
    fit(model, optimizer, x, y, epochs=epochs, batch_size=32, rng=rng, progress=False)
    return model


TRAINERS = {READERS: make_readers, POOLED: make_pooled}
"""The networks that come with the package."""
