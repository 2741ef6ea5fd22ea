"""Metrics of answers: counts of right and wrong, and what can be divided by what."""

import numpy as np

from ..settings import check_choice, check_integer, check_number
from ._check import check_classes

_AVERAGES = ("binary", "micro", "macro", "weighted", None)


def accuracy(targets, predictions):
    """Share of right answers.

    Raises
    ------
    ValueError
        If the two are not integer arrays of one shape (N,), or N is 0.

    Examples
    --------
    >>> accuracy(np.array([0, 1, 2, 2]), np.array([0, 1, 2, 1]))
    0.75
    """
    targets, predictions = check_classes(targets, predictions)
    return float(np.mean(targets == predictions))


def confusion_matrix(targets, predictions, *, classes=None):
    """Counts: entry [i, j] is the number of examples of class i that were answered j.

    Parameters
    ----------
    targets, predictions : array of int (N,)
    classes : int, optional
        Number of classes V, of 0 to V - 1. When not given, rows and columns are the classes that
        occur, in order.

    Returns
    -------
    array of int64 (V, V)

    Raises
    ------
    ValueError
        If a class is not below `classes`, or the arrays do not fit each other.

    Examples
    --------
    >>> confusion_matrix(np.array([0, 0, 1]), np.array([0, 1, 1]))
    array([[1, 1],
           [0, 1]])
    """
    targets, predictions = check_classes(targets, predictions)
    both = np.concatenate([targets, predictions])
    if classes is None:
        names, both = np.unique(both, return_inverse=True)
        classes = len(names)
    else:
        check_integer("classes", classes, low=1)
        if both.min() < 0 or both.max() >= classes:
            raise ValueError(
                f"targets and predictions must be from 0 to {classes - 1}, as classes={classes} "
                f"says, got {both.min()} to {both.max()}"
            )
    i, j = both[: len(targets)].astype(np.int64), both[len(targets) :].astype(np.int64)
    return np.bincount(i * classes + j, minlength=classes**2).reshape(classes, classes)


def precision(targets, predictions, *, average="binary", pos_label=1, zero_division=0.0):
    """Of the answers "class c", the share that is right: ``TP / (TP + FP)``.

    Parameters
    ----------
    targets, predictions : array of int (N,)
    average : {"binary", "micro", "macro", "weighted", None}
        "binary": of the class `pos_label`, where there are two. None: of each class that occurs, in
        order. "macro": their mean; "weighted": their mean, weighted by true examples. "micro": one
        ratio of the sums over all classes.
    pos_label : int
        The class that "binary" looks for.
    zero_division : float
        The value of 0 / 0; with NaN, such classes are left out of means.

    Returns
    -------
    float, or array (V,) with ``average=None``

    Raises
    ------
    ValueError
        If average is unknown, or "binary" and the classes are not two, or the arrays do not fit.

    Examples
    --------
    >>> precision(np.array([1, 0, 1, 0]), np.array([1, 1, 1, 0])).__round__(4)
    0.6667
    """
    hits, answered, true = _counts(targets, predictions, average, pos_label)
    return _average(hits, answered, true, average, zero_division)


def recall(targets, predictions, *, average="binary", pos_label=1, zero_division=0.0):
    """Of the examples of class c, the share that was found: ``TP / (TP + FN)``.

    Parameters, value and errors as `precision`.

    Examples
    --------
    >>> recall(np.array([1, 0, 1, 0]), np.array([1, 1, 0, 0]))
    0.5
    """
    hits, _, true = _counts(targets, predictions, average, pos_label)
    return _average(hits, true, true, average, zero_division)


def f1_score(targets, predictions, *, average="binary", pos_label=1, zero_division=0.0):
    """Harmonic mean of precision and recall: ``2 TP / (2 TP + FP + FN)``.

    Parameters, value and errors as `precision`. "macro" is the mean of the classes' F1, not the F1
    of mean precision and mean recall.

    Examples
    --------
    >>> f1_score(np.array([1, 0, 1, 0]), np.array([1, 1, 1, 0]))
    0.8
    """
    hits, answered, true = _counts(targets, predictions, average, pos_label)
    return _average(2 * hits, answered + true, true, average, zero_division)


def _counts(targets, predictions, average, pos_label):
    """Per class (or of pos_label, or summed): right answers, answers, true examples."""
    check_choice("average", average, _AVERAGES)
    check_integer("pos_label", pos_label)
    targets, predictions = check_classes(targets, predictions)
    matrix = confusion_matrix(targets, predictions)
    counts = np.stack([matrix.diagonal(), matrix.sum(axis=0), matrix.sum(axis=1)])
    if average == "micro":
        return counts.sum(axis=1, keepdims=True)
    if average != "binary":
        return counts
    present = np.union1d(targets, predictions)
    if len(present) > 2:
        raise ValueError(
            f"average='binary' needs two classes, got {len(present)}; "
            "choose 'macro', 'micro', 'weighted' or None"
        )
    if pos_label not in present and len(present) == 2:
        raise ValueError(f"pos_label must be one of {present.tolist()}, got {pos_label!r}")
    return counts[:, present == pos_label] if pos_label in present else np.zeros((3, 1), int)


def _average(numerator, denominator, weights, average, zero_division):
    if not (isinstance(zero_division, float) and np.isnan(zero_division)):
        check_number("zero_division", zero_division, 0, 1)
    ratios = np.full(numerator.shape, float(zero_division))
    np.divide(numerator, denominator, out=ratios, where=denominator != 0)
    if average is None:
        return ratios
    known = ~np.isnan(ratios)
    if not known.any():
        return float("nan")
    if average == "weighted" and weights[known].sum():
        return float(np.average(ratios[known], weights=weights[known]))
    return float(ratios[known].mean())
