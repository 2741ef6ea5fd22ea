"""How the packaged networks were made: see `dlcourse.weights`."""

from functools import partial

import numpy as np

from ...weights import pack
from ..stacked import stack
from .members import MODELS, all_digits, coins, flat_digits, train_reader
from .packaged import GOOD, GOOD_STEPS, PRIVATE
from .price import EPSILONS, MAKERS, SEEDS, accuracy, train_at


def make_good_readers(*, progress=True):
    """Train all; return the bytes of their file, and how good they are in words."""
    x, y = all_digits()
    taken = coins(len(x))
    models = [
        train_reader(x[taken[k]], y[taken[k]], steps=GOOD_STEPS, seed=k) for k in range(MODELS)
    ]
    right = [accuracy(m, x[~own], y[~own]) for m, own in zip(models, taken, strict=True)]
    return pack(stack(models)), f"accuracy on the half not seen {np.mean(right):.1%}"


def make_private(kind, *, progress=True):
    """Train one kind at every ε; return the bytes of the file, and the accuracies in words."""
    x, y = flat_digits("test")
    models = [
        [train_at(kind, number, seed=seed) for seed in range(SEEDS)]
        for number in range(len(EPSILONS))
    ]
    right = [np.mean([accuracy(model, x, y) for model in row]) for row in models]
    flat = [model for row in models for model in row]
    return pack(stack(flat, len(EPSILONS), SEEDS)), f"test accuracy {np.round(right, 3).tolist()}"


TRAINERS = {GOOD: make_good_readers} | {
    PRIVATE.format(kind): partial(make_private, kind) for kind in MAKERS
}
"""By the names of the files."""
