"""How the packaged networks of chapter 6.3 were made: see `dlcourse.weights`."""

import numpy as np

from ...weights import pack
from ..segmentation import dice_scores, probabilities, train_unet
from .phantoms import phantoms
from .pretrained import KINDS, ORGANS, SEEDS, new_unet

PATIENTS = 200


def training_phantoms(contrast="one"):
    """The 200 patients that all packaged networks saw: equal but for the contrast."""
    rng = np.random.default_rng(0)
    sizes = rng.uniform(0.4, 1, PATIENTS) * rng.choice([-1, 1], PATIENTS)
    return phantoms(PATIENTS, contrast=sizes if contrast == "any" else 1.0, rng=rng)


def train_organ(kind, seed):
    """Train one network as the packaged ones were: cross-entropy, Adam, batches of 4."""
    drawn = training_phantoms(KINDS[kind].contrast)
    model = new_unet(kind, seed)
    rng = np.random.default_rng(seed)
    how = {"epochs": KINDS[kind].epochs, "batch_size": 4, "lr": 0.01, "rng": rng}
    train_unet(model, drawn.x, drawn.masks, **how)
    return model


def make_organs(*, progress=True):
    """Train the nine; return the bytes of their file, and the mean Dice scores in words."""
    tested = phantoms(100, rng=np.random.default_rng(1))
    arrays, words = {}, []
    for kind in KINDS:
        models = [train_organ(kind, seed) for seed in range(SEEDS)]
        for name in models[0].state():
            stack = np.stack([model.state()[name] for model in models])
            arrays[f"{kind}.{name}"] = stack.astype(np.float16)
        scores = [
            dice_scores(tested.masks, probabilities(model, tested.x) > 0.5).mean()
            for model in models
        ]
        words.append(f"{kind} " + " ".join(f"{score:.3f}" for score in scores))
    return pack(arrays), "; ".join(words)


TRAINERS = {ORGANS: make_organs}
"""The networks that come with the package."""
