"""Depth from two pictures: what fits what, a box filter, the best shift, and what is hidden."""

import numpy as np

from ...settings import check_integer

RANGE = 32
"""Disparities that are tried on the motorcycle: 0 to 31 pixels."""


def depth_of(disparity, pair):
    """Distance in meters of what has a disparity: Z = f B / (d + offset).

    Parameters
    ----------
    disparity : array
        In pixels.
    pair : StereoPair

    Returns
    -------
    array like disparity
    """
    return pair.focal * pair.baseline / (disparity + pair.offset)


def absolute_differences(left, right, count=RANGE):
    """How badly a pixel of the left picture fits the one d columns further left in the right one.

        cost[d, i, j] = |left[i, j] - right[i, j - d]|,     1 where j - d < 0

    Parameters
    ----------
    left, right : array (H, W)
        Brightness from 0 to 1.
    count : int
        Disparities 0 to count - 1 are tried.

    Returns
    -------
    array (count, H, W)

    Examples
    --------
    >>> left, right = np.array([[0.0, 0.5, 1.0]]), np.array([[0.5, 1.0, 1.0]])
    >>> absolute_differences(left, right, 2)[1]
    array([[1., 0., 0.]])
    """
    check_integer("count", count, low=1, high=left.shape[1])
    cost = np.ones((count, *left.shape), left.dtype)
    for d in range(count):
        cost[d, :, d:] = np.abs(left[:, d:] - right[:, : left.shape[1] - d])
    return cost


def box_sum(x, size):
    """Sum over a window of size by size pixels around each pixel; zeros lie outside.

    The sum of a window is the difference of two running sums, so its cost does not depend on the
    size of the window: first along the columns, then along the rows.

    Parameters
    ----------
    x : array (..., H, W)
    size : int
        Odd.

    Returns
    -------
    array like x

    Examples
    --------
    >>> box_sum(np.arange(5.0).reshape(1, 5), 3)
    array([[1., 3., 6., 9., 7.]])
    """
    check_integer("size", size, low=1)
    if size % 2 == 0:
        raise ValueError(f"size must be odd, so that a pixel is in the middle, got {size}")
    for axis in (-1, -2):
        x = _slide(x, size, axis)
    return x


def _slide(x, size, axis):
    half = size // 2
    border = [(0, 0)] * x.ndim
    border[axis] = (half + 1, half)
    total = np.cumsum(np.pad(x, border), axis=axis, dtype=np.float64)
    near = np.arange(x.shape[axis])
    upper, lower = (np.take(total, near + shift, axis=axis) for shift in (size, 0))
    return (upper - lower).astype(x.dtype)


def best_shift(cost):
    """The disparity with the least cost at each pixel, the smallest of several: (H, W) of int."""
    return cost.argmin(axis=0)


def hidden(disparity):
    """Which pixels of the left picture have no partner in the right one.

    Follow each pixel to its column in the right picture, rounded. Where two meet, the one with
    the greater disparity is nearer and hides the other. Outside of the right picture there is no
    partner either. Pixels whose disparity is not known hide nothing and are not hidden.

    Parameters
    ----------
    disparity : array (H, W)
        NaN where it is not known.

    Returns
    -------
    array of bool (H, W)

    Examples
    --------
    >>> hidden(np.array([[0.0, 0.0, 1.0, 0.0]]))  # the third lands where the second does
    array([[False,  True, False, False]])
    """
    rows, columns = np.nonzero(np.isfinite(disparity))
    d = disparity[rows, columns]
    landing = np.round(columns - d).astype(int)
    inside = landing >= 0
    nearest = np.full(disparity.shape, -np.inf)
    np.maximum.at(nearest, (rows[inside], landing[inside]), d[inside])
    out = np.zeros(disparity.shape, bool)
    out[rows[~inside], columns[~inside]] = True
    behind = d < nearest[rows, np.maximum(landing, 0)] - 0.75
    out[rows[inside], columns[inside]] = behind[inside]
    return out


def share_wrong(guess, disparity, where=True, *, tolerance=1.0):
    """The share of the known pixels whose disparity is wrong by more than the tolerance.

    Parameters
    ----------
    guess, disparity : array (H, W)
        NaN in `disparity` marks what is not known.
    where : array of bool (H, W), optional
        Which pixels count.
    tolerance : float
        In pixels.

    Returns
    -------
    float

    Examples
    --------
    >>> float(share_wrong(np.array([3, 4, 9]), np.array([3.5, 6.0, np.nan])))
    0.5
    """
    counted = np.isfinite(disparity) & where
    return np.mean(np.abs(guess - disparity)[counted] > tolerance)


def semi_global(pair, *, block, small, large):
    """OpenCV's semi-global block matching, an optional tool: disparities in steps of 1/16 pixel.

    The left border is continued by 32 columns, since OpenCV gives no answer there otherwise.
    Nothing is refused or mended afterwards.

    Parameters
    ----------
    pair : StereoPair
    block : int
        Side of the window, odd.
    small, large : int
        What a pixel of the window pays where its disparity differs from its neighbor's by 1, and
        by more.

    Returns
    -------
    array (H, W)

    References
    ----------
    H. Hirschmüller (2008), Stereo processing by semiglobal matching and mutual information.
    """
    import cv2

    pictures = (np.round(255 * picture).astype(np.uint8) for picture in (pair.left, pair.right))
    left, right = (np.pad(picture, ((0, 0), (RANGE, 0)), "edge") for picture in pictures)
    penalties = {"P1": small * block**2, "P2": large * block**2}
    settings = {"minDisparity": 0, "numDisparities": RANGE, "preFilterCap": 15}
    matcher = cv2.StereoSGBM_create(blockSize=block, **penalties, **settings)
    return matcher.compute(left, right)[:, RANGE:] / 16
