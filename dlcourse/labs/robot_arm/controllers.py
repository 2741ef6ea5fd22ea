"""Three networks of one size, each kept as it was after every pass over its data."""

from functools import cache

import numpy as np

from ...functional import mse_loss_backward, mse_loss_forward
from ...layers import Linear, Sequential, Tanh
from ...optim import Adam
from ...studies.fields import (
    arm_inverse,
    reach_loss_backward,
    reach_loss_forward,
    reachable_points,
)
from ...train import minibatches

PASSES, POINTS, RATE = 40, 2000, 0.02
MSE = mse_loss_forward, mse_loss_backward
REACH = reach_loss_forward, reach_loss_backward
NETWORKS = "one elbow", "both elbows mixed", "through the arm"


@cache
def controllers():
    """Train the networks: a dict of name to the list of weights after 0, 1, ... passes.

    All begin with the same weights and read the same points. The first two are given angles, of the
    elbow that is up or of one that a coin chose; the third is given the points themselves, and its
    loss is behind the arm.
    """
    rng = np.random.default_rng(0)
    points = reachable_points(POINTS, rng=rng).astype(np.float32)
    up, down = (arm_inverse(points, elbow=elbow) for elbow in ("up", "down"))
    mixed = np.where(rng.random((POINTS, 1)) < 0.5, up, down)
    taught = (up, MSE), (mixed, MSE), (points, REACH)
    return {
        name: train(points, targets, loss)
        for name, (targets, loss) in zip(NETWORKS, taught, strict=True)
    }


def train(points, targets, loss):
    """Weights after 0, 1, ... passes over points and targets, the loss a pair of functions."""
    rng, (forward, backward) = np.random.default_rng(1), loss
    model = Sequential(Linear(2, 32, rng=rng), Tanh(), Linear(32, 2, rng=rng))
    optimizer, kept = Adam(model.params, lr=RATE), [_copy(model)]
    for done in range(PASSES):
        optimizer.lr = RATE * (1 - done / PASSES)
        for x, y in minibatches(points, targets, batch_size=50, rng=rng):
            _, cache = forward(model(x), targets=y)
            model.backward(backward(1.0, cache))
            optimizer.step(model.grads)
        kept.append(_copy(model))
    return kept


def _copy(model):
    return [param.copy() for param in model.params.values()]


def answer(weights, points):
    """Angles (N, 2) that a network with these weights answers for points (N, 2)."""
    w1, b1, w2, b2 = weights
    return np.tanh(points @ w1.T + b1) @ w2.T + b2
