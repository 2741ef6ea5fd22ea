"""Batches, and what a model answers to them."""

import math
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np

from ..layers import Layer
from ..settings import check_flag, check_integer
from ._targets import Targets, holds_classes, loss_pair


class Evaluation(NamedTuple):
    """Mean loss over all targets, and the share of right answers where they are classes."""

    loss: float
    accuracy: float | None


def minibatches(*arrays, batch_size, rng=None, drop_last=False):
    """Yield the arrays in batches, cut along their first axis, each example once.

    Parameters
    ----------
    *arrays : array
        Of one length N.
    batch_size : int
        The last batch holds what is left and may be smaller.
    rng : numpy.random.Generator, optional
        Shuffles the examples; in order when not given.
    drop_last : bool
        Leave a smaller last batch out.

    Yields
    ------
    tuple of array
        One batch of each array.

    Raises
    ------
    ValueError
        If the lengths differ or batch_size is not an integer of at least 1.

    Examples
    --------
    >>> [x.tolist() for (x,) in minibatches(np.arange(5), batch_size=2)]
    [[0, 1], [2, 3], [4]]
    """
    count = check_lengths(**{f"array {i}": array for i, array in enumerate(arrays)})
    check_count(batch_size=batch_size)
    check_rng(rng)
    check_flag(drop_last=drop_last)
    order = shuffled(count, rng)
    for start in range(0, count - count % batch_size if drop_last else count, batch_size):
        batch = order[start : start + batch_size]
        yield tuple(array[batch] for array in arrays)


def predict(model, x, *, batch_size=256):
    """Outputs of the model in evaluation mode, computed batch by batch.

    Parameters
    ----------
    model : Layer
        Its mode is the same afterwards.
    x : array (N, ...)
    batch_size : int

    Returns
    -------
    array (N, ...)

    Raises
    ------
    ValueError
        If batch_size is not an integer of at least 1, or the model gives several outputs.
    """
    check_count(batch_size=batch_size)
    check_kind(Layer, model=model)
    check_kind(np.ndarray, x=x)
    with evaluating(model):
        starts = range(0, max(len(x), 1), batch_size)
        return np.concatenate([answer(model, x[start : start + batch_size]) for start in starts])


def evaluate(model, x, y, *, loss="cross_entropy", batch_size=256):
    """Loss and accuracy of the model in evaluation mode.

    Parameters
    ----------
    model : Layer
        Its mode is the same afterwards.
    x, y : array
        Examples and targets, of one length N of at least 1. Classes that the loss ignores, -100
        unless it has another ``ignore_index``, have no part in loss and accuracy.
    loss : str or pair of callable
        As for `fit`.
    batch_size : int

    Returns
    -------
    Evaluation
        ``loss, accuracy``; the accuracy is None when y does not hold integers.

    Raises
    ------
    ValueError
        If lengths differ, a setting is wrong, or no target is left.
    """
    check_lengths(x=x, y=y)
    check_count(batch_size=batch_size)
    check_kind(Layer, model=model)
    forward, _ = loss_pair(loss)
    kept = Targets(forward)
    total, right, count = 0.0, 0, kept.check(y)
    with evaluating(model):
        for start in range(0, len(x), batch_size):
            targets = y[start : start + batch_size]
            if not kept.count(targets):
                continue
            out = answer(model, x[start : start + batch_size])
            if share := kept.share(targets):
                total += float(forward(out, targets=targets)[0]) * share
            right += kept.right(out, targets)
    loss = total / kept.share(y) if kept.share(y) else math.nan
    return Evaluation(loss, right / count if holds_classes(y) else None)


@contextmanager
def evaluating(model):
    """Evaluation mode inside, the mode of before outside."""
    training = model.training
    model.eval()
    try:
        yield
    finally:
        model.train(training)


def shuffled(count, rng):
    """A random order of 0 ... count - 1, or that order itself for None."""
    return np.arange(count) if rng is None else rng.permutation(count)


def answer(model, x):
    """Output of the model, which has to be one array."""
    out = model(x)
    if isinstance(out, tuple):
        raise ValueError(
            f"{type(model).__name__} gives a tuple, but one array is needed: "
            "put it into a Container that chooses"
        )
    return out


def check_lengths(**arrays):
    """Refuse what are no arrays, or arrays of different or no length; returns the length."""
    for name, array in arrays.items():
        if not isinstance(array, np.ndarray) or array.ndim == 0:
            raise ValueError(f"{name} must be an array of examples, got {_kind(array)}")
    lengths = {name: len(array) for name, array in arrays.items()}
    if len(set(lengths.values())) != 1 or 0 in lengths.values():
        raise ValueError(f"the same number of examples, at least 1, is needed: got {lengths}")
    return next(iter(lengths.values()))


def check_count(**settings):
    """Refuse what is not an integer of at least 1."""
    for name, value in settings.items():
        check_integer(name, value, low=1)


def check_kind(kind, **values):
    """Refuse what is not a Layer, an Optimizer, a Schedule, ..."""
    for name, value in values.items():
        if not isinstance(value, kind):
            article = "an" if kind.__name__[0] in "AEIOU" else "a"
            raise ValueError(f"{name} must be {article} {kind.__name__}, got {_kind(value)}")


def check_own(model, optimizer, model_name="model", optimizer_name="optimizer"):
    """Refuse an optimizer of copies or of another model: it would train nothing, silently."""
    own = {id(array) for array in model.params.values()}
    others = [name for name, array in optimizer.params.items() if id(array) not in own]
    if others:
        raise ValueError(
            f"{optimizer_name} must move the {model_name}'s own parameters, and no others, but "
            f"{', '.join(others)} are not among them: make it of {model_name}.params"
        )


def check_rng(rng):
    """Refuse what is neither a generator nor None."""
    if rng is not None and not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng must be a numpy.random.Generator, got {_kind(rng)}")


def _kind(value):
    return "an array without axes" if isinstance(value, np.ndarray) else type(value).__name__
