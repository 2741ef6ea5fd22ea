"""Dropout: silence a random part of the entries while training, change nothing afterwards."""

import numpy as np

from ._check import check_dout, check_float, refuse_unsupported


def dropout_forward(x, *, p=0.5, training=True, rng=None, **unsupported):
    """out = x · keep / (1 - p), where each entry of keep is 1 with probability 1 - p, else 0."""
    refuse_unsupported("dropout", unsupported, "p, training, rng")
    check_float(x=x)
    if not 0 <= p <= 1:
        raise ValueError(f"p must be a probability from 0 to 1, got {p}")
    if not training or p == 0:
        return x.copy(), np.ones_like(x)
    if p == 1:
        return np.zeros_like(x), np.zeros_like(x)
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng must be a np.random.Generator when training, got {rng!r}")
    scale = (rng.random(x.shape, dtype=x.dtype) >= p) * x.dtype.type(1 / (1 - p))
    return x * scale, scale


def dropout_backward(dout, cache):
    """dx = dout · keep / (1 - p)."""
    scale = cache
    dout = check_dout(dout, scale.shape, scale.dtype)
    return dout * scale
