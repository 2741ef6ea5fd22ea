"""The GRU cell, in both conventions: where the reset gate acts is the one difference."""

from typing import NamedTuple

import numpy as np

from ..settings import check_choice
from . import cells
from ._recurrent_check import check_cell
from .check import check_dout
from .linear import linear_backward, linear_forward
from .recurrent_cells import in_order


class GRUCellCache(NamedTuple):
    """What `gru_cell_backward` needs; r, z, n, and n_h or r ⊙ h, are (N, H) each."""

    of_x: tuple
    of_h: tuple
    of_n: tuple
    h: np.ndarray
    r: np.ndarray
    z: np.ndarray
    n: np.ndarray
    reset: np.ndarray
    variant: str


def gru_cell_forward(x, h, w_ih, w_hh, b_ih=None, b_hh=None, *, variant="pytorch"):
    """h' = (1 - z) ⊙ n + z ⊙ h: one gate says what stays, and with it what comes in.

    (r, z) = σ(W_i x + b_i + W_h h + b_h), each with its own weights. The candidate n is made in one
    of two ways, which differ in where the reset gate r acts:

    "pytorch"   n = tanh(W_in x + b_in + r ⊙ (W_hn h + b_hn))
    "textbook"  n = tanh(W_in x + b_in + W_hn (r ⊙ h) + b_hn)

    No mapping of weights turns one into the other in general: in the textbook's n each unit of h
    comes with its own r, in PyTorch's the sum over all units comes with one r. Where W_hn is
    diagonal there is a mapping: add the textbook's b_hn to b_in, and make b_hn 0.

    Parameters
    ----------
    x : array (N, D)
    h : array (N, H)
        The state so far.
    w_ih, w_hh : arrays (3H, D) and (3H, H)
        The weights of r, z and n, one below the other.
    b_ih, b_hh : arrays (3H,), optional
        Both or neither.
    variant : {"pytorch", "textbook"}

    Returns
    -------
    h : array (N, H)
        The next state, h'.
    cache : GRUCellCache

    Raises
    ------
    ValueError
        If shapes, dtypes or the setting do not fit.

    References
    ----------
    Cho et al. (2014), Learning Phrase Representations using RNN Encoder-Decoder for Statistical
    Machine Translation. In Chung, Gulcehre, Cho, Bengio (2014), Empirical Evaluation of Gated
    Recurrent Neural Networks on Sequence Modeling, z and 1 - z have changed places: negate the
    weights and biases of z.

    Examples
    --------
    Weights of zero: half of the state stays, and nothing comes in.

    >>> one, zero = np.ones((1, 1)), np.zeros((3, 1))
    >>> gru_cell_forward(one, 8 * one, zero, zero)[0]
    array([[4.]])
    """
    check_choice("variant", variant, ("pytorch", "textbook"))
    check_cell(3, x, h, w_ih, w_hh, b_ih, b_hh)
    rz, new_h, saved = 2 * h.shape[1], np.empty_like(h), np.empty((4, *h.shape), h.dtype)
    b_hrz, b_hn = (None, None) if b_hh is None else (b_hh[:rz], b_hh[rz:])
    a, of_x = linear_forward(x, w_ih, b_ih)
    from_h, of_h = linear_forward(h, w_hh[:rz], b_hrz)
    a[:, :rz] += from_h
    saved[:3] = cells.by_gate(a, 3)
    if variant == "pytorch":
        saved[3], of_n = linear_forward(h, w_hh[rz:], b_hn)
        cells.reset_after(saved)
    else:
        cells.reset_before(saved, h)
        from_reset_h, of_n = linear_forward(saved[3], w_hh[rz:], b_hn)
        saved[2] += from_reset_h
    cells.update(saved, h, new_h)
    return new_h, GRUCellCache(of_x, of_h, of_n, h, *saved, variant)


def gru_cell_backward(dh, cache):
    """Three ways lead back to h: past the gates (z), through the gates, and through the candidate.

    dh (N, H) is the gradient of h'. The result is dx, dh, dw_ih, dw_hh and, where there were
    biases, db_ih, db_hh. Raises ValueError where dh does not have the shape and dtype of h'.

    >>> one, zero = np.ones((1, 1)), np.zeros((3, 1))
    >>> gru_cell_backward(one, gru_cell_forward(one, 8 * one, zero, zero)[1])[1]  # dh = z
    array([[0.5]])
    """
    of_x, of_h, of_n, h, *saved, variant = cache
    dh = check_dout(dh, h.shape, h.dtype, "dh").copy()
    rz = 2 * h.shape[1]
    da = np.empty((len(h), rz + h.shape[1]), h.dtype)
    gates = cells.by_gate(da, 3)
    cells.update_back(dh, h, saved, gates)
    if variant == "pytorch":
        dn_h = np.empty_like(h)
        cells.reset_after_back(saved, gates, dn_h)
        dseen, *d_hn = linear_backward(dn_h, of_n)
        dh += dseen
    else:
        dreset_h, *d_hn = linear_backward(da[:, rz:], of_n)
        cells.reset_before_back(dh, h, saved, gates, dreset_h)
    dx, *d_ih = linear_backward(da, of_x)
    dgates, *d_hrz = linear_backward(da[:, :rz], of_h)
    d_hh = [np.concatenate(pair) for pair in zip(d_hrz, d_hn, strict=True)]
    return dx, dh + dgates, *in_order(d_ih, d_hh)
