"""A network that puts two views of one photograph close together: trained by contrast."""

import numpy as np

from ... import functional as F
from ...layers import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential
from ...optim import Adam, CosineAnnealingLR
from ...train import predict
from ..fields.inspection import level
from .distortion import distort

SIZE = 32


def embedder(rng=None):
    """From patches (N, 1, 25, 25) to embeddings (N, 32), not yet of length one."""
    return Sequential(
        Conv2d(1, 12, 3, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Conv2d(12, 24, 3, rng=rng),
        ReLU(),
        MaxPool2d(2),
        Flatten(),
        Linear(384, SIZE, rng=rng),
    )


def contrast_step(model, first, second, *, temperature=0.1):
    """Loss of one batch, whose gradients are left in the model.

    Both views go through the model in one batch, since a layer remembers one forward only. The
    loss is the mean of `info_nce` in both directions: which second view belongs to this first one,
    and which first to this second.

    Returns
    -------
    float
    """
    count = len(first)
    unit, back = F.normalize_forward(model(np.concatenate([first, second])))
    a, b = unit[:count], unit[count:]
    there, cache = F.info_nce_forward(a, b, temperature=temperature)
    again, other = F.info_nce_forward(b, a, temperature=temperature)
    da, db = F.info_nce_backward(0.5, cache)
    db2, da2 = F.info_nce_backward(0.5, other)
    model.backward(F.normalize_backward(np.concatenate([da + da2, db + db2]), back))
    return float(there + again) / 2


def train_embedder(x, *, steps=500, temperature=0.1, rng):
    """Train an `embedder` on two fresh distortions of every photograph in each step.

    Parameters
    ----------
    x : array (N, 1, 25, 25), float32
    steps : int
    temperature : float
    rng : numpy.random.Generator

    Returns
    -------
    model : Sequential
    losses : array (steps,)
    """
    model = embedder(rng)
    optimizer = Adam(model.params, lr=0.003)
    schedule = CosineAnnealingLR(optimizer, steps)
    losses = np.zeros(steps)
    for step in range(steps):
        pair = distort(x, rng=rng), distort(x, rng=rng)
        losses[step] = contrast_step(model, *map(level, pair), temperature=temperature)
        optimizer.step(model.grads)
        schedule.step()
    return model, losses


def embed(model, x):
    """Embeddings of length one, (N, 32)."""
    return F.normalize_forward(predict(model, level(x)))[0]
