"""The two layers that are one matrix: linear multiplies by it, embedding reads its rows."""

import numpy as np

from ._check import (
    check_dout,
    check_float,
    check_integers,
    check_ndim,
    check_shape,
    refuse_unsupported,
)


def linear_forward(x, w, b=None):
    """out[..., o] = Σ_i x[..., i] w[o, i] + b[o]."""
    check_float(x=x, w=w, b=b)
    check_ndim((2,), w=w)
    if x.ndim == 0 or x.shape[-1] != w.shape[1]:
        raise ValueError(
            f"the last axis of x must have the {w.shape[1]} inputs of w: x {x.shape}, w {w.shape}"
        )
    check_shape(w.shape[:1], b=b)
    out = x @ w.T
    if b is not None:
        out += b
    return out, (x, w, b is not None)


def linear_backward(dout, cache):
    """dx = dout w, dw = doutᵀ x, db = Σ dout."""
    x, w, has_bias = cache
    dout = check_dout(dout, x.shape[:-1] + w.shape[:1], x.dtype)
    rows = dout.reshape(-1, w.shape[0])
    dx = dout @ w
    dw = rows.T @ x.reshape(-1, w.shape[1])
    return (dx, dw, rows.sum(axis=0)) if has_bias else (dx, dw)


def embedding_forward(w, *, ids, padding_idx=None, scale_grad_by_freq=False, **unsupported):
    """out[..., d] = w[ids[...], d]."""
    refuse_unsupported("embedding", unsupported, "padding_idx, scale_grad_by_freq")
    check_float(w=w)
    check_ndim((2,), w=w)
    check_integers(ids=ids)
    rows = w.shape[0]
    if ids.size and not (0 <= ids.min() and ids.max() < rows):
        raise ValueError(f"ids must be from 0 to {rows - 1}, got {ids.min()} to {ids.max()}")
    if padding_idx is not None and not -rows <= padding_idx < rows:
        raise ValueError(f"padding_idx must be from {-rows} to {rows - 1}, got {padding_idx}")
    return w[ids], (w, ids, padding_idx, scale_grad_by_freq)


def embedding_backward(dout, cache):
    """dw[v, d] = Σ dout[..., d] over all places where ids = v."""
    w, ids, padding_idx, scale_grad_by_freq = cache
    dout = check_dout(dout, ids.shape + w.shape[1:], w.dtype)
    dw = np.zeros_like(w)
    np.add.at(dw, ids, dout)
    if padding_idx is not None:
        dw[padding_idx] = 0
    if scale_grad_by_freq:
        counts = np.bincount(ids.ravel(), minlength=len(w))
        dw /= np.maximum(counts, 1).astype(w.dtype)[:, None]
    return dw
