"""Dropout: silence a random part of the entries while training, and change nothing afterwards."""

import numpy as np

from ..settings import check_flag, check_number
from .check import check_dout, check_float, refuse_unsupported


def dropout_forward(x, *, p=0.5, training=True, rng=None, **unsupported):
    """out[i] = x[i] keep[i] / (1 - p), where keep[i] is 0 with probability p, else 1.

    Dividing by 1 - p keeps the expected value of every entry, so that nothing needs rescaling when
    ``training=False``: then out = x.

    Parameters
    ----------
    x : array of any shape
    p : float
        The probability that an entry is dropped, from 0 to 1.
    training : bool
    rng : np.random.Generator
        Where the randomness comes from. Needed only when training with 0 < p < 1.

    Returns
    -------
    out : array of the shape of x
    cache : array of the shape of x

    Raises
    ------
    ValueError
        If x is not float32 or float64, p is no probability, or rng is missing.

    References
    ----------
    Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov (2014), Dropout: A Simple Way to
    Prevent Neural Networks from Overfitting.

    Examples
    --------
    >>> dropout_forward(np.ones(6), p=0.5, rng=np.random.default_rng(1))[0]
    array([2., 2., 0., 2., 0., 0.])
    """
    refuse_unsupported("dropout", unsupported, "p, training, rng")
    check_float(x=x)
    check_flag(training=training)
    scale = _scale(x, check_number("p", p, 0, 1), training, rng)
    return x * scale, scale


def dropout_backward(dout, cache):
    """dx[i] = dout[i] keep[i] / (1 - p): the factors that the forward pass drew, not new ones.

    dx has the shape of x. Raises ValueError where dout does not have the shape and dtype of out.

    >>> out, cache = dropout_forward(np.ones(6), p=0.5, rng=np.random.default_rng(1))
    >>> dropout_backward(np.full(6, 3.0), cache)
    array([6., 6., 0., 6., 0., 0.])
    """
    scale = cache
    return check_dout(dout, scale.shape, scale.dtype) * scale


def _scale(x, p, training, rng):
    """Return keep / (1 - p); where it is the same everywhere, as a view of one number."""
    if not training or p in (0, 1):
        constant = 0 if training and p == 1 else 1
        return np.broadcast_to(x.dtype.type(constant), x.shape)
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng must be a np.random.Generator when training, got {rng!r}")
    keep = rng.random(x.shape, dtype=x.dtype) >= p
    return keep * x.dtype.type(1 / (1 - p))
