"""Generated views through a windshield: roads, verges and walls of real gravel, grass and brick."""

import functools
from dataclasses import dataclass

import numpy as np

from ...settings import check_choice, check_integer
from .depth import box_sum

SIDE = 40
HALF = 256


@dataclass(frozen=True)
class Roads:
    """Views and where one can drive.

    Attributes
    ----------
    x : array (N, 1, 40, 40), float32
        Brightness from 0 (black) to 1 (white).
    free : array (N, 1, 40, 40), bool
        Pixels of the road that no wall stands on.
    wall : array (N, 1, 40, 40), bool
        Pixels of a wall that stands on the road; in half of the views there is one.
    """

    x: np.ndarray
    free: np.ndarray
    wall: np.ndarray

    def __len__(self):
        return len(self.x)


def roads(count, *, split="train", rng):
    """Draw views of a bent road of gravel between grass, and houses of brick behind.

    Generated: only the textures are photographs. All three have the same mean brightness and the
    same spread before each region of a view is given its own light, so that how bright a pixel
    is does not tell what it is. The left halves of the photographs train, the right halves test.

    Parameters
    ----------
    count : int
    split : {"train", "test"}
    rng : numpy.random.Generator

    Returns
    -------
    Roads

    Examples
    --------
    >>> views = roads(2, rng=np.random.default_rng(0))
    >>> views.x.shape, str(views.x.dtype), bool((views.free & views.wall).any())
    ((2, 1, 40, 40), 'float32', False)
    """
    check_integer("count", count, low=1)
    check_choice("split", split, ("train", "test"))
    views = [_view(split, rng) for _ in range(count)]
    x, free, wall = (np.stack(part)[:, None] for part in zip(*views, strict=True))
    return Roads(x.astype(np.float32), free, wall)


def _view(split, rng):
    """One view: (brightness, free, wall), each (40, 40)."""
    horizon = int(rng.integers(9, 16))
    row, column = np.indices((SIDE, SIDE))
    near = np.clip((row - horizon) / (SIDE - 1 - horizon), 0, 1)  # 0 at the horizon, 1 at the car
    end, start = rng.uniform(8, 32), rng.uniform(14, 26)
    bend = rng.uniform(-10, 10) * near * (1 - near)
    middle = end + (start - end) * near + bend
    half_width = 1.5 + rng.uniform(8, 14) * near
    ground = row > horizon
    road = ground & (np.abs(column - middle) < half_width)
    wall = road & _wall(row, column, middle, half_width, horizon, rng)
    far = 1 / (near + 0.25)
    x = _texture("grass", split, 24 * far, far * (column - end), rng)
    x[road] = _texture("gravel", split, 48 * far, 2 * far * (column - end), rng)[road]
    houses = ~ground | wall
    x[houses] = _texture("brick", split, 3 * row, 3 * column, rng)[houses]
    x = x + rng.normal(0, 0.02, x.shape)
    return np.clip(x, 0, 1), road & ~wall, wall


def _wall(row, column, middle, half_width, horizon, rng):
    """In half of the views a block stands on the road, at a drawn distance."""
    foot = int(rng.integers(horizon + 8, SIDE - 2))
    across, height = rng.uniform(0.3, 0.8), rng.uniform(0.6, 1.2)
    place, there = rng.uniform(-0.5, 0.5), rng.random() < 0.5
    center = middle[foot, 0] + place * half_width[foot, 0]
    size = half_width[foot, 0]
    block = (row <= foot) & (row > foot - height * size) & (np.abs(column - center) < across * size)
    return block & there


def _texture(name, split, row, column, rng):
    """A texture read at places, its own light on it."""
    photograph = _read(name)[:, :HALF] if split == "train" else _read(name)[:, HALF:]
    shift = rng.integers(0, HALF, 2)
    down = (np.floor(row).astype(int) + shift[0]) % len(photograph)
    right = (np.floor(column).astype(int) + shift[1]) % HALF
    return 0.5 * rng.uniform(0.7, 1.3) + 0.13 * rng.uniform(0.7, 1.3) * photograph[down, right]


@functools.cache
def _read(name):
    """A photograph with mean 0 and standard deviation 1."""
    import skimage.data

    pixels = getattr(skimage.data, name)().astype(float)
    return (pixels - pixels.mean()) / pixels.std()


def center(x):
    """(x - .5) / .2: about mean 0 and spread 1 by day. The same numbers for every picture.

    Examples
    --------
    >>> center(np.array([0.3, 0.5, 0.7])).round(6)
    array([-1.,  0.,  1.])
    """
    return (x - x.dtype.type(0.5)) / x.dtype.type(0.2)


def pixel_numbers(x):
    """What a pixelwise classifier reads: twelve numbers for each pixel.

    Its brightness, the mean and the standard deviation around it at 5x5 and 9x9 pixels, row and
    column, their squares and product, and the distance from the middle column, also times the
    row.

    Parameters
    ----------
    x : array (N, 1, H, W)

    Returns
    -------
    array (N H W, 12)
    """
    count, _, height, width = x.shape
    row, column = 4 * (np.indices((height, width)) + 0.5) / max(height, width) - 2
    x = center(x[:, 0])
    columns = [x]
    for size in (5, 9):
        inside = box_sum(np.ones((height, width), x.dtype), size)
        mean = box_sum(x, size) / inside
        square = box_sum(x**2, size) / inside
        columns += [mean, np.sqrt(np.maximum(square - mean**2, 0))]
    aside = np.abs(column)
    places = [row, column, row**2, column**2, row * column, aside, aside * row]
    columns += [np.broadcast_to(place, (count, height, width)) for place in places]
    return np.stack(columns, axis=-1).reshape(-1, len(columns))
