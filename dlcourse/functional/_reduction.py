"""From one loss per example to the number that is minimized, and back."""

import numpy as np

from ..settings import check_choice
from .check import check_dout, check_float, check_shape


def check_reduction(reduction):
    """Refuse a reduction that PyTorch does not know."""
    check_choice("reduction", reduction, ("none", "mean", "sum"))


def check_errors(x, targets, weight, reduction):
    """Refuse what a loss of the errors x - targets cannot take."""
    check_float(x=x, targets=targets, weight=weight, optional=("weight",))
    check_shape(x.shape, targets=targets, weight=weight)
    check_reduction(reduction)


def reduce_forward(losses, reduction, divisor):
    """The losses, their sum, or their sum over `divisor`: nan if there is nothing to average."""
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        return losses.sum() / losses.dtype.type(divisor)


def reduce_backward(dout, losses, reduction, divisor):
    """What reaches each loss: dout, or dout / divisor. `losses` tells shape and dtype.

    Raises ValueError where dout does not have the shape and dtype of out.
    """
    dout = check_dout(dout, losses.shape if reduction == "none" else (), losses.dtype)
    if reduction != "mean":
        return dout
    with np.errstate(divide="ignore", invalid="ignore"):
        return dout / losses.dtype.type(divisor)
