"""Recurrent cells: from an input and a state to the next state.

Every cell adds two linear maps, one of the input and one of the state. The plain cell bends the sum
and calls it the next state. The LSTM makes gates of most of it: numbers from 0 to 1 that say how
much of the old state stays and how much of something new comes in. So does the GRU, in `gru_cell`.
"""

from typing import NamedTuple

import numpy as np

from ..settings import check_choice
from . import cells
from ._recurrent_check import check_cell
from .check import check_dout, check_douts
from .linear import linear_backward, linear_forward


class RNNCellCache(NamedTuple):
    """What `rnn_cell_backward` needs: the caches of the two linear maps, and h'."""

    of_x: tuple
    of_h: tuple
    out: np.ndarray
    nonlinearity: str


class LSTMCellCache(NamedTuple):
    """What `lstm_cell_backward` needs; the gates, c' and its tanh are (N, H) each."""

    of_x: tuple
    of_h: tuple
    c: np.ndarray
    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray
    new_c: np.ndarray
    tanh_c: np.ndarray


def rnn_cell_forward(x, h, w_ih, w_hh, b_ih=None, b_hh=None, *, nonlinearity="tanh"):
    """h'[n] = tanh(W_ih x[n] + b_ih + W_hh h[n] + b_hh); with "relu", max(0, ...).

    Parameters
    ----------
    x : array (N, D)
    h : array (N, H)
        The state so far.
    w_ih, w_hh : arrays (H, D) and (H, H)
    b_ih, b_hh : arrays (H,), optional
        Both or neither. PyTorch has two, though only their sum matters.
    nonlinearity : {"tanh", "relu"}

    Returns
    -------
    h : array (N, H)
        The next state, h'.
    cache : RNNCellCache

    Raises
    ------
    ValueError
        If shapes, dtypes or the setting do not fit.

    References
    ----------
    Elman (1990), Finding Structure in Time.

    Examples
    --------
    >>> one = np.ones((1, 1))
    >>> rnn_cell_forward(2 * one, 3 * one, 10 * one, one, nonlinearity="relu")[0]
    array([[23.]])
    """
    check_choice("nonlinearity", nonlinearity, ("tanh", "relu"))
    check_cell(1, x, h, w_ih, w_hh, b_ih, b_hh)
    from_x, of_x = linear_forward(x, w_ih, b_ih)
    from_h, of_h = linear_forward(h, w_hh, b_hh)
    out = np.empty_like(h)
    cells.rnn(from_x + from_h, out, nonlinearity)
    return out, RNNCellCache(of_x, of_h, out, nonlinearity)


def rnn_cell_backward(dh, cache):
    """da = dh ⊙ (1 - h'²), or dh where h' > 0 with "relu". The rest is that of two linear maps.

    dh (N, H) is the gradient of h'. The result is dx, dh, dw_ih, dw_hh and, where there were
    biases, db_ih, db_hh. Raises ValueError where dh does not have the shape and dtype of h'.

    >>> one = np.ones((1, 1))
    >>> _, cache = rnn_cell_forward(2 * one, 3 * one, 10 * one, one, nonlinearity="relu")
    >>> rnn_cell_backward(one, cache)  # w_ih, w_hh, x, h
    (array([[10.]]), array([[1.]]), array([[2.]]), array([[3.]]))
    """
    of_x, of_h, out, nonlinearity = cache
    dh = check_dout(dh, out.shape, out.dtype, "dh")
    da = np.empty_like(out)
    cells.rnn_back(dh, out, da, nonlinearity)
    dx, *d_ih = linear_backward(da, of_x)
    dh, *d_hh = linear_backward(da, of_h)
    return dx, dh, *in_order(d_ih, d_hh)


def lstm_cell_forward(x, h, c, w_ih, w_hh, b_ih=None, b_hh=None):
    """c' = f ⊙ c + i ⊙ g and h' = o ⊙ tanh(c'): forget a part, add a part, show a part.

    (i, f, g, o) = (σ, σ, tanh, σ)(W_ih x + b_ih + W_hh h + b_hh), with the weights of the four
    gates one below the other.

    Parameters
    ----------
    x : array (N, D)
    h, c : arrays (N, H)
        The state that is shown, and the cell state behind it.
    w_ih, w_hh : arrays (4H, D) and (4H, H)
    b_ih, b_hh : arrays (4H,), optional
        Both or neither.

    Returns
    -------
    h, c : arrays (N, H)
        The next states. The call gives ``(h, c), cache``.
    cache : LSTMCellCache

    Raises
    ------
    ValueError
        If shapes or dtypes do not fit.

    References
    ----------
    Hochreiter, Schmidhuber (1997), Long Short-Term Memory; f: Gers, Schmidhuber, Cummins (2000),
    Learning to Forget: Continual Prediction with LSTM.

    Examples
    --------
    Weights of zero leave every gate half open, and nothing to add:

    >>> one, zero = np.ones((1, 1)), np.zeros((4, 1))
    >>> (h, c), _ = lstm_cell_forward(one, one, 4 * one, zero, zero)
    >>> c, h.round(4)
    (array([[2.]]), array([[0.482]]))
    """
    check_cell(4, x, h, w_ih, w_hh, b_ih, b_hh, c=c)
    from_x, of_x = linear_forward(x, w_ih, b_ih)
    from_h, of_h = linear_forward(h, w_hh, b_hh)
    new_h, new_c, tanh_c = (np.empty_like(h) for _ in range(3))
    gates = np.ascontiguousarray(cells.by_gate(from_x + from_h, 4))
    saved = *gates, new_c, tanh_c
    cells.lstm(saved, c, new_h)
    return (new_h, new_c), LSTMCellCache(of_x, of_h, c, *saved)


def lstm_cell_backward(douts, cache):
    """With dc = all that reaches c', every gate's gradient is a product of its neighbors in c'.

    dc is what comes from outside and dh ⊙ o ⊙ (1 - tanh²(c')), which comes through h'. On the way
    to c there is only f: neither a matrix nor a tanh.

    ``douts`` is (dh, dc), (N, H) each. The result is dx, dh, dc, dw_ih, dw_hh and, where there were
    biases, db_ih, db_hh. Raises ValueError where dh, dc do not have the shape and dtype of h', c'.

    >>> one, zero = np.ones((1, 1)), np.zeros((4, 1))
    >>> _, cache = lstm_cell_forward(one, one, 4 * one, zero, zero)
    >>> lstm_cell_backward((0 * one, one), cache)[2]  # dc = f
    array([[0.5]])
    """
    of_x, of_h, c, *saved = cache
    dh, dc = check_douts(douts, c.dtype, dh=c.shape, dc=c.shape)
    da, dc = np.empty((len(c), 4 * c.shape[1]), c.dtype), dc.copy()
    cells.lstm_back(dh, dc, c, saved, cells.by_gate(da, 4))
    dx, *d_ih = linear_backward(da, of_x)
    dh, *d_hh = linear_backward(da, of_h)
    return dx, dh, dc, *in_order(d_ih, d_hh)


def in_order(d_ih, d_hh):
    """dw_ih, dw_hh and, where there are biases, db_ih, db_hh."""
    return [d for pair in zip(d_ih, d_hh, strict=True) for d in pair]
