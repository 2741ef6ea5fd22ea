"""Generated slices through a body: an organ, and things that look like it or hide it."""

from typing import NamedTuple

import numpy as np

from ...settings import check_integer, check_number

PARTS = "air", "body", "organ", "look-alike", "spine", "gas"
"""What a pixel belongs to, by number. The organ and its look-alike have one gray."""

GRAYS = np.array([0.0, 0.45, 0.65, 0.65, 0.9, 0.15])
"""Gray of each part at contrast 1, before unevenness and noise."""


class Phantoms(NamedTuple):
    """Generated pictures and what is known of them.

    Attributes
    ----------
    x : array (N, 1, S, S), float32
        Gray, about 0 to 1; noise may lead a little beyond.
    masks : array (N, 1, S, S), bool
        The pixels of the organ.
    parts : array (N, S, S), int
        Index into `PARTS`.
    """

    x: np.ndarray
    masks: np.ndarray
    parts: np.ndarray


def phantoms(count, *, side=32, contrast=1.0, noise=0.06, shift=(0, 0), rng):
    """Draw generated phantoms: pictures (N, 1, side, side) and the mask of one organ.

    A body (an ellipse of soft tissue) holds an organ on the left of the picture, a look-alike of
    the same gray on the right, the spine, and one to three bubbles of gas; parts drawn later cover
    earlier ones. Sizes, places and tilts vary from patient to patient. The gray of a part in the
    body is ``tissue + contrast (gray - tissue)``, plus a smooth unevenness; noise is added last.

    Parameters
    ----------
    count : int
        Patients.
    side : int
        Height and width in pixels.
    contrast : float, or sequence of float (count,)
        From -1 to 1, for all patients or for each. 0.5 halves all differences inside the body; -1
        inverts them: the organ is darker than the tissue around it. Air stays black.
    noise : float
        Standard deviation.
    shift : (number, number)
        How many pixels the body lies farther down and to the right.
    rng : numpy.random.Generator
        The same seed gives the same patients and the same noise pattern at every contrast, noise
        and shift.

    Returns
    -------
    Phantoms

    Raises
    ------
    ValueError
        If a setting is out of range.

    Notes
    -----
    Generated, from a seed; no patient was involved.

    Examples
    --------
    >>> drawn = phantoms(3, rng=np.random.default_rng(0))
    >>> drawn.x.shape, drawn.masks.shape
    ((3, 1, 32, 32), (3, 1, 32, 32))
    """
    check_integer("count", count, low=1)
    check_integer("side", side, low=16)
    contrasts = _contrasts(contrast, count)
    check_number("noise", noise, low=0)
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng must be a numpy.random.Generator, got {type(rng).__name__}")
    places = (np.indices((side, side)) + 0.5 - _pair(shift)) / side * 2 - 1  # -1 to 1
    drawn = [_draw(places, contrast, noise, rng) for contrast in contrasts]
    x, parts = (np.stack(column) for column in zip(*drawn, strict=True))
    return Phantoms(x[:, None].astype(np.float32), (parts == 2)[:, None], parts)


def _contrasts(contrast, count):
    contrasts = [contrast] * count if np.ndim(contrast) == 0 else list(contrast)
    if len(contrasts) != count:
        raise ValueError(f"contrast must be one number or {count}, got {len(contrasts)}")
    return [check_number("contrast", each, low=-1, high=1) for each in contrasts]


def _pair(shift):
    down, right = (check_number("shift", each) for each in shift)
    return np.reshape([down, right], (2, 1, 1))


def _draw(places, contrast, noise, rng):
    """One patient: gray (side, side) and parts (side, side)."""
    rows, columns = places
    parts = _parts(rows, columns, rng)
    wave = rng.uniform(-2, 2, 2)
    uneven = 0.05 * np.sin(wave[0] * rows + wave[1] * columns + rng.uniform(0, 2 * np.pi))
    gray = GRAYS[1] + contrast * (GRAYS[parts] - GRAYS[1]) + uneven
    gray = np.where(parts == 0, GRAYS[0], gray)
    return gray + noise * rng.standard_normal(gray.shape), parts


def _parts(rows, columns, rng):
    middle = rng.uniform(-0.08, 0.08, 2)
    down, right = rows - middle[0], columns - middle[1]
    height, width = rng.uniform([0.68, 0.8], [0.8, 0.92])
    parts = np.where(_inside(down, right, 0, 0, height, width, 0), 1, 0)
    body = parts == 1

    def paint(number, low, high):
        """An ellipse with place, half axes and tilt between two corners."""
        parts[body & _inside(down, right, *rng.uniform(low, high))] = number

    paint(2, [-0.2, -0.5, 0.2, 0.24, -0.8], [0.12, -0.2, 0.38, 0.44, 0.8])
    paint(3, [-0.3, 0.32, 0.16, 0.14, -0.8], [0.15, 0.6, 0.34, 0.26, 0.8])
    paint(4, [0.4, -0.1, 0.1, 0.1, 0], [0.52, 0.1, 0.16, 0.16, 0])
    for _ in range(rng.integers(1, 4)):
        paint(5, [-0.5, -0.4, 0.05, 0.05, -0.8], [0.1, 0.4, 0.15, 0.15, 0.8])
    return parts


def _inside(down, right, row, column, half_height, half_width, tilt):
    """Whether each pixel lies in an ellipse that is turned by `tilt`."""
    y, x = down - row, right - column
    along, across = np.cos(tilt) * x + np.sin(tilt) * y, np.cos(tilt) * y - np.sin(tilt) * x
    return (along / half_width) ** 2 + (across / half_height) ** 2 < 1
