"""Photographs that need no download."""

import functools
from dataclasses import dataclass

import numpy as np

SIDE = 128
_GRAY = np.array([0.2125, 0.7154, 0.0721])


@dataclass(frozen=True)
class Source:
    """Where a photograph comes from.

    Attributes
    ----------
    loader : str
        Function of `skimage.data` that reads the file.
    title, credit, license : str
    corner : (int, int)
        Upper left pixel (row, column) of the square that is taken.
    shrink : int
        Pixels per side that are averaged to one.
    """

    loader: str
    title: str
    credit: str
    license: str
    corner: tuple[int, int]
    shrink: int


_NASA = "public domain, no known copyright restrictions"
SOURCES = {
    "camera": Source("camera", "Photographer", "Lav Varshney", "CC0", (0, 0), 4),
    "cat": Source("chelsea", "Chelsea the cat", "Stefan van der Walt", "CC0", (22, 70), 2),
    "coffee": Source("coffee", "Cup of coffee", "Rachel Michetti", "CC0", (8, 100), 3),
    "astronaut": Source("astronaut", "Eileen Collins", "NASA Great Images", _NASA, (0, 0), 4),
    "rocket": Source("rocket", "Falcon 9 lifts off", "SpaceX", "public domain", (20, 128), 3),
    "coins": Source(
        "coins",
        "Greek coins from Pompeii",
        "Brooklyn Museum Collection",
        "no known copyright restrictions",
        (0, 0),
        2,
    ),
    "brick": Source("brick", "Brick wall", "CC0Textures, Bricks25", "CC0", (0, 0), 4),
}
"""Title, credit and license of every photograph, as scikit-image states them."""

WHOLE = {
    **{name: (s.loader, s.title, s.credit, s.license) for name, s in SOURCES.items()},
    "clock": ("clock", "Wall clock, moved", "Stefan van der Walt", "public domain"),
    "grass": ("grass", "Grass", "DeviantArt, linolafett, Grass 01", "CC0"),
    "gravel": ("gravel", "Gravel", "CC0Textures, Gravel04", "CC0"),
    "moon": ("moon", "Surface of the moon", "none stated", "none stated"),
    "page": ("page", "Scanned page of a book", "none stated", "none stated"),
    "text": ("text", "A line of text", "Wikipedia, Corner.png", "public domain"),
}
"""Loader, title, credit and license of what `photograph` reads, as scikit-image states them."""


def photograph(name):
    """Return one photograph whole, in gray.

    Parameters
    ----------
    name : str
        A key of `WHOLE`: "astronaut", "brick", "camera", "cat", "clock", "coffee", "coins",
        "grass", "gravel", "moon", "page", "rocket" or "text".

    Returns
    -------
    array (H, W), float32
        Brightness from 0 to 1, from 172 by 448 to 512 by 512 pixels; colors become luminance
        0.2125 R + 0.7154 G + 0.0721 B.

    Raises
    ------
    ValueError
        If there is no photograph of that name.

    Notes
    -----
    Source: files inside scikit-image's package, as for `photographs`. CC0 or in the public domain,
    but for "moon" and "page": scikit-image states no license for these two.

    Examples
    --------
    >>> photograph("coffee").shape
    (400, 600)
    """
    if name not in WHOLE:
        known = ", ".join(repr(key) for key in WHOLE)
        raise ValueError(f"name must be one of {known}, got {name!r}")
    return _gray(WHOLE[name][0]).astype(np.float32)


def photographs():
    """Return gray photographs by name, each 128 by 128 pixels.

    Only files that are inside the scikit-image package are used, so nothing is downloaded. A
    square is cut out, colors become luminance 0.2125 R + 0.7154 G + 0.0721 B, and blocks of
    pixels are averaged.

    Returns
    -------
    dict of str to ndarray, shape (128, 128), float32
        Brightness from 0 (black) to 1 (white). `SOURCES` tells title, credit and license.

    Notes
    -----
    Source: scikit-image's sample data (2 MB on disk); S. van der Walt et al. (2014),
    scikit-image: image processing in Python. All are CC0 or in the public domain.

    Examples
    --------
    >>> photo = photographs()["camera"]
    >>> photo.shape, str(photo.dtype)
    ((128, 128), 'float32')
    """
    return {name: _read(name).copy() for name in SOURCES}


@functools.cache
def _read(name):
    source = SOURCES[name]
    pixels = _gray(source.loader)
    row, column = source.corner
    size = SIDE * source.shrink
    square = pixels[row : row + size, column : column + size]
    blocks = square.reshape(SIDE, source.shrink, SIDE, source.shrink)
    return blocks.mean(axis=(1, 3)).astype(np.float32)


def _gray(loader):
    import skimage.data

    pixels = getattr(skimage.data, loader)() / 255
    return (pixels[..., :3] * _GRAY).sum(axis=-1) if pixels.ndim == 3 else pixels
