"""How people move, seen by a camera above: generated paths of four kinds, and who tells them."""

import numpy as np

from ...layers import GRU
from ...settings import check_integer
from ..annealed import fit_annealed
from ..sequences import SequenceReader
from ..tuned import tuned_logistic

KINDS = ("passing", "searching", "pacing", "circling")
STEPS = 60


def paths(count, *, noise=0.03, rng):
    """Generate what a camera saw of `count` people, each for 60 steps.

    Everybody walks with a speed of their own, 0.03 to 0.07 meters a step. Who passes keeps the
    direction; who searches turns at random; who paces turns round every 8 to 16 steps; who circles
    turns by the same angle in each step, 0.1 to 0.25 either way. The direction wavers for all. The
    camera misses each position by a normal error with standard deviation `noise`.

    Parameters
    ----------
    count : int
    noise : float
        In meters.
    rng : numpy.random.Generator

    Returns
    -------
    x : array (count, 60, 2), float32
        The steps that the camera saw, 10 units to the meter.
    y : array of int (count,)
        Number of the kind in `KINDS`; all are equally frequent.
    """
    check_integer("count", count, low=1)
    y = np.arange(count) % len(KINDS)
    waver = np.where(y == 1, 0.5, 0.1)[:, None] * rng.standard_normal((count, STEPS))
    bend = rng.uniform(0.1, 0.25, count) * rng.choice([-1, 1], count) * (y == 3)
    every, start = rng.integers(8, 17, count), rng.integers(0, 16, count)
    rounds = (np.arange(STEPS) + start[:, None]) // every[:, None]
    heading = rng.uniform(0, 2 * np.pi, count)[:, None] + np.cumsum(waver + bend[:, None], axis=1)
    heading = heading + np.pi * rounds * (y == 2)[:, None]
    speed = rng.uniform(0.03, 0.07, count)[:, None, None]
    steps = speed * np.stack([np.cos(heading), np.sin(heading)], axis=2)
    error = noise * rng.standard_normal((count, STEPS + 1, 2))
    return (10 * (steps + np.diff(error, axis=1))).astype(np.float32), y


def summary_numbers(x):
    """Six numbers of each path: how far, how straight, how wide, how it turns, how evenly.

    Length of the path; distance from start to end over that length; mean distance from the path's
    middle; mean size of a turn; size of the mean turn; spread of the steps' lengths.

    Parameters
    ----------
    x : array (N, T, 2)
        Steps.

    Returns
    -------
    array (N, 6)
    """
    place = np.cumsum(x, axis=1)
    length = np.linalg.norm(x, axis=2)
    direction = np.arctan2(x[..., 1], x[..., 0])
    turn = (np.diff(direction, axis=1) + np.pi) % (2 * np.pi) - np.pi
    wide = np.linalg.norm(place - place.mean(axis=1, keepdims=True), axis=2).mean(axis=1)
    far = np.linalg.norm(place[:, -1], axis=1) / length.sum(axis=1)
    turns = np.abs(turn).mean(axis=1), np.abs(turn.mean(axis=1))
    return np.stack([length.sum(axis=1), far, wide, *turns, length.std(axis=1)], axis=1)


def tuned_reader(x, y):
    """Logistic regression on the six numbers, its strength the one with the most right answers.

    Parameters
    ----------
    x : array (N, T, 2)
        Steps.
    y : array of int (N,)

    Returns
    -------
    callable
        Steps (M, T, 2) to kinds (M,).
    """
    settings = {"strengths": (0.1, 1, 10, 100), "scoring": "accuracy"}
    model = tuned_logistic(summary_numbers(x), y, **settings).model
    return lambda steps: model.predict(summary_numbers(steps))


def watcher(hidden=24, *, rng=None):
    """A GRU over the steps, the mean of its states over time, one Linear: untrained.

    Parameters
    ----------
    hidden : int
    rng : numpy.random.Generator, optional

    Returns
    -------
    SequenceReader
        Steps (N, T, 2) to logits (N, 4).
    """
    return SequenceReader(2, hidden, len(KINDS), recurrent=GRU, pooling="mean", rng=rng)


def train_watcher(x, y, *, epochs=24, rng):
    """Train a `watcher` with cross-entropy and Adam, the rate falling from 0.01 to 0."""
    model = watcher(rng=rng)
    fit_annealed(model, x, y, lr=0.01, epochs=epochs, rng=rng)
    return model
