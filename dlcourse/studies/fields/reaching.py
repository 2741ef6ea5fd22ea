"""Networks that learn to reach with the arm of `arm`, from three kinds of teacher."""

import numpy as np

from ...layers import Linear, Sequential, Tanh
from ...train import predict
from ..annealed import fit_annealed
from .arm import arm_forward, reach_loss_backward, reach_loss_forward
from .elbows import arm_inverse, reachable_points

THROUGH_THE_ARM = reach_loss_forward, reach_loss_backward


def learn_to_reach(points, answers, loss, rng, *, epochs=25):
    """Train Linear, tanh, Linear, tanh, Linear from points (N, 2) to angles (N, 2).

    Parameters
    ----------
    points, answers : arrays (N, 2)
        The targets of the hand and what the loss compares with: angles, or points again.
    loss : str or pair
        See `fit`: "mse_loss" on angles, `THROUGH_THE_ARM` on points.
    rng : numpy.random.Generator
    epochs : int

    Returns
    -------
    Sequential
    """
    sizes = (2, 32), (32, 32), (32, 2)
    a, b, c = (Linear(*size, rng=rng) for size in sizes)
    model = Sequential(a, Tanh(), b, Tanh(), c)
    how = {"lr": 0.01, "epochs": epochs, "batch_size": 64, "loss": loss}
    fit_annealed(model, points, answers, rng=rng, **how)
    return model


def reach_contest(rng, *, epochs=25):
    """Four ways to answer 1000 new targets after 2000 that were shown.

    The nearest target's answer; a network shown the pose with the elbow up; one shown either pose
    by the toss of a coin; one that was shown no angles and learned through the arm.

    Returns
    -------
    targets : array (1000, 2)
    said : dict of str to array (1000, 2)
        Angles, under "nearest", "one elbow", "mixed" and "through the arm".
    """
    points, targets = (reachable_points(n, rng=rng).astype(np.float32) for n in (2000, 1000))
    up, down = (arm_inverse(points, elbow=side) for side in ("up", "down"))
    mixed = np.where(rng.random((len(points), 1)) < 0.5, up, down)
    lessons = {
        "one elbow": (up, "mse_loss"),
        "mixed": (mixed, "mse_loss"),
        "through the arm": (points, THROUGH_THE_ARM),
    }
    said = {"nearest": up[((targets[:, None] - points) ** 2).sum(axis=2).argmin(axis=1)]}
    for name, lesson in lessons.items():
        said[name] = predict(learn_to_reach(points, *lesson, rng, epochs=epochs), targets)
    return targets, said


def arm_miss(angles, targets, **lengths):
    """Distance of the hand from its target, (N,)."""
    return np.hypot(*(arm_forward(angles, **lengths)[0] - targets).T)
