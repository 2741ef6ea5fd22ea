"""Softmax regression on digits, trained with clipped gradients and noise, fast enough to watch."""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from ...studies.privacy import (
    ALPHAS,
    all_digits,
    flat_digits,
    noisy_pool,
    rdp_subsampled_gaussian,
    rdp_to_epsilon,
)

SCENES = ("1,442 digits", "200 digits, 40 of them with a wrong label")
DELTA, LEARNING_RATE, MOST, EVERY = 1e-5, 1.0, 200, 10
"""δ; the step; the largest number of steps; how many steps lie between two that are kept."""


@dataclass(frozen=True)
class Digits:
    """Rows of 64 numbers and classes: of members, of others like them, and for the test."""

    x: np.ndarray
    y: np.ndarray
    other_x: np.ndarray
    other_y: np.ndarray
    test_x: np.ndarray
    test_y: np.ndarray


@cache
def digits(scene):
    """Return the digits of a scene; in the second, a fifth of the others have a wrong label too."""
    if scene == SCENES[0]:
        test = flat_digits("test")
        return Digits(*flat_digits("train"), *test, *test)
    pool, (x, y) = noisy_pool(400), all_digits()
    order = np.argsort(pool.wrong, kind="stable")  # 320 right ones, then 80 wrong ones
    member = np.r_[order[0:320:2], order[320::2]]
    other = np.r_[order[1:320:2], order[321::2]]
    parts = (pool.x[member], pool.y[member], pool.x[other], pool.y[other])
    return Digits(*parts, x[pool.rest], y[pool.rest])


def slopes(w, b, x, y):
    """Softmax minus one-hot of each example, (N, 10): the bias's gradient of its own loss."""
    logits = x @ w.T + b
    d = np.exp(logits - logits.max(axis=1, keepdims=True))
    d /= d.sum(axis=1, keepdims=True)
    d[np.arange(len(y)), y] -= 1
    return d


def gradient_norms(w, b, x, y):
    """‖d‖ √(‖x‖² + 1): norm of each example's gradient, weights and bias together."""
    d = slopes(w, b, x, y)
    return np.sqrt((d**2).sum(axis=1) * ((x**2).sum(axis=1) + 1))


def losses(w, b, x, y):
    """Cross-entropy of each example."""
    logits = x @ w.T + b
    logits -= logits.max(axis=1, keepdims=True)
    return np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(y)), y]


@lru_cache(maxsize=64)
def train(scene, rate, noise=0.0, max_norm=np.inf):
    """Train from zeros; without noise and limit this is the same training without privacy.

    Parameters
    ----------
    scene : str
    rate, noise, max_norm : float
        q, σ and C.

    Returns
    -------
    w, b : array (MOST / EVERY + 1, 10, 64), (MOST / EVERY + 1, 10)
        At the start, and after every `EVERY` steps.
    """
    data, rng = digits(scene), np.random.default_rng(0)
    w, b = np.zeros((10, 64), np.float32), np.zeros(10, np.float32)
    expected, lengths = rate * len(data.y), (data.x**2).sum(axis=1) + 1
    width = noise * max_norm if noise else 0.0
    kept = [(w.copy(), b.copy())]
    for step in range(1, MOST + 1):
        drawn = np.flatnonzero(rng.random(len(data.y)) < rate)
        x, d = data.x[drawn], slopes(w, b, data.x[drawn], data.y[drawn])
        if max_norm < np.inf:
            sizes = np.sqrt((d**2).sum(axis=1) * lengths[drawn])
            d *= (max_norm / np.maximum(sizes, max_norm)).astype(np.float32)[:, None]
        w -= LEARNING_RATE / expected * (d.T @ x + width * _normal(rng, w))
        b -= LEARNING_RATE / expected * (d.sum(axis=0) + width * _normal(rng, b))
        if step % EVERY == 0:
            kept.append((w.copy(), b.copy()))
    return tuple(np.stack(part) for part in zip(*kept, strict=True))


def _normal(rng, like):
    return rng.standard_normal(like.shape).astype(like.dtype)


def accuracies(w, b, x, y):
    """Share of right answers, in percent, of each kept model."""
    logits = np.einsum("nd,kcd->knc", x, w, optimize=True) + b[:, None]
    return 100 * np.mean(logits.argmax(axis=2) == y, axis=1)


@lru_cache(maxsize=256)
def spent(rate, noise):
    """ε at `DELTA` after each kept number of steps."""
    one = rdp_subsampled_gaussian(rate, noise)
    counts = np.arange(EVERY, MOST + 1, EVERY)
    return np.array([0.0, *(rdp_to_epsilon(n * one, ALPHAS, DELTA)[0] for n in counts)])


def attack(w, b, data):
    """The threshold on the loss, lowest first: rates of false and of true "members".

    Returns
    -------
    false_rate, true_rate : array
        At every threshold, from none to all.
    area : float
        Under the curve, equal losses counted half.
    """
    inside, outside = losses(w, b, data.x, data.y), losses(w, b, data.other_x, data.other_y)
    levels = np.unique(np.append(inside, outside))
    true, false = (
        np.append(0, np.searchsorted(np.sort(part), levels, side="right")) / len(part)
        for part in (inside, outside)
    )
    return false, true, float(np.trapezoid(true, false))


def bound(false_rate, epsilon, delta=DELTA):
    """The most true "members" that (ε, δ)-privacy leaves to any attack at this rate of false ones.

    TPR ≤ e^ε FPR + δ, and the same with the roles of both answers exchanged:
    1 - FPR ≤ e^ε (1 - TPR) + δ.
    """
    low = np.exp(min(epsilon, 700.0)) * false_rate + delta
    high = 1 - np.exp(-epsilon) * (1 - delta - false_rate)
    return np.clip(np.minimum(low, high), 0, 1)
