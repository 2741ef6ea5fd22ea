"""The Dice loss: how little two regions overlap, as a number that has a gradient."""

import numpy as np

from ..settings import check_flag, check_number
from ._reduction import check_reduction, reduce_backward, reduce_forward
from .check import check_float, check_shape, refuse_unsupported


def dice_loss_forward(
    probs, *, targets, smooth=1.0, squared=False, reduction="mean", **unsupported
):
    """loss[n] = 1 - (2 Σ_i p t + smooth) / (Σ_i p + Σ_i t + smooth), one number for each image.

    Here p = probs[n, i], t = targets[n, i], and i runs over all that belongs to image n. Where p is
    0 or 1 and smooth is 0, the fraction is `metrics.dice_score`: twice the common area over the sum
    of both areas.

    Parameters
    ----------
    probs : array (N, ...)
        The probability of "inside" for each pixel. Logits go through `sigmoid_forward` first.
    targets : array of the same shape
        1 inside, 0 outside.
    smooth : float, at least 0
        Keeps the fraction a number where both masks are empty: the loss is 0 there. It is a count
        of pixels, so it weighs more for a small organ than for a large one.
    squared : bool
        Divide by Σ p² + Σ t² + smooth, as Milletari et al. do; other authors divide by Σ p + Σ t.
        For masks of 0 and 1 both are the same.
    reduction : "none", "mean" or "sum"
        Over the images. The mean of the images' losses is not the loss of all pixels together.

    Returns
    -------
    out : array (N,), or (): one number, if the reduction is "mean" or "sum"
    cache : tuple

    Raises
    ------
    ValueError
        If shapes or dtypes differ, there is no axis after that of the images, smooth is negative,
        or the reduction is unknown.

    References
    ----------
    Fausto Milletari, Nassir Navab, Seyed-Ahmad Ahmadi (2016), V-Net: Fully Convolutional Neural
    Networks for Volumetric Medical Image Segmentation, section 3.

    Examples
    --------
    >>> probs, targets = np.array([[1.0, 1.0, 0.0]]), np.array([[1.0, 0.0, 0.0]])
    >>> float(dice_loss_forward(probs, targets=targets, smooth=0.0)[0]).__round__(4)
    0.3333
    """
    refuse_unsupported("dice_loss", unsupported, "smooth, squared, reduction")
    _check(probs, targets, smooth, squared, reduction)
    axes = tuple(range(1, probs.ndim))
    areas = (probs**2 + targets**2) if squared else (probs + targets)
    above = 2 * (probs * targets).sum(axis=axes) + probs.dtype.type(smooth)
    below = areas.sum(axis=axes) + probs.dtype.type(smooth)
    with np.errstate(divide="ignore", invalid="ignore"):
        losses = 1 - above / below
    out = reduce_forward(losses, reduction, len(losses))
    return out, (probs, targets, above, below, squared, reduction)


def dice_loss_backward(dout, cache):
    """dprobs[n, i] = dout[n] (above[n] s - 2 t below[n]) / below[n]², by the quotient's rule.

    above and below are the two parts of the fraction, and s is the slope of below: 1, or 2 p if
    `squared`. Without it all pixels inside of an image have one gradient and all pixels outside
    another, and each depends on the whole image.

    The result has the shape of probs. Raises ValueError where dout does not have the shape and
    dtype of out.

    >>> probs, targets = np.array([[1.0, 1.0, 0.0]]), np.array([[1.0, 0.0, 0.0]])
    >>> dice_loss_backward(1.0, dice_loss_forward(probs, targets=targets, smooth=0.0)[1]).round(2)
    array([[-0.44,  0.22,  0.22]])
    """
    probs, targets, above, below, squared, reduction = cache
    dout = reduce_backward(dout, above, reduction, len(above))
    dout, above, below = (a.reshape(-1, *[1] * (probs.ndim - 1)) for a in (dout, above, below))
    slope = 2 * probs if squared else 1
    with np.errstate(divide="ignore", invalid="ignore"):
        return dout * (above * slope - 2 * targets * below) / below**2


def _check(probs, targets, smooth, squared, reduction):
    check_float(probs=probs, targets=targets)
    if probs.ndim < 2:
        raise ValueError(f"probs must have an axis of images and more, (N, ...): {probs.shape}")
    check_shape(probs.shape, targets=targets)
    check_number("smooth", smooth, low=0)
    check_flag(squared=squared)
    check_reduction(reduction)
