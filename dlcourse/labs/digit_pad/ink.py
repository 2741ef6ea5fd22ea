"""From a drawing to an image such as the network was trained with."""

import numpy as np

from ...data import enlarge

SIDE = 56
"""Pixels per side of the pad's drawing."""

PEN = 0.08
"""Width of the pen, as a part of the pad."""

_INK = 300
"""Pixels of 32 by 32 that are on in an image of digits28, whatever the digit."""


def rasterize(strokes):
    """Return the ink of strokes, shape (56, 56), float32, 0 to 1.

    Parameters
    ----------
    strokes : list of list of (float, float)
        Points (x, y) of each stroke, from (0, 0) upper left to (1, 1) lower right.
    """
    centers = (np.arange(SIDE) + 0.5) / SIDE
    points = np.stack(np.meshgrid(centers, centers), axis=-1)
    nearest = np.full((SIDE, SIDE), np.inf)
    for stroke in strokes:
        corners = np.array(stroke, float).reshape(-1, 2)
        ends = corners[1:] if len(corners) > 1 else corners
        for start, end in zip(corners, ends, strict=False):
            along = end - start
            length = max(along @ along, 1e-12)
            t = np.clip((points - start) @ along / length, 0, 1)[..., None]
            distance = np.linalg.norm(points - start - t * along, axis=-1)
            nearest = np.minimum(nearest, distance)
    # One pixel of the edge fades out.
    return np.clip((PEN / 2 - nearest) * SIDE + 0.5, 0, 1).astype(np.float32)


def as_digits28(ink):
    """Return a drawing as `digits28` would hold it, shape (1, 1, 28, 28).

    In that data set each digit is 32 pixels high and up to 20 wide, its strokes are as thick as
    it takes to have about 300 pixels on, whatever the digit, and the pixels that are on are
    counted in blocks of 4 by 4. So does this; then the 8-by-8 counts are enlarged as there.

    Parameters
    ----------
    ink : ndarray, shape (H, W), float, 0 to 1

    Returns
    -------
    ndarray, shape (1, 1, 28, 28), float32
    """
    digit = _cut_out(ink)
    width = int(np.clip(round(32 * digit.shape[1] / digit.shape[0]), 4, 20))
    bitmap = np.zeros((32, 32), bool)
    left = (32 - width) // 2
    bitmap[:, left : left + width] = _resize(digit, 32, width) > 0.5
    counts = _thicken(bitmap).reshape(8, 4, 8, 4).sum(axis=(1, 3)).astype(int)
    return enlarge(counts[None])


def as_mnist(ink):
    """Return a drawing as MNIST would hold it, shape (1, 1, 28, 28).

    The digit is scaled, keeping its proportions, until its longer side is 20 pixels, and placed
    so that its center of mass is the center of the 28 by 28 pixels.

    Parameters
    ----------
    ink : ndarray, shape (H, W), float, 0 to 1

    Returns
    -------
    ndarray, shape (1, 1, 28, 28), float32
    """
    digit = _cut_out(ink)
    height, width = (max(1, round(20 * side / max(digit.shape))) for side in digit.shape)
    small = _resize(digit, height, width)
    mass = small.sum()
    row = 14 - (small.sum(axis=1) @ (np.arange(height) + 0.5)) / mass
    column = 14 - (small.sum(axis=0) @ (np.arange(width) + 0.5)) / mass
    top, left = np.clip([round(row), round(column)], 0, [28 - height, 28 - width])
    image = np.zeros((1, 1, 28, 28), np.float32)
    image[0, 0, top : top + height, left : left + width] = small
    return image


def _thicken(bitmap):
    """Make strokes thicker or thinner, evenly, until `_INK` pixels are on."""
    grid = np.argwhere(np.ones_like(bitmap))
    inside, outside = (
        np.sqrt(((grid[:, None] - np.argwhere(part)) ** 2).sum(axis=-1).min(axis=1))
        for part in (bitmap, ~bitmap)
    )
    depth = (inside - outside).reshape(bitmap.shape)
    return depth <= np.partition(depth.ravel(), _INK)[_INK]


def _cut_out(ink):
    rows, columns = np.flatnonzero((ink > 0.3).any(axis=1)), np.flatnonzero((ink > 0.3).any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _resize(image, height, width):
    """Average over areas: each new pixel is the mean of what it covers."""
    return _overlap(height, image.shape[0]) @ image @ _overlap(width, image.shape[1]).T


def _overlap(new, old):
    """Return the part of new pixel i that old pixel j covers, shape (new, old)."""
    edges, grid = np.arange(new + 1) * old / new, np.arange(old)
    low, high = np.maximum(edges[:-1, None], grid), np.minimum(edges[1:, None], grid + 1)
    return np.maximum(high - low, 0) * new / old
