"""Vectors of length one: only their direction is left."""

import numpy as np

from ..settings import check_number
from .check import check_dim, check_dout, check_float


def normalize_forward(x, *, p=2.0, dim=1, eps=1e-12):
    """out = x / max(‖x‖, eps), where ‖x‖² = Σ_k x[k]² along axis dim.

    Parameters
    ----------
    x : array of any shape that has the axis `dim`
    p : 2
        Only the Euclidean length is supported.
    dim : int
        The axis along which the squares of `out` sum to one.
    eps : float
        A vector shorter than that is divided by eps and stays shorter than one.

    Returns
    -------
    out : array of the shape of x
    cache : tuple

    Raises
    ------
    ValueError
        If x is not float32 or float64, has no axis dim, or a setting is not supported.

    References
    ----------
    Schroff, Kalenichenko, Philbin (2015), FaceNet: A Unified Embedding for Face Recognition and
    Clustering, section 3: embeddings on the unit sphere.

    Examples
    --------
    >>> normalize_forward(np.array([[3.0, 4.0], [0.0, 0.0]]))[0]
    array([[0.6, 0.8],
           [0. , 0. ]])
    """
    check_float(x=x)
    check_dim(x, dim)
    if check_number("p", p) != 2:
        raise ValueError(f"p={p!r} is not supported; normalize supports p=2")
    eps = check_number("eps", eps)
    length = np.sqrt((x * x).sum(axis=dim, keepdims=True))
    divisor = np.maximum(length, x.dtype.type(eps))
    with np.errstate(divide="ignore", invalid="ignore"):  # 0 / 0 where eps is 0: nan
        out = x / divisor
    return out, (out, length >= eps, divisor, dim)


def normalize_backward(dout, cache):
    """dx[k] = (dout[k] - out[k] Σ_j out[j] dout[j]) / ‖x‖.

    A step along x changes its length and not its direction, so that part of dout is taken away:
    dx is orthogonal to x. The shorter x is, the more a step turns it. Where ‖x‖ < eps the
    divisor does not depend on x, and dx is dout / eps.

    dx has the shape of x. Raises ValueError where dout does not have the shape and dtype of out.

    >>> _, cache = normalize_forward(np.array([[3.0, 4.0]]))
    >>> normalize_backward(np.array([[5.0, 0.0]]), cache).round(2)  # 5 - 0.6 · 3 and -0.8 · 3, / 5
    array([[ 0.64, -0.48]])
    """
    out, free, divisor, dim = cache
    dout = check_dout(dout, out.shape, out.dtype)
    along = (out * dout).sum(axis=dim, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        return (dout - np.where(free, out * along, 0)) / divisor
