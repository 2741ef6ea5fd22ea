"""A detector for small patches, slid over a whole photograph."""

import numpy as np

from ...settings import check_integer

SIDE = 25


def windows(photo, *, side=SIDE, stride=4):
    """Cut every window out of a photograph, at corners `stride` pixels apart.

    Parameters
    ----------
    photo : array (H, W)
        Brightness from 0 to 1.
    side : int
        Height and width of a window in pixels.
    stride : int
        Pixels from one corner to the next, down and across.

    Returns
    -------
    patches : array (rows · columns, 1, side, side)
        rows = (H - side) // stride + 1, columns likewise; row by row.
    corners : array of int (rows · columns, 2)
        Row and column of each window's upper left pixel.

    Raises
    ------
    ValueError
        If photo does not have two axes or is smaller than a window.

    Examples
    --------
    >>> patches, corners = windows(np.zeros((40, 60)), side=25, stride=10)
    >>> patches.shape, corners[-1].tolist()
    ((8, 1, 25, 25), [10, 30])
    """
    if photo.ndim != 2:
        raise ValueError(f"photo must have shape (H, W), got {photo.shape}")
    check_integer("side", side, low=1, high=min(photo.shape))
    check_integer("stride", stride, low=1)
    view = np.lib.stride_tricks.sliding_window_view(photo, (side, side))[::stride, ::stride]
    corners = stride * np.indices(view.shape[:2]).reshape(2, -1).T
    return view.reshape(-1, 1, side, side).copy(), corners


def score_map(score, photo, *, side=SIDE, stride=4, batch=1024):
    """Score of every window, in the place of its corner.

    Parameters
    ----------
    score : callable
        Takes patches (N, 1, side, side) and returns their scores (N,).
    photo : array (H, W)
    side, stride : int
        As for `windows`.
    batch : int
        Windows that are scored at once.

    Returns
    -------
    array (rows, columns)
        Entry (i, j) belongs to the window whose corner is pixel (stride · i, stride · j).

    Examples
    --------
    >>> photo = np.arange(30.0)[:, None] + np.zeros(28)
    >>> score_map(lambda patches: patches.mean(axis=(1, 2, 3)), photo, side=25, stride=3)
    array([[12., 12.],
           [15., 15.]])
    """
    patches, corners = windows(photo, side=side, stride=stride)
    parts = [score(patches[k : k + batch]) for k in range(0, len(patches), batch)]
    rows, columns = corners[-1] // stride + 1
    return np.concatenate(parts).reshape(rows, columns)


def overlap(boxes, box):
    """Intersection over union of each box with one: the share of their common area.

    Parameters
    ----------
    boxes : array (M, 3)
        Row and column of the upper left corner, and the side.
    box : (row, column, side)

    Returns
    -------
    array (M,)

    Examples
    --------
    >>> overlap(np.array([[0, 0, 2], [0, 1, 2], [5, 5, 2]]), (0, 0, 2)).round(4)
    array([1.    , 0.3333, 0.    ])
    """
    boxes, box = np.asarray(boxes), np.asarray(box)
    corner, side = boxes[:, :2], boxes[:, 2]
    start = np.maximum(corner, box[:2])
    end = np.minimum(corner + side[:, None], box[:2] + box[2])
    common = np.maximum(0, end - start).prod(axis=1)
    return common / (side**2 + box[2] ** 2 - common)


def shrink(photo, factor):
    """Mean of blocks of factor by factor pixels; what does not fill a block is cut off.

    A detector of one size finds larger faces in a smaller picture.

    Examples
    --------
    >>> shrink(np.array([[0.0, 1.0, 9.0], [2.0, 3.0, 9.0]]), 2)
    array([[1.5]])
    """
    check_integer("factor", factor, low=1, high=min(photo.shape))
    rows, columns = (size // factor for size in photo.shape)
    cut = photo[: rows * factor, : columns * factor]
    return cut.reshape(rows, factor, columns, factor).mean(axis=(1, 3))
