"""Small gray patches of real brick, grass and gravel, some with a scratch that is planted."""

import functools
from dataclasses import dataclass

import numpy as np

from ..settings import check_integer, check_number
from ._check import check_split

TEXTURES = {
    "brick": ("brick", "Brick wall", "CC0Textures, Bricks25", "CC0"),
    "grass": ("grass", "Grass", "DeviantArt, linolafett, Grass 01", "CC0"),
    "gravel": ("gravel", "Gravel", "CC0Textures, Gravel04", "CC0"),
}
"""Function of `skimage.data`, title, credit and license of each, as scikit-image states them."""

HALF = 256


@dataclass(frozen=True)
class Patches:
    """Patches of textures and what was done to them.

    Attributes
    ----------
    x : array (N, 1, side, side), float32
        Brightness from 0 (black) to 1 (white).
    y : array (N,), int64
        1 if the patch has a scratch, 0 if it is as it was photographed.
    texture : array (N,) of str
        Name of the photograph.
    corner : array (N, 2), int64
        Row and column of the upper left pixel in the photograph of 512 by 512 pixels.
    mask : array (N, side, side), bool
        Pixels that the scratch covers: no other pixel was changed.
    """

    x: np.ndarray
    y: np.ndarray
    texture: np.ndarray
    corner: np.ndarray
    mask: np.ndarray

    def __len__(self):
        return len(self.x)

    def __getitem__(self, rows):
        """The patches at an index array, a slice or a mask of rows."""
        return Patches(
            self.x[rows], self.y[rows], self.texture[rows], self.corner[rows], self.mask[rows]
        )


def textures(split="train", *, names=tuple(TEXTURES), side=16, step=16, share=0.5, depth=0.3, rng):
    """Cut patches from one half of each photograph and scratch a share of them.

    The left half of a photograph trains, its right half tests: no pixel is in both. Within a
    half the corners lie on a grid: neighbors overlap if ``step < side``, with the given settings
    none do. Which patches are scratched is drawn; `scratch` says how.

    Parameters
    ----------
    split : "train", "test" or "all"
        Columns 0 ... 255, columns 256 ... 511, or the two after each other.
    names : sequence of str
        Any of "brick", "grass", "gravel"; the patches come in this order.
    side : int
        Height and width of a patch in pixels, from 8 to 256.
    step : int
        Pixels from one corner to the next, down and across.
    share : float
        Part of each photograph's patches that get a scratch, rounded to whole patches.
    depth : float
        See `scratch`.
    rng : numpy.random.Generator
        Draws which patches are scratched and where.

    Returns
    -------
    Patches

    Raises
    ------
    ValueError
        If a name is unknown or a setting is out of its range.

    Notes
    -----
    Real photographs with generated defects. Source: scikit-image's sample data, three gray
    files of 512 by 512 pixels inside its package (0.6 MB in all), so nothing is downloaded; all
    are CC0. `TEXTURES` tells titles and credits. S. van der Walt et al. (2014), scikit-image:
    image processing in Python.

    Examples
    --------
    >>> patches = textures("test", rng=np.random.default_rng(0))
    >>> patches.x.shape, int(patches.y.sum())
    ((1536, 1, 16, 16), 768)
    """
    check_split(split)
    _check(names, side, step, share)
    _check_draw(depth, rng)
    halves = {"train": (0,), "test": (1,), "all": (0, 1)}[split]
    parts = [_cut(name, half, side, step, share, depth, rng) for half in halves for name in names]
    return Patches(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def scratch(x, *, depth=0.3, rng):
    """Draw one scratch on each patch: a straight line that is brighter than what was there.

    With d the distance of a pixel's center from the line segment, in pixels,

        x'[p] = min(x[p] + depth · max(0, 1 - d/1.5), 1).

    The segment's middle lies at least a quarter of the side from the patch's edge; its length is
    between a third and two thirds of the side, its direction any.

    Parameters
    ----------
    x : array (N, 1, side, side)
        Brightness from 0 to 1. It is not changed.
    depth : float
        What is added on the line itself, from 0 to 1.
    rng : numpy.random.Generator

    Returns
    -------
    scratched : array like x
    mask : array (N, side, side), bool
        Where d < 1.5. All other pixels are as they were.

    Raises
    ------
    ValueError
        If x is not of that shape, not floats from 0 to 1, or a setting is out of its range.

    Examples
    --------
    >>> gray = np.full((1, 1, 16, 16), 0.5)
    >>> scratched, mask = scratch(gray, rng=np.random.default_rng(0))
    >>> bool((scratched == gray)[0, 0][~mask[0]].all())
    True
    """
    _check_patches(x)
    _check_draw(depth, rng)
    count, side = len(x), x.shape[-1]
    middle = rng.uniform(side / 4, 3 * side / 4, (count, 2)) - 0.5
    angle = rng.uniform(0, np.pi, count)
    length = rng.uniform(side / 3, 2 * side / 3, count)
    distance = _distance(side, middle, angle, length)
    change = depth * np.maximum(0, 1 - distance / 1.5)
    return np.minimum(x + change[:, None], 1).astype(x.dtype), distance < 1.5


def _distance(side, middle, angle, length):
    """Distance of each pixel from N segments, (N, side, side): along and across the line."""
    rows, columns = np.indices((side, side))
    down = rows - middle[:, 0, None, None]
    right = columns - middle[:, 1, None, None]
    cos, sin = np.cos(angle)[:, None, None], np.sin(angle)[:, None, None]
    beyond = np.maximum(0, abs(right * cos + down * sin) - length[:, None, None] / 2)
    return np.hypot(beyond, down * cos - right * sin)


def _cut(name, half, side, step, share, depth, rng):
    """The columns of `Patches` for one half of one photograph."""
    pixels = _read(name)[:, half * HALF : (half + 1) * HALF]
    windows = np.lib.stride_tricks.sliding_window_view(pixels, (side, side))[::step, ::step]
    down, across = windows.shape[:2]
    x = windows.reshape(-1, 1, side, side).copy()
    corner = step * np.indices((down, across)).reshape(2, -1).T + [0, half * HALF]
    chosen = np.sort(rng.permutation(len(x))[: round(share * len(x))])
    y, mask = np.zeros(len(x), np.int64), np.zeros((len(x), side, side), bool)
    y[chosen] = 1
    x[chosen], mask[chosen] = scratch(x[chosen], depth=depth, rng=rng)
    return x, y, np.full(len(x), name), corner, mask


def _check(names, side, step, share):
    known = ", ".join(repr(name) for name in TEXTURES)
    if isinstance(names, str) or not len(names) or any(name not in TEXTURES for name in names):
        raise ValueError(f"names must be a sequence of {known}, got {names!r}")
    check_integer("side", side, low=8, high=HALF)
    check_integer("step", step, low=1)
    check_number("share", share, low=0, high=1)


def _check_draw(depth, rng):
    check_number("depth", depth, low=0, high=1)
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng must be a numpy.random.Generator, got {type(rng).__name__}")


def _check_patches(x):
    if x.ndim != 4 or x.shape[1] != 1 or x.shape[2] != x.shape[3]:
        raise ValueError(f"x must have shape (N, 1, side, side), got {x.shape}")
    if not np.issubdtype(x.dtype, np.floating):
        raise ValueError(f"x must be floats, got {x.dtype}")
    if x.size and not (x.min() >= 0 and x.max() <= 1):
        raise ValueError(f"x must lie in 0..1, got {x.min()}..{x.max()}")


@functools.cache
def _read(name):
    import skimage.data

    return (getattr(skimage.data, TEXTURES[name][0])() / 255).astype(np.float32)
