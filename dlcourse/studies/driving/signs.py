"""Generated traffic signs: eight kinds, drawn with Pillow on pieces of real photographs."""

import functools
from dataclasses import dataclass

import numpy as np

from ...settings import check_choice, check_integer, check_number
from .drawings import KINDS, MASTER, draw_sign

SIDE = 32
PHOTOGRAPHS = {"train": ("coffee", "chelsea"), "test": ("astronaut", "rocket")}
"""Functions of `skimage.data` whose pieces are backgrounds: CC0; astronaut: public domain."""


@dataclass(frozen=True)
class Signs:
    """Pictures of signs.

    Attributes
    ----------
    x : array (N, 3, 32, 32), float32
        Red, green and blue from 0 to 1, in steps of 1/255.
    y : array (N,), int64
        Place of the kind in `KINDS`.
    """

    x: np.ndarray
    y: np.ndarray

    def __len__(self):
        return len(self.x)


def signs(count, *, split="train", drawing="first", light=1.0, haze=0.0, bars=0, rng):
    """Draw signs at drawn places, sizes, angles and brightness, on pieces of photographs.

    The same generator gives the same scenes whatever the settings, so results can be paired.
    Generated: no street was photographed. The photographs of training and test are different.

    Parameters
    ----------
    count : int
        How many; their kinds are drawn, all equally likely.
    split : {"train", "test"}
        Which photographs lie behind.
    drawing : {"first", "second"}
        The second has another font, thinner rims, and other shapes where rules allow two.
    light, haze : float
        As for `darken`: 1 and 0 by day.
    bars : int
        As for `cover`.
    rng : numpy.random.Generator

    Returns
    -------
    Signs

    Raises
    ------
    ValueError
        If a setting is none of these.

    Examples
    --------
    >>> some = signs(3, rng=np.random.default_rng(0))
    >>> some.x.shape, str(some.x.dtype), some.y
    ((3, 3, 32, 32), 'float32', array([6, 7, 0]))
    """
    check_integer("count", count, low=1)
    check_choice("split", split, PHOTOGRAPHS)
    check_choice("drawing", drawing, ("first", "second"))
    scenes, bar_rng = rng.spawn(2)
    y = scenes.integers(len(KINDS), size=count)
    pictures = [_scene(KINDS[kind], drawing, split, scenes) for kind in y]
    x = np.stack(pictures).transpose(0, 3, 1, 2).astype(np.float32) / 255
    return Signs(darken(cover(x, bars=bars, rng=bar_rng), light=light, haze=haze), y)


def darken(x, *, light=0.2, haze=0.0):
    """What a camera sees in less light or in haze: light x + haze, in steps of 1/255.

    Parameters
    ----------
    x : array of floats from 0 to 1
    light : float
        Gain, from 0 to 1: 1 by day, .2 by night.
    haze : float
        Offset, from 0 to 1.

    Returns
    -------
    array like x
        At most 1.

    Examples
    --------
    >>> darken(np.array([0.0, 1.0]), light=0.2)
    array([0. , 0.2])
    """
    check_number("light", light, low=0, high=1)
    check_number("haze", haze, low=0, high=1)
    return (np.round(255 * np.minimum(light * x + haze, 1)) / 255).astype(x.dtype)


def cover(x, *, bars=2, width=4, rng):
    """Draw straight bars across each picture, as branches and posts stand before a sign.

    Parameters
    ----------
    x : array (N, 3, H, W)
    bars : int
        For each picture.
    width : float
        In pixels.
    rng : numpy.random.Generator
        For places, directions and colors (of the brightness 0 to .6, the same in all pixels).

    Returns
    -------
    array like x
    """
    check_integer("bars", bars, low=0)
    check_number("width", width, low=0)
    x = x.copy()
    rows, columns = np.indices(x.shape[2:]) - (np.array(x.shape[2:]).reshape(2, 1, 1) - 1) / 2
    for picture in x:
        for _ in range(bars):
            angle, off = rng.uniform(0, np.pi), rng.uniform(-8, 8)
            near = np.abs(rows * np.cos(angle) + columns * np.sin(angle) - off) < width / 2
            picture[:, near] = np.round(255 * rng.uniform(0, 0.6)) / 255
    return x


def _scene(kind, drawing, split, rng):
    """One picture, (32, 32, 3): a piece of a photograph, and the sign on it."""
    from PIL import Image

    photograph = _photograph(PHOTOGRAPHS[split][rng.integers(2)])
    size = int(rng.integers(48, 160))
    left, top = (int(rng.integers(0, span - size)) for span in photograph.size)
    piece = photograph.resize((2 * SIDE, 2 * SIDE), box=(left, top, left + size, top + size))
    sign = _place(_master(kind, drawing), rng)
    shade = rng.uniform(0.6, 1.0)
    color = sign.convert("RGB").point(lambda value: round(value * shade))
    whole = Image.composite(color, piece, sign.getchannel("A"))
    return np.asarray(whole.reduce(2))


def _place(master, rng):
    """The drawn sign at a drawn angle, size and place, in twice the final size."""
    from PIL import Image

    angle = np.deg2rad(rng.uniform(-12, 12))
    zoom = MASTER / rng.uniform(20, 28) / 2
    shift = rng.uniform(-3, 3, 2) * zoom * 2
    turn = zoom * np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    start = MASTER / 2 - turn @ [SIDE, SIDE] + shift
    matrix = (*turn[0], start[0], *turn[1], start[1])
    return master.transform((2 * SIDE, 2 * SIDE), Image.AFFINE, matrix, Image.BICUBIC)


@functools.cache
def _master(kind, drawing):
    return draw_sign(kind, drawing)


@functools.cache
def _photograph(name):
    import skimage.data
    from PIL import Image

    return Image.fromarray(getattr(skimage.data, name)()).convert("RGB")
