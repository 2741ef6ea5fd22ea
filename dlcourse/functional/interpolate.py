"""Larger images from smaller ones, without a weight to learn."""

import numpy as np

from ..settings import check_choice
from ._place import integers
from .check import check_dout, check_float, check_ndim, refuse_unsupported


def interpolate_forward(x, *, scale_factor, mode="nearest", **unsupported):
    """out[n, c, p, q] = x[n, c, ⌊p / sh⌋, ⌊q / sw⌋]: each pixel becomes sh by sw pixels.

    Parameters
    ----------
    x : array (N, C, H, W)
    scale_factor : int or pair of int
        sh and sw, at least 1.
    mode : "nearest"

    Returns
    -------
    out : array (N, C, sh H, sw W)
    cache : tuple

    Raises
    ------
    ValueError
        If scale_factor is not made of positive integers, the mode is another, or x does not fit.

    References
    ----------
    Odena, Dumoulin, Olah (2016), Deconvolution and Checkerboard Artifacts: resize, then convolve.

    Examples
    --------
    >>> interpolate_forward(np.array([[[[1.0, 2.0]]]]), scale_factor=2)[0]
    array([[[[1., 1., 2., 2.],
             [1., 1., 2., 2.]]]])
    """
    refuse_unsupported("interpolate", unsupported, "scale_factor, mode")
    check_choice("mode", mode, ("nearest",))
    check_float(x=x)
    check_ndim((4,), x=x)
    sh, sw = integers("scale_factor", scale_factor, 2, minimum=1)
    out = np.repeat(np.repeat(x, sh, axis=2), sw, axis=3)
    return out, (x.shape, x.dtype, (sh, sw))


def interpolate_backward(dout, cache):
    """dx[n, c, i, j] is the sum of dout over the pixels that x[n, c, i, j] became.

    dx has the shape of x. Raises ValueError where dout does not have the shape and dtype of out.

    >>> _, cache = interpolate_forward(np.array([[[[1.0, 2.0]]]]), scale_factor=(1, 2))
    >>> interpolate_backward(np.array([[[[1.0, 2.0, 3.0, 4.0]]]]), cache)
    array([[[[3., 7.]]]])
    """
    (n, c, height, width), dtype, (sh, sw) = cache
    dout = check_dout(dout, (n, c, sh * height, sw * width), dtype)
    return dout.reshape(n, c, height, sh, width, sw).sum(axis=(3, 5))
