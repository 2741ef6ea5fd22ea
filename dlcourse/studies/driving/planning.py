"""Planning on a grid: value iteration as one convolution and a minimum, repeated.

The value of a cell is the price of the cheapest way from it to the goal. Leaving a cell costs its
price times the length of the move; walls have an infinite price, which is `WALL` inside, since a
convolution multiplies by zero and 0 times infinity is not a number.
"""

from typing import NamedTuple

import numpy as np

from ...functional import conv2d_forward

WALL = 1e9
"""What leaving a wall costs inside: more than any way through a grid."""

STRAIGHT = ((-1, 0), (0, -1), (0, 1), (1, 0))
DIAGONAL = ((-1, -1), (-1, 1), (1, -1), (1, 1))


class Plan(NamedTuple):
    """What `value_iteration` found.

    Attributes
    ----------
    values : array (H, W)
        Price of the cheapest way to the goal; infinite for walls and where there is none.
    sweeps : int
        Sweeps that changed something.
    """

    values: np.ndarray
    sweeps: int


def moves(*, diagonal=False):
    """The moves (rows down, columns right): to stay, four straight ones, four diagonal ones."""
    return ((0, 0), *STRAIGHT, *(DIAGONAL if diagonal else ()))


def shift_kernels(*, diagonal=False, dtype=np.float64):
    """One kernel for each move; it reads the price here and the value there.

    Channel 0 holds the length of the move at the center, channel 1 holds 1 at the neighbor:

        q[a, i, j] = length[a] price[i, j] + value[i + di[a], j + dj[a]]

    Parameters
    ----------
    diagonal : bool
        Nine moves instead of five. A diagonal move is sqrt(2) long.
    dtype : dtype

    Returns
    -------
    array (A, 2, 3, 3)

    Examples
    --------
    >>> shift_kernels()[1]  # up
    array([[[0., 0., 0.],
            [0., 1., 0.],
            [0., 0., 0.]],
    <BLANKLINE>
           [[0., 1., 0.],
            [0., 0., 0.],
            [0., 0., 0.]]])
    """
    table = moves(diagonal=diagonal)
    kernels = np.zeros((len(table), 2, 3, 3), dtype)
    for kernel, (down, right) in zip(kernels, table, strict=True):
        kernel[0, 1, 1] = np.hypot(down, right)
        kernel[1, 1 + down, 1 + right] = 1
    return kernels


def action_prices(values, price, kernels):
    """The price of each move from each cell and of all that follows: one convolution.

    Outside of the grid stand walls. The zeros that a convolution pads with would be goals.

    Parameters
    ----------
    values, price : array (H, W)
        Finite: `WALL` stands for infinity.
    kernels : array (A, 2, 3, 3)

    Returns
    -------
    array (A, H, W)
    """
    stacked = np.stack([np.pad(price, 1), np.pad(values, 1, constant_values=WALL)])
    return conv2d_forward(stacked[None], kernels)[0][0]


def sweep(values, price, kernels):
    """One step of value iteration: the convolution, then the minimum over the moves."""
    return action_prices(values, price, kernels).min(axis=0)


def spread(price, goal, *, diagonal=False):
    """Yield the values before the first sweep, after it, after the second, until none changes.

    Parameters
    ----------
    price : array (H, W)
        Of leaving each cell: positive, infinite for a wall.
    goal : (int, int)
        Row and column of a free cell.
    diagonal : bool
        Whether diagonal moves are allowed; they pass between walls that touch at a corner.

    Yields
    ------
    array (H, W)
        Infinite where no way to the goal is known yet. The last one is not a repetition.

    Raises
    ------
    ValueError
        If a price is not positive, or the goal is not a free cell of the grid.

    Examples
    --------
    >>> [values.tolist() for values in spread(np.array([[1.0, 1.0, 5.0]]), (0, 0))]
    [[[0.0, inf, inf]], [[0.0, 1.0, inf]], [[0.0, 1.0, 6.0]]]
    """
    price, goal = check_grid(price, goal)
    kernels = shift_kernels(diagonal=diagonal, dtype=price.dtype)
    inside = np.where(np.isinf(price), WALL, price).astype(price.dtype)
    new = np.full_like(inside, WALL)
    new[goal] = 0
    values = None
    while values is None or not np.array_equal(values, new):
        values = new
        yield np.where(values < WALL, values, np.inf)
        new = sweep(values, inside, kernels)


