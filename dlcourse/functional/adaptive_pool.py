"""Pooling to a size that is asked for, whatever the size of the image."""

import numpy as np

from ..settings import check_integer
from .check import check_dout, check_float, check_ndim


def adaptive_avg_pool2d_forward(x, *, output_size):
    """out[n, c, p, q] is the mean of x[n, c] over a window of rows and columns.

    Rows ⌊p H / oh⌋ up to ⌈(p + 1) H / oh⌉ make window p, and columns likewise. With output_size 1
    it is global average pooling: one number per channel, and a classifier that takes images of any
    size. Where oh does not divide H, neighboring windows share a row.

    Parameters
    ----------
    x : array (N, C, H, W) or (C, H, W)
    output_size : int, or pair of int or None
        oh and ow, at least 1; None keeps the size of x.

    Returns
    -------
    out : array (N, C, oh, ow) or (C, oh, ow)
    cache : tuple

    Raises
    ------
    ValueError
        If output_size is not made of positive integers, or x has no pixel or does not fit.

    References
    ----------
    Lin, Chen, Yan (2013), Network In Network, section 3.2.

    Examples
    --------
    >>> adaptive_avg_pool2d_forward(np.arange(6.0).reshape(1, 1, 2, 3), output_size=(1, 2))[0]
    array([[[[2., 3.]]]])
    """
    check_float(x=x)
    check_ndim((3, 4), x=x)
    if 0 in x.shape[-2:]:
        raise ValueError(f"x must have at least one pixel: x {x.shape}")
    oh, ow = _sizes(output_size, x)
    rows, columns = _windows(x.shape[-2], oh), _windows(x.shape[-1], ow)
    means = np.stack([x[..., window, :].mean(axis=-2) for window in rows], axis=-2)
    out = np.stack([means[..., window].mean(axis=-1) for window in columns], axis=-1)
    return out, (rows, columns, x.shape, x.dtype)


def adaptive_avg_pool2d_backward(dout, cache):
    """Each pixel gets dout over the number of pixels, from every window that it is in.

    dx has the shape of x. Raises ValueError where dout does not have the shape and dtype of out.

    >>> x = np.arange(6.0).reshape(1, 1, 2, 3)
    >>> _, cache = adaptive_avg_pool2d_forward(x, output_size=1)
    >>> adaptive_avg_pool2d_backward(np.array([[[[6.0]]]]), cache)
    array([[[[1., 1., 1.],
             [1., 1., 1.]]]])
    """
    rows, columns, shape, dtype = cache
    dout = check_dout(dout, (*shape[:-2], len(rows), len(columns)), dtype)
    dmeans = np.zeros((*dout.shape[:-1], shape[-1]), dtype)
    for q, window in enumerate(columns):
        dmeans[..., window] += dout[..., q : q + 1] / (window.stop - window.start)
    dx = np.zeros(shape, dtype)
    for p, window in enumerate(rows):
        dx[..., window, :] += dmeans[..., p : p + 1, :] / (window.stop - window.start)
    return dx


def _windows(size, count):
    """Window p goes from ⌊p size / count⌋ up to ⌈(p + 1) size / count⌉."""
    return [slice(p * size // count, -(-(p + 1) * size // count)) for p in range(count)]


def _sizes(output_size, x):
    several = isinstance(output_size, (tuple, list))
    sizes = tuple(output_size) if several else (output_size, output_size)
    if len(sizes) != 2:
        raise ValueError(f"output_size must be an integer or a pair, got {output_size!r}")
    for size in sizes:
        if size is not None:
            check_integer("output_size", size, low=1)
    return [size or own for size, own in zip(sizes, x.shape[-2:], strict=True)]
