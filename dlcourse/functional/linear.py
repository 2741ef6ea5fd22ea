"""The two layers that are one matrix: linear multiplies by it, embedding reads its rows."""

from math import prod

import numpy as np

from ..settings import check_flag, check_integer
from ._sums import ROWS, sum_rows
from .check import (
    check_dout,
    check_float,
    check_integers,
    check_ndim,
    check_shape,
    refuse_unsupported,
)


def linear_forward(x, w, b=None):
    """out[n, o] = Σ_i x[n, i] w[o, i] + b[o].

    Parameters
    ----------
    x : array (..., I)
        n stands for all axes but the last.
    w : array (O, I)
    b : array (O,), optional

    Returns
    -------
    out : array (..., O)
    cache : tuple

    Raises
    ------
    ValueError
        If shapes do not fit, or dtypes differ.

    References
    ----------
    Rumelhart, Hinton, Williams (1986), Learning Representations by Back-Propagating Errors.

    Examples
    --------
    >>> linear_forward(np.array([[1.0, 2.0]]), np.array([[3.0, 4.0], [0.0, 1.0]]))[0]
    array([[11.,  2.]])
    """
    check_float(x=x, w=w, b=b, optional=("b",))
    check_ndim((2,), w=w)
    if x.ndim == 0 or x.shape[-1] != w.shape[1]:
        raise ValueError(
            f"x must have the {w.shape[1]} inputs of w on its last axis: x {x.shape}, w {w.shape}"
        )
    check_shape(w.shape[:1], b=b)
    out = x @ w.T
    if b is not None:
        out += b
    return out, (x, w, b is not None)


def linear_backward(dout, cache):
    """dx[n, i] = Σ_o dout[n, o] w[o, i]; dw[o, i] = Σ_n dout[n, o] x[n, i]; db[o] = Σ_n dout[n, o].

    Each gradient is a sum over the one index that its array does not have: an entry gets one term
    from every place where it was used.

    dx, dw and db have the shapes of x, w and b; without b there is no db. Raises ValueError where
    dout does not have the shape and dtype of out.

    >>> _, cache = linear_forward(np.array([[1.0, 2.0]]), np.array([[3.0, 4.0], [0.0, 1.0]]))
    >>> linear_backward(np.array([[1.0, 10.0]]), cache)
    (array([[ 3., 14.]]), array([[ 1.,  2.],
           [10., 20.]]))
    """
    x, w, has_bias = cache
    dout = check_dout(dout, x.shape[:-1] + w.shape[:1], x.dtype)
    dx = dout @ w
    n = prod(x.shape[:-1])
    dout = dout.reshape(n, w.shape[0])
    dw = dout.T @ x.reshape(n, w.shape[1])
    return (dx, dw, sum_rows(dout)) if has_bias else (dx, dw)


def embedding_forward(w, *, ids, padding_idx=None, scale_grad_by_freq=False, **unsupported):
    """out[n, d] = w[ids[n], d].

    The linear layer of a one-hot input, without the multiplications by zero.

    Parameters
    ----------
    w : array (V, D)
        One row for each entry of the vocabulary.
    ids : array of integers of any shape, from 0 to V - 1
        n stands for all its axes.
    padding_idx : int, optional
        The row that gets no gradient; negative ones count from the end.
    scale_grad_by_freq : bool
        Divide the gradient of each row by how often it was read.

    Returns
    -------
    out : array, of the shape of ids and one more axis (D,)
    cache : tuple

    Raises
    ------
    ValueError
        If w is not a float matrix, ids are not integers or out of range, or a setting does not fit;
        also for PyTorch's other settings.

    References
    ----------
    Bengio, Ducharme, Vincent, Jauvin (2003), A Neural Probabilistic Language Model.

    Examples
    --------
    >>> embedding_forward(np.array([[1.0, 2.0], [3.0, 4.0]]), ids=np.array([1, 1, 0]))[0]
    array([[3., 4.],
           [3., 4.],
           [1., 2.]])
    """
    refuse_unsupported("embedding", unsupported, "padding_idx, scale_grad_by_freq")
    check_float(w=w)
    check_ndim((2,), w=w)
    check_integers(ids=ids)
    size = len(w)
    if ids.size and not (ids.min() >= 0 and ids.max() < size):
        raise ValueError(f"ids must be from 0 to {size - 1}, got {ids.min()} to {ids.max()}")
    if padding_idx is not None:
        check_integer("padding_idx", padding_idx, -size, size - 1)
    check_flag(scale_grad_by_freq=scale_grad_by_freq)
    return np.take(w, ids, axis=0), (w, ids, padding_idx, scale_grad_by_freq)


def embedding_backward(dout, cache):
    """dw[v, d] = Σ_n [ids[n] = v] dout[n, d]: a row that was read k times gets k terms.

    dw has the shape of w. Raises ValueError where dout does not have the shape and dtype of out.

    >>> w, ids = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1, 1, 0])
    >>> embedding_backward(
    ...     np.array([[1.0, 5.0], [1.0, 5.0], [1.0, 5.0]]), embedding_forward(w, ids=ids)[1]
    ... )
    array([[ 1.,  5.],
           [ 2., 10.]])
    """
    w, ids, padding_idx, scale_grad_by_freq = cache
    dout = check_dout(dout, ids.shape + w.shape[1:], w.dtype)
    counts = np.bincount(ids.ravel(), minlength=len(w))
    often = max(counts, default=0) > ROWS  # as many additions need the digits of float64
    dw = np.zeros_like(w, np.float64 if often else None)
    np.add.at(dw, ids, dout.astype(dw.dtype, copy=False))
    dw = dw.astype(w.dtype, copy=False)
    if scale_grad_by_freq:
        dw /= np.maximum(counts.astype(w.dtype), 1)[:, None]
    if padding_idx is not None:
        dw[padding_idx] = 0
    return dw
