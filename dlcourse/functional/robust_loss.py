"""Losses on which one wild target has a bounded pull: the slope does not grow with the error.

The targets are a setting, so one gradient comes back. Reductions are those of `mse_loss`.
"""

import numpy as np

from ..settings import check_number
from ._reduction import check_errors, reduce_backward, reduce_forward
from .check import refuse_unsupported


def l1_loss_forward(x, *, targets, reduction="mean", weight=None, **unsupported):
    """Absolute error: loss[i] = weight[i] |x[i] - targets[i]|. The best constant is the median.

    Parameters
    ----------
    x, targets : arrays of one shape
    reduction : "none", "mean" or "sum"
    weight : array of the same shape, optional
        With it, "mean" divides by the sum of the weights.

    Returns
    -------
    out : array of the shape of x, or (): one number, if the reduction is "mean" or "sum"
    cache : tuple

    Raises
    ------
    ValueError
        If shapes or dtypes differ, or the reduction is unknown.

    References
    ----------
    Roger Koenker, Gilbert Bassett (1978), Regression quantiles: the median as a minimum.

    Examples
    --------
    >>> float(l1_loss_forward(np.array([1.0, 5.0]), targets=np.array([1.0, 2.0]))[0])
    1.5
    """
    refuse_unsupported("l1_loss", unsupported, "reduction, weight")
    check_errors(x, targets, weight, reduction)
    error = x - targets
    slope = np.sign(error) if weight is None else weight * np.sign(error)
    divisor = x.size if weight is None else weight.sum()
    return reduce_forward(slope * error, reduction, divisor), (slope, reduction, divisor)


def l1_loss_backward(dout, cache):
    """dx[i] = dout[i] · weight[i] sign(x[i] - targets[i]), and 0 where the two are equal.

    With "mean", dout[i] is the one dout over what the forward pass divided by; with "sum", dout.

    dx has the shape of x. Raises ValueError where dout does not have the shape and dtype of out.

    >>> x, targets = np.array([1.0, 5.0]), np.array([1.0, 2.0])
    >>> l1_loss_backward(1.0, l1_loss_forward(x, targets=targets)[1])
    array([0. , 0.5])
    """
    slope, reduction, divisor = cache
    return reduce_backward(dout, slope, reduction, divisor) * slope


def huber_loss_forward(x, *, targets, reduction="mean", delta=1.0, weight=None, **unsupported):
    """Half the squared error e² / 2 where |e| <= delta, and a line of slope delta beyond.

    loss[i] = weight[i] · ½ e² or weight[i] · delta (|e| - ½ delta), with e = x[i] - targets[i].

    Parameters
    ----------
    x, targets : arrays of one shape
    reduction : "none", "mean" or "sum"
        "mean" divides by the number of entries, with weights too; this is PyTorch's way, and not
        that of `l1_loss`.
    delta : float
        Where the line begins, in units of x; greater than 0.
    weight : array of the same shape, optional

    Returns
    -------
    out : array of the shape of x, or (): one number, if the reduction is "mean" or "sum"
    cache : tuple

    Raises
    ------
    ValueError
        If shapes or dtypes differ, delta is not positive, or the reduction is unknown.

    References
    ----------
    Peter J. Huber (1964), Robust estimation of a location parameter.

    Examples
    --------
    >>> x, targets = np.array([0.5, 5.0]), np.array([0.0, 2.0])
    >>> huber_loss_forward(x, targets=targets, reduction="none")[0]
    array([0.125, 2.5  ])
    """
    refuse_unsupported("huber_loss", unsupported, "reduction, delta, weight")
    check_errors(x, targets, weight, reduction)
    if check_number("delta", delta) <= 0:
        raise ValueError(f"delta must be greater than 0, got {delta!r}")
    error = x - targets
    slope = np.clip(error, -delta, delta)
    losses = slope * (error - slope / 2)
    if weight is not None:
        slope, losses = weight * slope, weight * losses
    return reduce_forward(losses, reduction, x.size), (slope, reduction, x.size)


def huber_loss_backward(dout, cache):
    """dx[i] = dout[i] · weight[i] times the error, cut off at -delta and delta.

    As for `l1_loss_backward`, dout[i] is the share of entry i.

    dx has the shape of x. Raises ValueError where dout does not have the shape and dtype of out.

    >>> x, targets = np.array([0.5, 5.0]), np.array([0.0, 2.0])
    >>> huber_loss_backward(1.0, huber_loss_forward(x, targets=targets, reduction="sum")[1])
    array([0.5, 1. ])
    """
    slope, reduction, divisor = cache
    return reduce_backward(dout, slope, reduction, divisor) * slope
