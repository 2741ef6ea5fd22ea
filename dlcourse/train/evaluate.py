"""Batches, and what a model answers to them."""

from contextlib import contextmanager
from typing import NamedTuple

import numpy as np

from .. import functional
from ..layers import Layer
from ..settings import check_integer

IGNORED = -100  # the default ignore_index of the losses
_LOSSES = "cross_entropy", "nll_loss", "binary_cross_entropy_with_logits", "mse_loss"


class Evaluation(NamedTuple):
    """Mean loss over all targets, and the share of right answers where they are classes."""

    loss: float
    accuracy: float | None


def minibatches(*arrays, batch_size, rng=None):
    """Yield the arrays in batches, cut along their first axis, each example once.

    Parameters
    ----------
    *arrays : array
        Of one length N.
    batch_size : int
        The last batch holds what is left and may be smaller.
    rng : numpy.random.Generator, optional
        Shuffles the examples; in order when not given.

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
    order = shuffled(count, rng)
    for start in range(0, count, batch_size):
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
        Examples and targets, of one length N of at least 1. Classes of -100, as behind the end of
        a sequence, have no part in loss and accuracy.
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
    total, right, count = 0.0, 0, check_targets(y)
    with evaluating(model):
        for start in range(0, len(x), batch_size):
            targets = y[start : start + batch_size]
            if not count_targets(targets):
                continue
            out = answer(model, x[start : start + batch_size])
            total += float(forward(out, targets=targets)[0]) * count_targets(targets)
            right += count_right(out, targets)
    return Evaluation(total / count, right / count if holds_classes(y) else None)


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


def loss_pair(loss):
    """Forward and backward of a loss that is given by name or as that pair."""
    if isinstance(loss, str):
        if loss not in _LOSSES:
            raise ValueError(f"loss must be one of {', '.join(_LOSSES)}, got {loss!r}")
        return tuple(getattr(functional, f"{loss}_{way}") for way in ("forward", "backward"))
    if not (isinstance(loss, (tuple, list)) and len(loss) == 2 and all(map(callable, loss))):
        raise ValueError(f"loss must be a name or a pair (forward, backward), got {loss!r}")
    return tuple(loss)


def holds_classes(y):
    """Whether the targets are classes, so that answers are right or wrong."""
    return np.asarray(y).dtype.kind in "iu"


def count_targets(targets):
    """Number of targets that count: of classes, those that the losses do not ignore."""
    return int((targets != IGNORED).sum()) if holds_classes(targets) else len(targets)


def check_targets(targets):
    """Refuse targets that are all ignored: their mean loss is 0 / 0; returns how many count."""
    count = count_targets(targets)
    if not count:
        raise ValueError(f"all targets of a batch or data set are {IGNORED}: none is left to learn")
    return count


def answer(model, x):
    """Output of the model, which has to be one array."""
    out = model(x)
    if isinstance(out, tuple):
        raise ValueError(
            f"{type(model).__name__} gives a tuple, but one array is needed: "
            "put it into a Container that chooses"
        )
    return out


def count_right(out, targets):
    """Number of answers, the largest of the class axis, that are right; 0 without classes."""
    return int((out.argmax(axis=1) == targets).sum()) if holds_classes(targets) else 0


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


def check_rng(rng):
    """Refuse what is neither a generator nor None."""
    if rng is not None and not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng must be a numpy.random.Generator, got {_kind(rng)}")


def _kind(value):
    return "an array without axes" if isinstance(value, np.ndarray) else type(value).__name__
