"""Grids to drive on: the price of leaving each cell, infinite where a wall stands."""

import numpy as np

from ...settings import check_integer, check_number


def open_field(side):
    """A square without walls; leaving a cell costs 1.

    Examples
    --------
    >>> open_field(2)
    array([[1., 1.],
           [1., 1.]])
    """
    check_integer("side", side, low=2)
    return np.ones((side, side))


def random_walls(side, *, share=0.3, prices=(1.0,), rng):
    """A square with walls at drawn places; its four corners stay free.

    Parameters
    ----------
    side : int
    share : float
        Probability that a cell is a wall.
    prices : sequence of float
        The price of each free cell is drawn from these.
    rng : numpy.random.Generator

    Returns
    -------
    array (side, side)
    """
    check_integer("side", side, low=2)
    check_number("share", share, low=0, high=1)
    price = rng.choice(np.asarray(prices, float), size=(side, side))
    walls = rng.random((side, side)) < share
    walls[np.ix_([0, -1], [0, -1])] = False
    price[walls] = np.inf
    return price


def serpentine(side):
    """One corridor that winds through the whole square: every second row is a wall but for a gap.

    The gaps lie at the right and at the left in turn.

    Examples
    --------
    >>> serpentine(4)
    array([[ 1.,  1.,  1.,  1.],
           [inf, inf, inf,  1.],
           [ 1.,  1.,  1.,  1.],
           [ 1., inf, inf, inf]])
    """
    check_integer("side", side, low=2)
    price = np.ones((side, side))
    price[1::2] = np.inf
    price[1::4, -1] = 1
    price[3::4, 0] = 1
    return price


def blocks(side, *, block=3, street=2):
    """Streets between square blocks of houses, as in a planned city.

    Examples
    --------
    >>> np.isinf(blocks(7, block=2, street=1)).sum()
    np.int64(16)
    """
    check_integer("side", side, low=2)
    check_integer("block", block, low=1)
    check_integer("street", street, low=1)
    built = np.arange(side) % (block + street) >= street
    return np.where(built[:, None] & built, np.inf, 1.0)
