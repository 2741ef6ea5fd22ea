"""A small training run with everything that has a state."""

import numpy as np

from dlcourse import layers as L
from dlcourse import optim, train

EPOCHS, BATCH = 4, 10


def data(count=53, seed=0):
    """Three classes around three centers; 53 is no multiple of the batch."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, count)
    x = rng.standard_normal((count, 4)) + 2 * np.eye(4)[y]
    return x.astype(np.float32), y


def build(seed=0, bits=np.random.PCG64):
    """Model, optimizer and generator; dropout and batch order share the generator."""
    rng = np.random.Generator(bits(seed))
    model = L.Sequential(
        L.Linear(4, 8, rng=rng),
        L.BatchNorm1d(8),
        L.ReLU(),
        L.Dropout(0.3, rng=rng),
        L.Linear(8, 3, rng=rng),
        L.Dropout(0.1, rng=np.random.default_rng(seed + 1)),
    )
    return model, optim.Adam(model.params, lr=0.02, weight_decay=0.01), rng


def fit(checkpoint=None, seed=0, bits=np.random.PCG64, **settings):
    """One run with everything that has a state; returns (weights, history)."""
    model, optimizer, rng = build(seed, bits)
    schedule = optim.CosineAnnealingLR(optimizer, T_max=30)
    options = {
        "epochs": EPOCHS,
        "batch_size": BATCH,
        "validation": data(20, seed=1),
        "patience": 2,
        "schedule": schedule,
        "schedule_each": "step",
        "clip_norm": 1.0,
        "progress": False,
        "checkpoint_every": None if checkpoint is None else 4,
    } | settings
    history = train.fit(model, optimizer, *data(), rng=rng, checkpoint=checkpoint, **options)
    return model.state_dict(), history


def scripted_losses(monkeypatch, values):
    values = iter(values)
    evaluation = lambda *args, **kwargs: train.Evaluation(next(values), 0.5)  # noqa: E731
    monkeypatch.setattr("dlcourse.train._run.evaluate", evaluation)
