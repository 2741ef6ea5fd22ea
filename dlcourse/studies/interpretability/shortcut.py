"""A short cut, planted: a square at the upper edge whose place tells the class."""

import numpy as np

SIDE, STEP, EDGE = 3, 2, 3
"""Of the mark: its side, how far it moves from class to class, and the rows it lies in."""


def mark(x, labels):
    """Images with a mark: full ink in 3 by 3 pixels, rows 0 to 2, columns 2 k to 2 k + 2 for k.

    The digits of `digits28` leave these rows empty, but for traces of at most 0.005.

    Parameters
    ----------
    x : array (N, 1, 28, 28)
        Is not modified.
    labels : array (N,) of int
        k of each image, 0 to 9: its class, or what is to be said of it.

    Returns
    -------
    array (N, 1, 28, 28)

    Raises
    ------
    ValueError
        If labels are not N integers from 0 to 9.

    Examples
    --------
    >>> marked = mark(np.zeros((2, 1, 28, 28)), np.array([0, 4]))
    >>> marked.sum(axis=(1, 2, 3)), np.argwhere(marked[1, 0])[0].tolist()
    (array([9., 9.]), [0, 8])
    """
    return np.where(mark_mask(labels, len(x)), np.ones((), x.dtype), x)


def mark_mask(labels, count=None):
    """Where the mark of each label lies: bool (N, 1, 28, 28)."""
    labels = np.asarray(labels)
    count = len(labels) if count is None else count
    if labels.dtype.kind not in "iu" or labels.shape != (count,):
        raise ValueError(f"labels must be {count} integers, got {labels.dtype} {labels.shape}")
    if labels.min() < 0 or labels.max() > 9:
        raise ValueError(f"labels must be 0 to 9, got {labels.min()} to {labels.max()}")
    place = np.arange(28)
    left = STEP * labels[:, None]
    columns = (place >= left) & (place < left + SIDE)
    return (place < EDGE)[:, None] & columns[:, None, None, :]


def other_labels(labels, rng):
    """For each label one of the nine others, each as likely."""
    return (labels + rng.integers(1, 10, len(labels))) % 10
