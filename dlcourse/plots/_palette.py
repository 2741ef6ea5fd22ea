"""Pictures of few colors: a notebook that is saved with them is a third of the size."""

import io

import numpy as np
from PIL import Image

COLORS = 96
"""Enough for lines, letters and their gray edges, and for photographs in gray."""


def few_colors(png):
    """Write a PNG again with a palette in place of full color.

    One that moves or is transparent somewhere stays as it is.

    Parameters
    ----------
    png : bytes

    Returns
    -------
    bytes
    """
    image = Image.open(io.BytesIO(png))
    pixels = np.asarray(image.convert("RGBA"))
    if getattr(image, "is_animated", False) or (pixels[..., 3] < 255).any():
        return png
    # Each color as one number: red, green and blue are its digits to base 256.
    codes = pixels[..., :3].astype(np.int32) @ np.array([256**2, 256, 1], np.int32)
    codes, places, counts = np.unique(codes, return_inverse=True, return_counts=True)
    colors = np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=1)
    chosen, nearest = choose(colors, counts, COLORS)
    indices = nearest[places].reshape(pixels.shape[:2])
    small, file = Image.fromarray(indices.astype(np.uint8)), io.BytesIO()
    small.putpalette(colors[chosen].astype(np.uint8).tobytes())
    small.save(file, format="PNG", optimize=True)
    return file.getvalue()


def choose(colors, counts, most):
    """Choose a palette among the colors of a picture, and the nearest in it for each of them.

    The first is the most frequent. The next is always that for which the squared distance to the
    palette so far, times the root of its number of pixels, is greatest. So flat areas keep their
    color exactly, where a mean of similar colors would not, and a thin line keeps its own.

    Parameters
    ----------
    colors : array of int, shape (K, 3)
    counts : array of int, shape (K,)
        Pixels of each color.
    most : int

    Returns
    -------
    chosen : list of at most `most` int
        Rows of `colors`.
    nearest : array of int, shape (K,)
        For each color, the place in `chosen` of the nearest.

    Examples
    --------
    >>> white, light, red = [255, 255, 255], [254, 254, 254], [255, 0, 0]
    >>> choose(np.array([white, light, red]), np.array([90, 1, 9]), 2)
    ([0, 2], array([0, 0, 1]))
    """
    chosen, nearest = [int(np.argmax(counts))], np.zeros(len(colors), int)
    distance = np.sum((colors - colors[chosen[0]]) ** 2, axis=1)
    while len(chosen) < most and distance.any():
        new = int(np.argmax(distance * np.sqrt(counts)))
        to_new = np.sum((colors - colors[new]) ** 2, axis=1)
        closer = to_new < distance
        distance[closer], nearest[closer] = to_new[closer], len(chosen)
        chosen.append(new)
    return chosen, nearest
