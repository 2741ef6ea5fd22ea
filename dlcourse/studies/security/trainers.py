"""How the packaged networks were made: see `dlcourse.weights`."""

import numpy as np

from ...data import faces
from ...train import predict
from ...weights import pack
from ..scores import log_odds
from ..stacked import stack
from .behavior import paths, train_watcher
from .detection import FOLDS, fold, mine
from .distortion import TRAIN_FACES
from .embedding import train_embedder
from .packaged import DETECTORS, EMBEDDERS, SEEDS, WATCHERS


def make_detectors(*, progress=True):
    """Train all detectors; return the bytes of their file, and how good they are in words."""
    x, y = faces()
    found, right = [], []
    for seed in range(SEEDS):
        for number in range(FOLDS):
            test = fold(number)
            models, _ = mine(x[~test], y[~test], rng=np.random.default_rng([seed, number]))
            found.append((models[0], models[-1]))
            right.append(np.mean((log_odds(models[0], x[test]) > 0) == y[test]))
    both = [model for models in zip(*found, strict=True) for model in models]
    return pack(stack(both, 2, SEEDS, FOLDS)), f"accuracy before mining {np.mean(right):.1%}"


def make_embedders(*, progress=True):
    """Train one embedding network for each seed; return the bytes of their file, and a word."""
    x = faces()[0][:TRAIN_FACES]
    runs = [train_embedder(x, rng=np.random.default_rng(seed)) for seed in range(SEEDS)]
    end = np.mean([losses[-20:] for _, losses in runs])
    return pack(stack([model for model, _ in runs])), f"loss at the end {end:.2f}"


def make_watchers(*, progress=True):
    """Train one recurrent network for each seed; return the bytes of their file, and a word."""
    x, y = paths(1200, rng=np.random.default_rng(0))
    models = [train_watcher(x, y, rng=np.random.default_rng(seed)) for seed in range(SEEDS)]
    x, y = paths(400, rng=np.random.default_rng(3))
    right = np.mean([predict(model, x).argmax(axis=1) == y for model in models])
    return pack(stack(models)), f"accuracy {right:.1%}"


TRAINERS = {DETECTORS: make_detectors, EMBEDDERS: make_embedders, WATCHERS: make_watchers}
"""By the names of the files."""
