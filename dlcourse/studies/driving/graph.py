"""The same grids as graphs: SciPy's Dijkstra as the measure, and the discount as the trap."""

import numpy as np

from ...functional import conv2d_forward
from .planning import check_grid, moves, shift_kernels


def grid_graph(price, *, diagonal=False):
    """The grid as a sparse matrix: entry (there, here) is the price of the move here to there.

    Turned around like this, the ways *from* the goal in the graph are the ways *to* it on the
    grid.

    Parameters
    ----------
    price : array (H, W)
    diagonal : bool

    Returns
    -------
    scipy.sparse.csr_array (H W, H W)
    """
    from scipy.sparse import csr_array

    free = np.isfinite(price)
    cells = np.arange(price.size).reshape(price.shape)
    here, there, weight = [], [], []
    for down, right in moves(diagonal=diagonal)[1:]:
        leave, enter = _overlap(down, right)
        both = free[leave] & free[enter]
        here.append(cells[leave][both])
        there.append(cells[enter][both])
        weight.append(np.hypot(down, right) * price[leave][both])
    here, there, weight = (np.concatenate(part) for part in (here, there, weight))
    return csr_array((weight, (there, here)), shape=(price.size, price.size))


def _overlap(down, right):
    """Slices of the cells that can make a move, and of where it leads."""

    def cut(step):
        return slice(max(-step, 0), -step if step > 0 else None)

    return (cut(down), cut(right)), (cut(-down), cut(-right))


def dijkstra(price, goal, *, diagonal=False):
    """Price of the cheapest way from each cell to the goal, by SciPy.

    Parameters, errors
        As for `spread`.

    Returns
    -------
    array (H, W)
        Infinite for walls and where there is no way.

    References
    ----------
    E. Dijkstra (1959), A note on two problems in connexion with graphs.

    Examples
    --------
    >>> dijkstra(np.array([[1.0, 1.0, 5.0]]), (0, 0))
    array([[0., 1., 6.]])
    """
    from scipy.sparse.csgraph import dijkstra as shortest

    price, goal = check_grid(price, goal)
    source = np.ravel_multi_index(goal, price.shape)
    return shortest(grid_graph(price, diagonal=diagonal), indices=source).reshape(price.shape)


def discounted(price, goal, discount, *, dtype=np.float64):
    """Value iteration for a reward of 1 at the goal that loses a share with each move.

        value[cell] = max over moves of discount value[there],     value[goal] = 1

    so that a cell that is d moves away has the value discount^d. What lies outside and walls have
    the value 0; so has every cell whose discount^d is too small for the dtype.

    Parameters
    ----------
    price : array (H, W)
        Only tells where the walls are.
    goal : (int, int)
    discount : float
        Below 1.
    dtype : dtype

    Returns
    -------
    array (H, W)

    Examples
    --------
    >>> discounted(np.ones((1, 4)), (0, 0), 0.5)
    array([[1.   , 0.5  , 0.25 , 0.125]])
    """
    price, goal = check_grid(price, goal)
    kernels = shift_kernels(dtype=dtype)[1:, 1:] * np.dtype(dtype).type(discount)
    free = np.isfinite(price)
    new = np.zeros(price.shape, dtype)
    new[goal] = 1
    values = np.zeros_like(new)
    while not np.array_equal(values, new):
        values = new
        new = conv2d_forward(values[None, None], kernels, padding=1)[0][0].max(axis=0) * free
        new[goal] = 1
    return values
