"""Softmax and its logarithm: the entries along one axis, as probabilities that sum to one."""

import numpy as np

from .check import check_dim, check_dout, check_float, refuse_unsupported


def softmax_forward(x, *, dim, **unsupported):
    """out[k] = exp(x[k]) / Σ_j exp(x[j]), where k and j run along axis dim.

    The maximum is subtracted first. That changes no ratio, and no exponent is positive.

    Parameters
    ----------
    x : array of any shape
    dim : int
        The axis along which the entries of `out` sum to one.

    Returns
    -------
    out : array of the shape of x
    cache : tuple

    Raises
    ------
    ValueError
        If x is not float32 or float64, or has no axis dim, and for PyTorch's other settings.

    References
    ----------
    Bridle (1990), Probabilistic Interpretation of Feedforward Classification Network Outputs, with
    Relationships to Statistical Pattern Recognition.

    Examples
    --------
    >>> softmax_forward(np.array([1000.0, 1000.0, 0.0]), dim=0)[0]
    array([0.5, 0.5, 0. ])
    """
    refuse_unsupported("softmax", unsupported, "dim")
    check_float(x=x)
    check_dim(x, dim)
    out = _below_zero(x, dim)
    np.exp(out, out=out)
    out /= out.sum(axis=dim, keepdims=True)
    return out, (out, dim)


def softmax_backward(dout, cache):
    """dx[k] = out[k] (dout[k] - Σ_j dout[j] out[j]).

    The Jacobian ∂out[j] / ∂x[k] is out[j] ([j = k] - out[k]): raising one entry lowers the others,
    so what counts is how far dout[k] lies above the average of dout, weighted by out.

    dx has the shape of x. Raises ValueError where dout does not have the shape and dtype of out.

    >>> _, cache = softmax_forward(np.zeros(2), dim=0)
    >>> softmax_backward(np.array([4.0, 0.0]), cache)
    array([ 1., -1.])
    >>> softmax_backward(np.array([4.0, 4.0]), cache)  # the sum of out cannot rise
    array([0., 0.])
    """
    out, dim = cache
    dout = check_dout(dout, out.shape, out.dtype)
    dx = dout - _dot(dout, out, dim)
    dx *= out
    return dx


def log_softmax_forward(x, *, dim, **unsupported):
    """out[k] = x[k] - log Σ_j exp(x[j]), where k and j run along axis dim.

    The logarithm of `softmax_forward`, finite where a probability is too small to be a number.

    Parameters
    ----------
    x : array of any shape
    dim : int
        The axis along which the exponentials of `out` sum to one.

    Returns
    -------
    out : array of the shape of x
    cache : tuple

    Raises
    ------
    ValueError
        If x is not float32 or float64, or has no axis dim, and for PyTorch's other settings.

    References
    ----------
    Blanchard, Higham, Higham (2021), Accurately Computing the Log-Sum-Exp and Softmax Functions.

    Examples
    --------
    >>> log_softmax_forward(np.array([0.0, -1000.0]), dim=0)[0]
    array([    0., -1000.])
    """
    refuse_unsupported("log_softmax", unsupported, "dim")
    check_float(x=x)
    check_dim(x, dim)
    out = _below_zero(x, dim)
    with np.errstate(divide="ignore"):  # the sum is at least 1, or 0 where there is nothing to sum
        out -= np.log(np.exp(out).sum(axis=dim, keepdims=True))
    return out, (out, dim)


def log_softmax_backward(dout, cache):
    """dx[k] = dout[k] - softmax(x)[k] Σ_j dout[j]: the slope of log Σ exp is softmax itself.

    dx has the shape of x. Raises ValueError where dout does not have the shape and dtype of out.

    >>> _, cache = log_softmax_forward(np.zeros(2), dim=0)
    >>> log_softmax_backward(np.array([4.0, 0.0]), cache)
    array([ 2., -2.])
    """
    out, dim = cache
    dout = check_dout(dout, out.shape, out.dtype)
    dx = np.exp(out)
    dx *= -dout.sum(axis=dim, keepdims=True)
    dx += dout
    return dx


def _dot(x, y, dim):
    """Σ x y along axis dim, which stays as an axis of one entry."""
    if x.ndim and dim in (-1, x.ndim - 1):
        return np.vecdot(x, y)[..., None]  # along other axes it is the slower one
    return (x * y).sum(axis=dim, keepdims=True)


def _below_zero(x, dim):
    # The distance of 1e38 and -3e38 is -inf in float32, that of two infinities nan: as in PyTorch.
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(x - x.max(axis=dim, keepdims=True, initial=-np.inf))
