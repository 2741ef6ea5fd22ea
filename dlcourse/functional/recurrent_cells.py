"""Recurrent cells: one step in time, from an input and the last state to the next state.

Each cell adds two linear maps, one of x and one of h. The plain cell bends the sum, and that is the
new state. The gated cells use most of it for gates: numbers from 0 to 1 that say how much of the
old state is kept and how much of the new is let in.
"""

from typing import NamedTuple

import numpy as np

from .._settings import check_choice
from ._check import check_dout, check_float, check_ndim, check_shape
from .linear import linear_backward, linear_forward


class RNNCellCache(NamedTuple):
    """What `rnn_cell_backward` needs."""

    of_x: tuple
    of_h: tuple
    out: np.ndarray
    nonlinearity: str


class LSTMCellCache(NamedTuple):
    """What `lstm_cell_backward` needs: the four gates among others, each (N, H)."""

    of_x: tuple
    of_h: tuple
    c: np.ndarray
    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray
    tanh_c: np.ndarray


class GRUCellCache(NamedTuple):
    """What `gru_cell_backward` needs: the gates r and z and the candidate n, each (N, H)."""

    of_x: tuple
    of_h: tuple
    of_n: object
    h: np.ndarray
    r: np.ndarray
    z: np.ndarray
    n: np.ndarray
    variant: str


def rnn_cell_forward(x, h, w_ih, w_hh, b_ih=None, b_hh=None, *, nonlinearity="tanh"):
    """h'[n] = tanh(W_ih x[n] + b_ih + W_hh h[n] + b_hh), or max(0, ...) with "relu"."""
    check_choice("nonlinearity", nonlinearity, ("tanh", "relu"))
    _check_cell(1, x, h, w_ih, w_hh, b_ih, b_hh)
    from_x, of_x = linear_forward(x, w_ih, b_ih)
    from_h, of_h = linear_forward(h, w_hh, b_hh)
    a = from_x + from_h
    out = np.tanh(a) if nonlinearity == "tanh" else np.maximum(a, 0)
    return out, RNNCellCache(of_x, of_h, out, nonlinearity)


def rnn_cell_backward(dh, cache):
    """da = dh ⊙ (1 - h'²), or dh where h' > 0 with "relu"; the rest is linear."""
    of_x, of_h, out, nonlinearity = cache
    dh = check_dout(dh, out.shape, out.dtype)
    da = dh * (1 - out * out) if nonlinearity == "tanh" else dh * (out > 0)
    dx, *d_ih = linear_backward(da, of_x)
    dh, *d_hh = linear_backward(da, of_h)
    return dx, dh, *_in_order(d_ih, d_hh)


def lstm_cell_forward(x, h, c, w_ih, w_hh, b_ih=None, b_hh=None):
    """c' = f ⊙ c + i ⊙ g and h' = o ⊙ tanh(c')."""
    _check_cell(4, x, h, w_ih, w_hh, b_ih, b_hh, c=c)
    from_x, of_x = linear_forward(x, w_ih, b_ih)
    from_h, of_h = linear_forward(h, w_hh, b_hh)
    i, f, g, o = np.split(from_x + from_h, 4, axis=1)
    i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
    c_new = f * c + i * g
    tanh_c = np.tanh(c_new)
    return (o * tanh_c, c_new), LSTMCellCache(of_x, of_h, c, i, f, g, o, tanh_c)


def lstm_cell_backward(douts, cache):
    """dc is everything that reaches c': from outside, and through h'. Four gate lines follow."""
    of_x, of_h, c, i, f, g, o, tanh_c = cache
    dh, dc = douts
    dh = check_dout(dh, c.shape, c.dtype)
    dc = check_dout(dc, c.shape, c.dtype) + dh * o * (1 - tanh_c * tanh_c)
    di = dc * g * i * (1 - i)
    df = dc * c * f * (1 - f)
    dg = dc * i * (1 - g * g)
    do = dh * tanh_c * o * (1 - o)
    da = np.concatenate([di, df, dg, do], axis=1)
    dx, *d_ih = linear_backward(da, of_x)
    dh, *d_hh = linear_backward(da, of_h)
    return dx, dh, dc * f, *_in_order(d_ih, d_hh)


