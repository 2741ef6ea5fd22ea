"""Walls to be inspected: patches of real surfaces, some with a bright or a dark scratch."""

import numpy as np

from ...data import scratch, textures

WALLS = ("brick", "grass", "gravel")
SIDE, DEPTH = 12, 0.4


def scratched_walls(split, *, names=WALLS, dark=True, seed=0):
    """Return patches of walls, half of them scratched, one row of pixels each.

    Of four patches drawn at random, one gets a bright scratch and one a dark one, which is a
    bright scratch on the negative: 1 - scratch(1 - x).

    Parameters
    ----------
    split : "train", "test" or "all"
        Left halves of the photographs, right halves, or both; see `dlcourse.data.textures`.
    names : sequence of str
        Any of "brick", "grass", "gravel".
    dark : bool
        False: all scratches are bright.
    seed : int

    Returns
    -------
    x : array (N, 144), float32
        Brightness of 12 by 12 pixels, from 0 to 1. Half a photograph gives 882 patches, row by
        row from its upper left; no two overlap.
    y : array (N,), int64
        1 scratched, 0 not.

    Raises
    ------
    ValueError
        If split or a name is unknown.

    Examples
    --------
    >>> x, y = scratched_walls("train", names=["brick"])
    >>> x.shape, round(float(y.mean()), 2)
    ((882, 144), 0.5)
    """
    rng = np.random.default_rng(seed)
    x = textures(split, names=names, side=SIDE, step=SIDE, share=0, rng=rng).x
    kind = rng.permutation(np.arange(len(x)) % 4)  # 0 bright, 1 dark, 2 and 3 none
    x[kind == 0] = scratch(x[kind == 0], depth=DEPTH, rng=rng)[0]
    other = x[kind == 1]
    x[kind == 1] = (
        1 - scratch(1 - other, depth=DEPTH, rng=rng)[0]
        if dark
        else scratch(other, depth=DEPTH, rng=rng)[0]
    )
    return x.reshape(len(x), SIDE**2), (kind < 2).astype(np.int64)


def contrast(x):
    """Return seven numbers that say whether something stands out in a patch.

    Parameters
    ----------
    x : array (N, 144)

    Returns
    -------
    array (N, 7)
        Standard deviation; largest deviation above and below the mean; mean step between
        neighbors down and across; largest step down and across.

    Examples
    --------
    >>> x = np.zeros((1, 144))
    >>> x[0, 0] = 1.44
    >>> contrast(x).round(2)
    array([[0.12, 1.43, 0.01, 0.01, 0.01, 1.44, 1.44]])
    """
    deviation = x - x.mean(axis=1, keepdims=True)
    steps = [abs(np.diff(x.reshape(-1, SIDE, SIDE), axis=axis)) for axis in (1, 2)]
    columns = [x.std(axis=1), deviation.max(axis=1), -deviation.min(axis=1)]
    columns += [step.mean(axis=(1, 2)) for step in steps]
    columns += [step.max(axis=(1, 2)) for step in steps]
    return np.stack(columns, axis=1)