def value_iteration(price, goal, *, diagonal=False):
    """Sweep until no value changes: price of the cheapest way from each cell to the goal.

    After k sweeps a value is the least price of all ways of at most k moves. So the number of
    sweeps is the greatest number of moves that a cheapest way needs.

    Parameters, errors
        As for `spread`.

    Returns
    -------
    Plan

    References
    ----------
    R. Bellman (1957), Dynamic programming. As a convolution and a maximum, inside a network that
    is trained: A. Tamar, Y. Wu, G. Thomas, S. Levine, P. Abbeel (2016), Value iteration networks.

    Examples
    --------
    >>> plan = value_iteration(np.array([[1.0, 1.0], [1.0, np.inf]]), (0, 0))
    >>> plan.values.tolist(), plan.sweeps
    ([[0.0, 1.0], [1.0, inf]], 1)
    """
    for count, values in enumerate(spread(price, goal, diagonal=diagonal)):  # noqa: B007
        pass
    return Plan(values, count)


def greedy_path(values, price, start, *, diagonal=False):
    """From a start, take the move with the least price of it and all that follows, to the goal.

    Parameters
    ----------
    values : array (H, W)
        Of a `Plan` that is settled: with other values the way may lead in circles.
    price : array (H, W)
    start : (int, int)

    Returns
    -------
    list of (int, int)
        The cells from the start to the goal; empty if there is no way.

    Raises
    ------
    ValueError
        If the start is no free cell, or the values lead in circles.

    Examples
    --------
    >>> price = np.array([[1.0, 1.0], [1.0, np.inf]])
    >>> greedy_path(value_iteration(price, (0, 1)).values, price, (1, 0))
    [(1, 0), (0, 0), (0, 1)]
    """
    price, cell = check_grid(price, start, name="start")
    if not np.isfinite(values[cell]):
        return []
    path, table = [cell], moves(diagonal=diagonal)[1:]
    while values[cell] > 0:
        after = [(cell[0] + down, cell[1] + right) for down, right in table]
        after = [new for new in after if _inside(new, price.shape)]
        costs = [_length(cell, new) * price[cell] + values[new] for new in after]
        cell = after[int(np.argmin(costs))]
        path.append(cell)
        if len(path) > price.size:
            raise ValueError("values must be settled: they lead in circles")
    return path


def path_price(path, price):
    """What a way costs: for each move its length times the price of the cell that it leaves.

    Examples
    --------
    >>> path_price([(0, 0), (0, 1), (1, 2)], np.array([[1, 2, 3], [4, 5, 6]])).round(2)
    np.float64(3.83)
    """
    steps = zip(path[:-1], path[1:], strict=True)
    return sum(_length(here, there) * price[here] for here, there in steps)


def _length(here, there):
    return np.hypot(here[0] - there[0], here[1] - there[1])


def _inside(cell, shape):
    return all(0 <= index < size for index, size in zip(cell, shape, strict=True))


def check_grid(price, cell, *, name="goal"):
    """The price as floats and a free cell of it as a tuple, or a ValueError."""
    price = np.asarray(price)
    price = price if np.issubdtype(price.dtype, np.floating) else price.astype(float)
    if price.ndim != 2 or not price.size:
        raise ValueError(f"price must have shape (H, W), got {price.shape}")
    if not (price > 0).all():
        raise ValueError("price must be positive, infinite for a wall, and never NaN")
    if price[np.isfinite(price)].sum() * np.sqrt(2) >= WALL:
        raise ValueError(f"the finite prices must add up to less than {WALL / np.sqrt(2):.3g}")
    cell = tuple(int(index) for index in cell)
    if len(cell) != 2 or not _inside(cell, price.shape) or np.isinf(price[cell]):
        raise ValueError(f"{name} must be a free cell of the grid {price.shape}, got {cell}")
    return price, cell