def gru_cell_forward(x, h, w_ih, w_hh, b_ih=None, b_hh=None, *, variant="pytorch"):
    """h' = (1 - z) ⊙ n + z ⊙ h."""
    check_choice("variant", variant, ("pytorch", "textbook"))
    _check_cell(3, x, h, w_ih, w_hh, b_ih, b_hh)
    hidden = 2 * h.shape[1]
    w_n, b_n = w_hh[hidden:], None if b_hh is None else b_hh[hidden:]
    w_rz, b_rz = w_hh[:hidden], None if b_hh is None else b_hh[:hidden]
    from_x, of_x = linear_forward(x, w_ih, b_ih)
    from_h, of_h = linear_forward(h, w_rz, b_rz)
    r, z = np.split(sigmoid(from_x[:, :hidden] + from_h), 2, axis=1)
    if variant == "pytorch":
        n_h, of_n = linear_forward(h, w_n, b_n)
        n = np.tanh(from_x[:, hidden:] + r * n_h)
        of_n = of_n, n_h
    else:
        n_h, of_n = linear_forward(r * h, w_n, b_n)
        n = np.tanh(from_x[:, hidden:] + n_h)
        of_n = of_n, None
    return (1 - z) * n + z * h, GRUCellCache(of_x, of_h, of_n, h, r, z, n, variant)


def gru_cell_backward(dh, cache):
    """dn, dz from the mixture; dr through the candidate, on the side where r acts."""
    of_x, of_h, (of_n, n_h), h, r, z, n, variant = cache
    dh = check_dout(dh, h.shape, h.dtype)
    dz = dh * (h - n) * z * (1 - z)
    dn = dh * (1 - z) * (1 - n * n)
    if variant == "pytorch":
        dh_n, *d_n = linear_backward(dn * r, of_n)
        dr = dn * n_h
    else:
        drh, *d_n = linear_backward(dn, of_n)
        dh_n, dr = drh * r, drh * h
    dr = dr * r * (1 - r)
    dx, *d_ih = linear_backward(np.concatenate([dr, dz, dn], axis=1), of_x)
    dh_rz, *d_rz = linear_backward(np.concatenate([dr, dz], axis=1), of_h)
    d_hh = [np.concatenate(pair) for pair in zip(d_rz, d_n, strict=True)]
    return dx, dh * z + dh_n + dh_rz, *_in_order(d_ih, d_hh)


def sigmoid(x):
    """1 / (1 + exp(-x)), which is a tanh in another place and scale."""
    return 0.5 + 0.5 * np.tanh(0.5 * x)


def _in_order(d_ih, d_hh):
    """dw_ih, dw_hh and, where there are biases, db_ih, db_hh."""
    return [d for pair in zip(d_ih, d_hh, strict=True) for d in pair]


def _check_cell(gates, x, h, w_ih, w_hh, b_ih, b_hh, **c):
    others = {"w_ih": w_ih, "w_hh": w_hh, "b_ih": b_ih, "b_hh": b_hh}
    check_float(x=x, h=h, **c, **others, optional=("b_ih", "b_hh"))
    check_ndim((2,), x=x, h=h)
    (n, features), hidden = x.shape, h.shape[1]
    check_shape((n, hidden), h=h, **c)
    check_shape((gates * hidden, features), w_ih=w_ih)
    check_shape((gates * hidden, hidden), w_hh=w_hh)
    if (b_ih is None) != (b_hh is None):
        raise ValueError("b_ih and b_hh must be given together, got one of them")
    check_shape((gates * hidden,), b_ih=b_ih, b_hh=b_hh)
