"""From one loss per example to the number that is minimized, and back."""

import numpy as np

from ._check import check_choice, check_dout


def check_reduction(reduction):
    """Refuse a reduction that PyTorch does not know."""
    check_choice("reduction", reduction, ("none", "mean", "sum"))


def reduce_forward(losses, reduction, divisor):
    """Return the losses, their sum, or that sum over divisor: nan if nothing is averaged."""
    if reduction == "none":
        return losses
    total = losses.sum()
    if reduction == "sum":
        return total
    return total / losses.dtype.type(divisor) if divisor else total * losses.dtype.type(np.nan)


def reduce_backward(dout, shape, dtype, reduction, divisor):
    """Return what reaches each loss, as an array that broadcasts to shape."""
    dout = check_dout(dout, shape if reduction == "none" else (), dtype)
    if reduction != "mean":
        return dout
    with np.errstate(divide="ignore", invalid="ignore"):
        return dout / dtype.type(divisor)
