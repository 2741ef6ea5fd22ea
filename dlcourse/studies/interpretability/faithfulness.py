"""Is a map about the network? Likeness of maps, and what happens when its pixels go."""

import numpy as np

from ...functional import interpolate_forward, softmax_forward
from ...train import predict
from ._logit import check_images, check_targets

INK = 0.1
"""From here on a pixel of `digits28` counts as inked: their interpolation leaves traces below."""


def rank_correlation(a, b, where=None):
    """Spearman's ρ of two maps, image by image: the correlation of their ranks, array (N,).

    Parameters
    ----------
    a, b : array (N, ...)
    where : bool array (N, ...), optional
        The pixels that count; all if left out.

    Returns
    -------
    array (N,)
        Equal values share the mean of their ranks.

    Raises
    ------
    ValueError
        If the shapes differ, or a map is constant where it counts, so that it has no order.

    Examples
    --------
    >>> rank_correlation(np.array([[1.0, 2.0, 9.0]]), np.array([[0.0, 5.0, 6.0]]))
    array([1.])
    """
    from scipy.stats import rankdata

    where = np.ones(np.shape(a), bool) if where is None else where
    if not np.shape(a) == np.shape(b) == np.shape(where):
        raise ValueError(
            f"a, b and where must have one shape, got {np.shape(a)}, {np.shape(b)}, "
            f"{np.shape(where)}"
        )
    out = []
    for one, other, chosen in zip(a, b, where, strict=True):
        ranks = [rankdata(each[chosen]) for each in (one, other)]
        if any(np.ptp(rank) == 0 for rank in ranks):
            raise ValueError("a map is constant: its pixels have no order")
        out.append(np.corrcoef(*ranks)[0, 1])
    return np.array(out)


def deletion_curve(model, x, targets, scores, counts, *, insert=False):
    """Probability of each target when the first pixels of an order are gone: array (N, counts).

    Parameters
    ----------
    model, x, targets
        As for `gradient`; x has one channel.
    scores : array (N, 1, H, W)
        The greatest goes first. Of equal ones, the first in reading order.
    counts : sequence of int
        How many pixels are set to 0.
    insert : bool
        The other way round: an empty image gets those pixels.

    Returns
    -------
    array (N, len(counts))
        Its mean along the second axis is the area under the curve, on evenly spaced counts.

    Raises
    ------
    ValueError
        As for `gradient`; if scores has another shape than x.

    References
    ----------
    Samek, Binder, Montavon, Lapuschkin, Müller (2017), Evaluating the visualization of what a deep
    neural network has learned. Petsiuk, Das, Saenko (2018), RISE, which named the two curves.
    """
    check_images(model, x)
    targets = check_targets(targets, len(x))
    if np.shape(scores) != x.shape:
        raise ValueError(f"scores must have the shape of x, {x.shape}, got {np.shape(scores)}")
    order = np.argsort(-scores.reshape(len(x), -1), axis=1, kind="stable")
    place = np.argsort(order, axis=1).reshape(x.shape)
    out = []
    for count in counts:
        kept = (place < count) == insert
        said = softmax_forward(predict(model, np.where(kept, x, np.zeros((), x.dtype))), dim=1)[0]
        out.append(said[np.arange(len(x)), targets])
    return np.transpose(out)


def share_on(maps, where):
    """Part of Σ |map| that lies where `where` is true, image by image: array (N,)."""
    size = np.abs(maps)
    axes = tuple(range(1, size.ndim))
    return (size * where).sum(axis=axes) / size.sum(axis=axes)


def window_sums(image, side=3):
    """Sum of every window of side by side pixels, by its upper left pixel.

    Parameters
    ----------
    image : array (H, W)
    side : int

    Returns
    -------
    array (H - side + 1, W - side + 1)

    Examples
    --------
    >>> window_sums(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), side=2)
    array([[12., 16.]])
    """
    return np.lib.stride_tricks.sliding_window_view(image, (side, side)).sum(axis=(2, 3))


def class_templates(x, y):
    """Mean image of each class less the mean of all others: (10, 1, 28, 28). No network in it."""
    return np.stack([x[y == k].mean(axis=0) - x[y != k].mean(axis=0) for k in range(10)])


def enlarged(maps, size=28):
    """Maps (N, 1, h, w) of a layer in the size of the image: each entry becomes a square."""
    return interpolate_forward(maps, scale_factor=size // maps.shape[-1])[0]
