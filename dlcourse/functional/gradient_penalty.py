"""A price on slopes that are not 1: what keeps the critic of a Wasserstein game honest."""

import numpy as np

from ..settings import check_number
from ._reduction import check_reduction, reduce_backward, reduce_forward
from .check import check_float


def gradient_penalty_forward(dx, *, target=1.0, reduction="mean"):
    """P = mean_n (‖dx[n]‖ - target)², where dx[n] is the gradient of D(x[n]) with respect to x[n].

    The norm is the square root of the sum of squares of all entries of an example.

    Parameters
    ----------
    dx : array (N, ...)
        Of at least 2 axes.
    target : float
        The norm that costs nothing.
    reduction : "none", "mean" or "sum"

    Returns
    -------
    out : array (), or (N,) with "none"
    cache : tuple

    Raises
    ------
    ValueError
        If dx is not float32 or float64 or has one axis, or a setting does not fit.

    References
    ----------
    Gulrajani, Ahmed, Arjovsky, Dumoulin, Courville (2017), Improved Training of Wasserstein GANs,
    equation 3.

    Examples
    --------
    >>> float(gradient_penalty_forward(np.array([[3.0, 4.0], [0.0, 1.0]]))[0])  # norms 5 and 1
    8.0
    """
    check_float(dx=dx)
    if dx.ndim < 2:
        raise ValueError(f"dx must have at least 2 axes, got {dx.ndim}: dx {dx.shape}")
    target = check_number("target", target)
    check_reduction(reduction)
    norm = np.sqrt((dx * dx).sum(axis=tuple(range(1, dx.ndim))))
    excess = norm - target
    return reduce_forward(excess * excess, reduction, len(dx)), (dx, norm, excess, reduction)


def gradient_penalty_backward(dout, cache):
    """ddx[n] = dout 2 (‖dx[n]‖ - target) / N · dx[n] / ‖dx[n]‖: along dx[n], to the target norm.

    Where dx[n] is 0 the norm has a kink and no direction is the right one. There ddx[n] is 0, as in
    PyTorch. With "sum" there is no division by N.

    ddx has the shape of dx. Raises ValueError where dout does not have the shape and dtype of out.

    >>> _, cache = gradient_penalty_forward(np.array([[3.0, 4.0], [0.0, 0.0]]))
    >>> gradient_penalty_backward(1.0, cache)
    array([[2.4, 3.2],
           [0. , 0. ]])
    """
    dx, norm, excess, reduction = cache
    dexcess = 2 * reduce_backward(dout, excess, reduction, len(dx)) * excess
    factor = np.divide(dexcess, norm, out=np.zeros_like(excess), where=norm > 0)
    return dx * factor.reshape(-1, *[1] * (dx.ndim - 1))
