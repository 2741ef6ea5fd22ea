"""A learned matching cost: one small network reads both pictures, and is trained to tell which of
the candidates in the other picture is the same point."""

import numpy as np

from ...functional import (
    cross_entropy_backward,
    cross_entropy_forward,
    normalize_backward,
    normalize_forward,
)
from ...layers import Conv2d, ReLU, Sequential
from ...optim import Adam, CosineAnnealingLR
from ...train import predict
from .depth import RANGE

CHANNELS = 8
BORDER = 4
"""Pixels that four convolutions 3x3 without padding take from each side."""
TEMPERATURE = 0.1


def matcher(rng):
    """Four convolutions 3x3: eight numbers for each pixel, from the 9x9 pixels around it."""
    c = CHANNELS
    return Sequential(
        Conv2d(1, c, 3, rng=rng),
        ReLU(),
        Conv2d(c, c, 3, rng=rng),
        ReLU(),
        Conv2d(c, c, 3, rng=rng),
        ReLU(),
        Conv2d(c, c, 3, rng=rng),
    )


def match_forward(features, *, count=RANGE):
    """How alike each pixel of the left picture is to each candidate in the right one.

    The first half of the batch are left pictures, the second half the right ones, in one array,
    since a layer remembers only its last batch.

        out[n, d, i, j] = Σ_c l[n, c, i, j + count - 1] r[n, c, i, j + count - 1 - d]

    Columns without all candidates are left out: W' = W - count + 1.

    Parameters
    ----------
    features : array (2 N, C, H, W)
        Of length 1 along C, so that `out` are cosines.
    count : int

    Returns
    -------
    out : array (N, count, H, W')
    cache : tuple

    Examples
    --------
    >>> features = np.array([[[[1.0, 2.0, 3.0]]], [[[1.0, 10.0, 100.0]]]])
    >>> match_forward(features, count=2)[0][0, :, 0]
    array([[ 20., 300.],
           [  2.,  30.]])
    """
    if features.ndim != 4 or len(features) % 2 or not 1 <= count <= features.shape[3]:
        raise ValueError(
            f"features must be (2 N, C, H, W) with W at least count, got {features.shape} "
            f"and count {count!r}"
        )
    left, right = np.split(features, 2)
    width = features.shape[3] - count + 1
    here = left[..., count - 1 :]
    out = [(here * right[..., k : k + width]).sum(axis=1) for k in range(count)]
    return np.stack(out[::-1], axis=1), (features, count)


def match_backward(dout, cache):
    """Each product gives its other factor: dl sums dout times r over d, and dr dout times l."""
    features, count = cache
    left, right = np.split(features, 2)
    dleft, dright = np.zeros_like(left), np.zeros_like(right)
    here, width = slice(count - 1, None), dout.shape[3]
    for d in range(count):
        there = slice(count - 1 - d, count - 1 - d + width)
        step = dout[:, d, None]
        dleft[..., here] += step * right[..., there]
        dright[..., there] += step * left[..., here]
    return np.concatenate([dleft, dright])


def strips(pair, rows, columns):
    """Both pictures around some rows: (2 N, 1, 9, W), left ones first."""
    span = np.arange(-BORDER, BORDER + 1)
    lines = np.clip(rows[:, None] + span, 0, len(pair.left) - 1)
    return np.concatenate([pair.left[lines, columns], pair.right[lines, columns]])[:, None]


def train_matcher(pair, known, *, first=185, steps=600, rows=4, lr=5e-3, light=0.0, rng):
    """Train a `matcher` on the columns from `first` on, with the cross-entropy of the candidates.

    A step reads some rows of both pictures. For each pixel with a known disparity the network
    has to choose the right one of 32 candidates:

        loss = mean of -log softmax(cosines / temperature)[d]

    Parameters
    ----------
    pair : StereoPair
    known : array of bool (H, W)
        Pixels to learn from: measured, and not hidden.
    first : int
        No pixel left of this column is read, in either picture.
    steps, rows, lr
        Steps of Adam, rows in each, and the learning rate, which falls to 0.
    light : float
        The right picture is multiplied by a number drawn from 1 - light to 1 + light, anew for
        each row.
    rng : numpy.random.Generator

    Returns
    -------
    model : Sequential
    losses : list of float

    References
    ----------
    J. Žbontar, Y. LeCun (2016), Stereo matching by training a convolutional neural network to
    compare image patches; W. Luo, A. Schwing, R. Urtasun (2016), Efficient deep learning for
    stereo matching: one softmax over all candidates.
    """
    model = matcher(rng)
    optimizer = Adam(model.params, lr=lr)
    schedule = CosineAnnealingLR(optimizer, steps)
    columns = slice(first, None)
    inner = slice(first + BORDER + RANGE - 1, known.shape[1] - BORDER)
    targets = np.where(known, np.round(pair.disparity), -100).astype(int)[:, inner]
    losses = []
    for _ in range(steps):
        chosen = rng.integers(0, len(known), rows)
        x = strips(pair, chosen, columns)
        x[rows:] *= rng.uniform(1 - light, 1 + light, (rows, 1, 1, 1)).astype(x.dtype)
        losses.append(_step(model, optimizer, x, targets[chosen][:, None]))
        schedule.step()
    return model, losses


def _step(model, optimizer, x, targets):
    features, unit_cache = normalize_forward(model(x))
    cosines, match_cache = match_forward(features)
    loss, cache = cross_entropy_forward(cosines / TEMPERATURE, targets=targets)
    dcosines = cross_entropy_backward(np.ones_like(loss), cache) / TEMPERATURE
    model.backward(normalize_backward(match_backward(dcosines, match_cache), unit_cache))
    optimizer.step(model.grads)
    return float(loss)


def learned_cost(model, pair):
    """Minus the cosine of each pixel with its candidates: (32, H, W); 1 where there is none.

    The pictures are continued by their border, so that the answer has their size.
    """
    pictures = np.stack([pair.left, pair.right])[:, None]
    pictures = np.pad(pictures, [(0, 0), (0, 0), (BORDER, BORDER), (BORDER, BORDER)], "edge")
    left, right = normalize_forward(predict(model, pictures))[0]
    cost = np.ones((RANGE, *pair.left.shape), np.float32)
    for d in range(RANGE):
        cosines = (left[..., d:] * right[..., : left.shape[-1] - d]).sum(axis=0)
        cost[d, :, d:] = -cosines
    return cost
