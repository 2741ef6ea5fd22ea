"""The coins of a photograph, as a person sees them."""

import numpy as np

CENTERS = np.array(
    [
        *[(44, 54), (101, 57), (155, 51), (215, 48), (276, 52), (335, 43)],
        *[(46, 125), (102, 126), (153, 126), (205, 122), (270, 119), (337, 125)],
        *[(43, 197), (102, 195), (154, 197), (210, 192), (273, 195), (345, 188)],
        *[(46, 259), (113, 266), (172, 263), (242, 263), (302, 263), (357, 268)],
    ]
)
"""Centers (column, row) of the 24 coins of `skimage.data.coins`, read off by eye; 303 by 384."""


def inside(outlines, points=CENTERS):
    """Say which points lie inside which closed outlines.

    A ray to the right of an inner point crosses the outline an odd number of times.

    Parameters
    ----------
    outlines : list of O arrays (N, 1, 2)
        As OpenCV gives them: corners (column, row).
    points : array (P, 2)
        Not on an outline.

    Returns
    -------
    array (O, P), bool

    Examples
    --------
    >>> square = np.array([[[0, 0]], [[4, 0]], [[4, 4]], [[0, 4]]])
    >>> inside([square], np.array([[1, 2], [5, 2]]))
    array([[ True, False]])
    """
    return np.array(
        [[_crossings(outline[:, 0], point) % 2 == 1 for point in points] for outline in outlines]
    )


def _crossings(corners, point):
    (x0, y0), (x1, y1) = corners.T, np.roll(corners, -1, axis=0).T
    x, y = point
    over = (y0 > y) != (y1 > y)
    at = x0[over] + (y - y0[over]) * (x1[over] - x0[over]) / (y1[over] - y0[over])
    return np.count_nonzero(at > x)
