"""Losses of two parameters, each with its gradient, and descent on them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

FAR = 1e6
"""Beyond this the descent is stopped: it will not come back."""


@dataclass(frozen=True)
class Surface:
    """A loss whose least value is 0, where descent starts, and what is known about it.

    Attributes
    ----------
    loss, gradient : callable
        Of w, shape (2, ...). The gradient has the shape of w.
    start : (float, float)
    curvature : float or None
        Largest eigenvalue of the Hessian where it is the same everywhere.
    formula : str
    """

    loss: Callable
    gradient: Callable
    start: tuple[float, float]
    curvature: float | None
    formula: str


def _quadratic(a, b, start):
    return Surface(
        lambda w: (a * w[0] ** 2 + b * w[1] ** 2) / 2,
        lambda w: np.stack([a * w[0], b * w[1]]),
        start,
        max(a, b),
        f"({a:g} w₀² + {b:g} w₁²) / 2",
    )


_TILT = 0.3
# The lower of the two minima is where w₀³ - w₀ + tilt = 0; its loss is subtracted.
_LOWER = min(np.roots([1, 0, -1, _TILT]).real)
_FLOOR = _LOWER**4 / 4 - _LOWER**2 / 2 + _TILT * _LOWER

SURFACES = {
    "bowl": _quadratic(1, 1.5, (-2.5, 2.0)),
    "narrow valley": _quadratic(0.5, 10, (-2.5, 1.5)),
    "banana": Surface(
        lambda w: (1 - w[0]) ** 2 + 5 * (w[1] - w[0] ** 2) ** 2,
        lambda w: np.stack(
            [-2 * (1 - w[0]) - 20 * w[0] * (w[1] - w[0] ** 2), 10 * (w[1] - w[0] ** 2)]
        ),
        (-1.2, 2.0),
        None,
        "(1 − w₀)² + 5 (w₁ − w₀²)²",
    ),
    "two minima": Surface(
        lambda w: w[0] ** 4 / 4 - w[0] ** 2 / 2 + _TILT * w[0] - _FLOOR + w[1] ** 2 / 2,
        lambda w: np.stack([w[0] ** 3 - w[0] + _TILT, w[1]]),
        (2.0, 1.8),
        None,
        f"w₀⁴/4 − w₀²/2 + {_TILT} w₀ + w₁²/2 + constant",
    ),
    "saddle": Surface(
        lambda w: w[0] ** 2 / 2 - w[1] ** 2 / 2 + w[1] ** 4 / 8 + 0.5,
        lambda w: np.stack([w[0], -w[1] + w[1] ** 3 / 2]),
        (-2.5, 0.01),
        None,
        "w₀²/2 − w₁²/2 + w₁⁴/8 + 1/2",
    ),
}
"""The losses of the lab, by name."""


def descend(surface, learning_rate, momentum, steps):
    """Return the path of gradient descent with momentum, shape (T + 1, 2), T at most `steps`.

    v = momentum v + gradient(w);  w = w - learning_rate v
    """
    w, v = np.array(surface.start), np.zeros(2)
    path = [w]
    for _ in range(steps):
        v = momentum * v + surface.gradient(w)
        w = w - learning_rate * v
        path.append(w)
        if np.abs(w).max() > FAR:
            break
    return np.array(path)


def judge(surface, path):
    """Say in one word or two what a path does.

    "diverges" if the loss has grown; "converges" if the gradient is down to a hundredth;
    "oscillates" if at least half of the steps turn back on the one before; else "still moving".
    """
    losses = surface.loss(path.T)
    if np.abs(path[-1]).max() > FAR or losses[-1] > 1.001 * losses[0]:
        return "diverges"
    slopes = np.linalg.norm(surface.gradient(path[[0, -1]].T), axis=0)
    if slopes[1] < 0.01 * slopes[0]:
        return "converges"
    moves = np.diff(path, axis=0)
    turns = (moves[1:] * moves[:-1]).sum(axis=1) < 0
    return "oscillates" if turns.size and turns.mean() >= 0.5 else "still moving"
