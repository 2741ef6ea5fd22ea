"""Weights that are cut: masks, held while training, and units left out."""

import itertools

import numpy as np

from ...layers import Linear
from ...settings import check_number
from .networks import of_arrays


def magnitude_masks(params, *, keep):
    """Mark the share of the weights that is largest in size, of all arrays together.

    Parameters
    ----------
    params : dict of str to array
        Arrays of two axes and more are cut; the others are left out.
    keep : float
        From 0 to 1. Exactly round(keep × count) weights are kept; of equal ones the earlier.

    Returns
    -------
    dict of str to bool array
        True where a weight is kept.

    Raises
    ------
    ValueError
        If keep is not from 0 to 1.

    Notes
    -----
    Source: Han, Pool, Tran, Dally (2015), Learning both weights and connections for efficient
    neural networks. They choose a threshold for each layer.

    Examples
    --------
    >>> masks = magnitude_masks({"a": np.array([[1.0, -4.0]]), "b": np.array([[3.0]])}, keep=2 / 3)
    >>> {name: mask.tolist() for name, mask in masks.items()}
    {'a': [[False, True]], 'b': [[True]]}
    """
    keep = check_number("keep", keep, 0, 1)
    cut = {name: array for name, array in params.items() if array.ndim >= 2}
    flat = np.concatenate([array.ravel() for array in cut.values()])
    kept = np.zeros(flat.size, bool)
    kept[np.argsort(-np.abs(flat), kind="stable")[: round(keep * flat.size)]] = True
    ends = np.cumsum([array.size for array in cut.values()])[:-1]
    parts = np.split(kept, ends)
    return {name: part.reshape(cut[name].shape) for name, part in zip(cut, parts, strict=True)}


def shuffled_masks(masks, *, rng):
    """Keep as many weights of each array as `masks` does, but drawn by chance.

    Examples
    --------
    >>> shuffled = shuffled_masks({"w": np.arange(12) < 3}, rng=np.random.default_rng(0))
    >>> int(shuffled["w"].sum())
    3
    """
    return {name: rng.permuted(mask.ravel()).reshape(mask.shape) for name, mask in masks.items()}


def hold(masks, *, every=1):
    """Return a function that sets the cut weights of a model to zero: ``fit(after_step=...)``.

    Parameters
    ----------
    masks : dict of str to bool array
        False where a weight is cut.
    every : int
        Do it at every call, every second one, ...

    Examples
    --------
    >>> layer = Linear(2, 1)
    >>> hold({"weight": np.array([[False, False]])})(layer)
    >>> bool(layer.params["weight"].any())
    False
    """

    calls = itertools.count(1)

    def apply(model):
        if next(calls) % every == 0:
            for name, mask in masks.items():
                model.params[name] *= mask

    return apply


def drop_units(model, *, keep):
    """Return a smaller network without the hidden units that speak least to the next layer.

    Of each hidden layer the units with the largest outgoing |w|, summed, times the length of their
    own row are kept: round(keep × units). Matrices become smaller in earnest.

    Parameters
    ----------
    model : Sequential
        Linear, ReLU, Linear, ReLU, ... Linear. Not changed.
    keep : float
        Share of each hidden layer that stays.

    Examples
    --------
    >>> from dlcourse.layers import ReLU, Sequential
    >>> big = Sequential(Linear(3, 8), ReLU(), Linear(8, 2))
    >>> [a.shape for a in drop_units(big, keep=0.25).params.values()]
    [(2, 3), (2,), (2, 2), (2,)]
    """
    linear = [layer for layer in model if isinstance(layer, Linear)]
    arrays = [(layer.params["weight"], layer.params["bias"]) for layer in linear]
    for k in range(len(arrays) - 1):
        (w, b), (after, after_b) = arrays[k : k + 2]
        worth = np.linalg.norm(w, axis=1) * np.abs(after).sum(axis=0)
        kept = np.sort(np.argsort(-worth, kind="stable")[: round(keep * len(w))])
        arrays[k : k + 2] = (w[kept], b[kept]), (after[:, kept], after_b)
    return of_arrays([array for pair in arrays for array in pair])
