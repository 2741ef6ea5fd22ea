"""Who was in the training set? Networks whose members were drawn by coins, and attacks on them."""

from typing import NamedTuple

import numpy as np

from ...data import digits8
from ...functional import cross_entropy_backward, cross_entropy_forward
from ...layers import Linear, ReLU, Sequential
from ...optim import Adam

MODELS = 16


class Pool(NamedTuple):
    """Examples of which some will be members."""

    x: np.ndarray
    y: np.ndarray
    wrong: np.ndarray
    rest: np.ndarray


def flat_digits(split):
    """Digits of 8 by 8 as rows of 64 numbers from -0.3 to 0.7, and their classes.

    0.3 is no statistic of the images: to measure one would be to publish it.
    """
    x, y = digits8(split)
    return x.reshape(len(x), -1) - np.float32(0.3), y


def all_digits():
    """All 1797 of `flat_digits`."""
    return flat_digits("all")


def noisy_pool(count=200, wrong=0.2, *, seed=0):
    """Draw digits, and give some of them another label, at random.

    Returns
    -------
    Pool
        x (count, 64), y (count,) with the wrong labels; `wrong` says where; `rest` (1797 - count,)
        are the indices of the others in `all_digits`.

    Examples
    --------
    >>> pool = noisy_pool(50)
    >>> pool.x.shape, int(pool.wrong.sum()), len(pool.rest)
    ((50, 64), 10, 1747)
    """
    rng = np.random.default_rng(seed)
    x, y = all_digits()
    order = rng.permutation(len(x))
    own, y = order[:count], y.copy()
    bad = own[rng.random(count).argsort()[: round(wrong * count)]]
    y[bad] = (y[bad] + rng.integers(1, 10, len(bad))) % 10
    return Pool(x[own], y[own], np.isin(own, bad), order[count:])


def coins(count, *, models=MODELS, seed=4):
    """Which model takes which example: each example of each model by a fair coin of its own.

    Returns
    -------
    array (models, count) of bool

    Examples
    --------
    >>> coins(4, models=2)
    array([[False,  True,  True,  True],
           [False,  True, False,  True]])
    """
    return np.random.default_rng([seed, 1]).random((models, count)) < 0.5


def reader(*, rng):
    """64 numbers, 32 hidden units, ten classes."""
    return Sequential(Linear(64, 32, rng=rng), ReLU(), Linear(32, 10, rng=rng))


def train_reader(x, y, *, steps, seed):
    """A reader after so many steps of Adam, each on all examples."""
    model = reader(rng=np.random.default_rng(seed))
    optimizer = Adam(model.params, lr=0.01)
    for _ in range(steps):
        _, cache = cross_entropy_forward(model(x), targets=y)
        model.backward(cross_entropy_backward(1.0, cache))
        optimizer.step(model.grads)
    return model


def own_odds(model, x, y):
    """Log-odds that the model gives to the label that stands there: ln p - ln(1 - p).

    The loss is -ln p = ln(1 + e^(-odds)), so a threshold on either is one on the other.

    Returns
    -------
    array (N,), float64

    Examples
    --------
    >>> class Same:
    ...     def __call__(self, x):
    ...         return np.log([[8.0, 1.0, 1.0]])
    >>> own_odds(Same(), np.zeros((1, 2)), np.array([0])).round(4)  # ln .8 - ln .2
    array([1.3863])
    """
    logits = np.asarray(model(x), float)
    own = logits[np.arange(len(y)), y]
    others = logits.copy()
    others[np.arange(len(y)), y] = -np.inf
    return own - others.max(axis=1) - _log_sum(others - others.max(axis=1, keepdims=True))


def _log_sum(shifted):
    return np.log(np.exp(shifted).sum(axis=1))


def without(odds, taken):
    """What is expected of an example that is not in: the mean over the other models without it.

    Parameters
    ----------
    odds, taken : array (K, N)
        Of each model and example; who took whom.

    Returns
    -------
    array (K, N)
        Entry [k, n] is the mean of odds[m, n] over the models m ≠ k that did not take n.

    Raises
    ------
    ValueError
        If an example has no such model.

    Examples
    --------
    >>> odds = np.array([[9.0], [1.0], [3.0]])
    >>> without(odds, np.array([[True], [False], [False]])).ravel()
    array([2., 3., 1.])
    """
    out = ~taken
    left = out.sum(axis=0) - out  # the model itself is no reference
    if not left.all():
        raise ValueError(f"no other model left out {(~left.all(axis=0)).sum()} of the examples")
    return ((odds * out).sum(axis=0) - odds * out) / left


def rate_at(scores, taken, false_rate, among=None):
    """Share of the members that are called, where this share of the others is called too.

    Parameters
    ----------
    scores, taken : array (K, N)
        A higher score says "member"; the threshold is the highest that is exceeded by at most
        `false_rate` of all scores of others.
    false_rate : float
    among : array (N,) of bool, optional
        Count only these members.

    Returns
    -------
    float

    Examples
    --------
    >>> scores = np.array([[3.0, 1.0, 2.0, 0.0]])
    >>> taken = np.array([[True, True, False, False]])
    >>> rate_at(scores, taken, 0.0), rate_at(scores, taken, 0.5)
    (0.5, 1.0)
    """
    others = np.sort(scores[~taken])[::-1]
    allowed = int(false_rate * len(others))
    threshold = others[allowed] if allowed < len(others) else -np.inf
    called = scores > threshold
    return float(called[taken if among is None else taken & among].mean())
