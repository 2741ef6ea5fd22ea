"""The cities to begin with: what the ground of each cell is, where to start and where to go."""

import numpy as np

from ...studies.driving import blocks, serpentine

SIDE = 16
"""Cells per side."""

KINDS = "street", "park", "wall"
STREET, PARK, WALL = range(3)


def ground_of(name):
    """Return the ground (16, 16) of a city, the cell of the start and that of the goal."""
    return _CITIES[name]()


def price_of(ground, park):
    """Price of leaving each cell: 1 for a street, `park` for a park, infinite for a wall."""
    return np.array([1.0, park, np.inf])[ground]


def _open():
    ground = np.full((SIDE, SIDE), STREET)
    ground[4:11, 5:11] = PARK
    return ground, (7, 0), (7, SIDE - 1)


def _blocks():
    ground = np.where(np.isinf(blocks(SIDE, block=3, street=2)), WALL, STREET)
    ground[5:7, 5:12] = PARK
    return ground, (SIDE - 1, 0), (0, SIDE - 1)


def _serpentine():
    return np.where(np.isinf(serpentine(SIDE)), WALL, STREET), (0, 0), (SIDE - 2, 0)


_CITIES = {"open": _open, "blocks": _blocks, "serpentine": _serpentine}

CITIES = tuple(_CITIES)
