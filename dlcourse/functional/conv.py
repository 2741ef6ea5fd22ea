"""Convolution and its gradients, as one matrix product and its transposes.

Written as columns, a convolution is one matrix product: row f of `filters` is filter f, and column
(p, q, n) of `columns` holds the pixels under window (p, q) of image n. The backward pass is the
transpose of each step, in reverse order. What the field calls convolution does not flip its
filters: in mathematics it is cross-correlation.
"""

from math import prod
from typing import NamedTuple

import numpy as np

from ._by_rows import convolve, filters_gradient, has_few_channels, images_gradient
from ._place import check_conv, integers, place_windows
from ._windows import Windows, crop, fold, full_images, images, pad, row_sums, rows, strips, unfold
from .check import check_dout


class ConvCache(NamedTuple):
    """What the backward pass reads."""

    x: np.ndarray  # (N, C, H, W) with its border
    filters: np.ndarray  # (G, F/G, C/G kh kw)
    windows: Windows
    padding: tuple
    x_shape: tuple
    w_shape: tuple
    out_shape: tuple
    has_bias: bool


def conv1d_forward(x, w, b=None, *, stride=1, padding=0, dilation=1, groups=1):
    """Slide filters along sequences: `conv2d_forward` on images of height one.

    ::

        out[n, f, q] = b[f] + Σ_c Σ_j w[f, c, j] x[n, c, stride q + dilation j - padding]

    Parameters
    ----------
    x : ndarray, (N, C, W) or (C, W)
    w : ndarray, (F, C / groups, kw)
    b : ndarray, (F,), optional
    stride, padding, dilation, groups
        As in `conv2d_forward`, one integer each.

    Returns
    -------
    out : ndarray, (N, F, ow) or (F, ow)
    cache : ConvCache

    Raises
    ------
    ValueError
        If dtypes, shapes or settings do not fit.

    References
    ----------
    A. Waibel, T. Hanazawa, G. Hinton, K. Shikano and K. Lang (1989), Phoneme recognition using
    time-delay neural networks.

    Examples
    --------
    >>> x = np.array([[1.0, 2.0, 4.0, 7.0]])
    >>> difference = np.array([[[-1.0, 1.0]]])
    >>> conv1d_forward(x, difference)[0]
    array([[1., 2., 3.]])
    """
    check_conv(x, w, b, groups, axes=1)
    named = isinstance(padding, str)
    out, cache = conv2d_forward(
        x[..., None, :],
        w[..., None, :],
        b,
        stride=(1, *integers("stride", stride, 1, minimum=1)),
        padding=padding if named else (0, *integers("padding", padding, 1, minimum=0)),
        dilation=(1, *integers("dilation", dilation, 1, minimum=1)),
        groups=groups,
    )
    return out[..., 0, :], cache


def conv1d_backward(dout, cache):
    """Gradients of `conv1d_forward`: those of conv2d, without the axis of height one.

    ::

        dw[f, c, j] = Σ_n Σ_q dout[n, f, q] x[n, c, z]
        dx[n, c, z] = Σ_f Σ dout[n, f, q] w[f, c, j]
        db[f] = Σ_n Σ_q dout[n, f, q]

    where z = stride q + dilation j - padding, and the sum in dx is over all (q, j) that meet z.

    dx, dw and db have the shapes of x, w and b; without b there is no db. Raises ValueError where
    dout does not have the shape and dtype of out.

    >>> x, w = np.array([[1.0, 2.0, 4.0, 7.0]]), np.array([[[-1.0, 1.0]]])
    >>> out, cache = conv1d_forward(x, w)
    >>> conv1d_backward(np.ones_like(out), cache)
    (array([[-1.,  0.,  0.,  1.]]), array([[[ 7., 13.]]]))
    """
    *batch, height, width = cache.out_shape
    dout = check_dout(dout, (*batch, width), cache.x.dtype)
    dx, dw, *db = conv2d_backward(dout[..., None, :], cache)
    return dx[..., 0, :], dw[..., 0, :], *db


def conv2d_forward(x, w, b=None, *, stride=1, padding=0, dilation=1, groups=1):
    """Slide filters over images.

    With x taken as 0 outside the image, ::

        out[n, f, p, q] = b[f] + Σ_c Σ_i Σ_j w[f, c, i, j]
                          x[n, c, stride p + dilation i - padding, stride q + dilation j - padding]

    The windows are written as columns of a matrix, one row per (c, i, j). Then out is
    w @ columns, a single matrix product. It is taken strip by strip of output rows: the columns
    are kh kw times as large as x, and never needed all at once.

    Parameters
    ----------
    x : ndarray, (N, C, H, W) or (C, H, W)
    w : ndarray, (F, C / groups, kh, kw)
    b : ndarray, (F,), optional
    stride, dilation : int or pair of int
    padding : int, pair of int, "valid" or "same"
        Zeros on each side. "valid" adds none. "same" keeps the size of the image; stride must be 1.
    groups : int
        Cuts channels and filters into this many groups, each convolved alone.

    Returns
    -------
    out : ndarray, (N, F, oh, ow) or (F, oh, ow)
        oh = (H + 2 padding - dilation (kh - 1) - 1) // stride + 1, and ow likewise.
    cache : ConvCache

    Raises
    ------
    ValueError
        If dtypes, shapes or settings do not fit.

    References
    ----------
    V. Dumoulin and F. Visin (2016), A guide to convolution arithmetic for deep learning.
    K. Chellapilla, S. Puri and P. Simard (2006), High performance convolutional neural networks
    for document processing (convolution as a matrix product).

    Examples
    --------
    >>> x = np.arange(9.0).reshape(1, 3, 3)
    >>> w = np.array([[[[1.0, 0.0], [0.0, -1.0]]]])
    >>> conv2d_forward(x, w)[0]
    array([[[-4., -4.],
            [-4., -4.]]])
    """
    check_conv(x, w, b, groups, axes=2)
    windows, padding = place_windows(x, w, stride, padding, dilation)
    out_shape = *x.shape[:-3], w.shape[0], *windows.count
    padded = pad(x, padding)
    filters = w.reshape(groups, w.shape[0] // groups, prod(w.shape[1:]))
    if has_few_channels(filters, windows):
        out = convolve(padded, filters, windows)  # the same, without the columns
    else:
        n = prod(x.shape[:-3])
        out = np.empty((*filters.shape[:2], prod(windows.count) * n), x.dtype)  # (G, F/G, oh ow N)
        for place, strip in strips(windows, x.shape):
            np.matmul(filters, unfold(padded, strip, groups), out=out[..., place])
    if b is not None:
        out += b.reshape(groups, -1, 1)
    cache = ConvCache(padded, filters, windows, padding, x.shape, w.shape, out_shape, b is not None)
    return images(out, out_shape), cache


def conv2d_backward(dout, cache):
    """Gradients of `conv2d_forward`.

    The idea: every step of the forward pass is linear, so the gradient goes back through its
    transpose. From out = w @ columns and columns = unfold(pad(x)), ::

        dw = dout @ columnsᵀ        dw[f, c, i, j] = Σ_n Σ_p Σ_q dout[n, f, p, q] x[n, c, y, z]
        dx = crop(fold(wᵀ @ dout))  dx[n, c, y, z] = Σ_f Σ dout[n, f, p, q] w[f, c, i, j]
        db[f] = Σ_n Σ_p Σ_q dout[n, f, p, q]

    where y = stride p + dilation i - padding, z = stride q + dilation j - padding, and the sum in
    dx is over all (p, q, i, j) that meet pixel (y, z). A pixel that no window covers gets 0.

    dx, dw and db have the shapes of x, w and b; without b there is no db. Raises ValueError where
    dout does not have the shape and dtype of out.

    References
    ----------
    V. Dumoulin and F. Visin (2016), A guide to convolution arithmetic for deep learning, chapter 4.

    Examples
    --------
    >>> x, w = np.arange(9.0).reshape(1, 3, 3), np.ones((1, 1, 2, 2))
    >>> out, cache = conv2d_forward(x, w)
    >>> dx, dw = conv2d_backward(np.ones_like(out), cache)
    >>> dx  # how many windows meet each pixel
    array([[[1., 2., 1.],
            [2., 4., 2.],
            [1., 2., 1.]]])
    >>> dw
    array([[[[ 8., 12.],
             [20., 24.]]]])
    """
    x, filters, windows, padding, x_shape, w_shape, out_shape, has_bias = cache
    dout = rows(check_dout(dout, out_shape, x.dtype), groups=len(filters))  # (G, F/G, oh ow N)
    if has_few_channels(filters, windows):
        dw = filters_gradient(dout, x, windows)  # the same, without the columns
        dx = images_gradient(dout, filters, windows, x.shape, padding)
    else:
        dx, dw = full_images(x.shape, 0, x.dtype), np.zeros_like(filters)
        for place, strip in strips(windows, x_shape):
            columns = unfold(x, strip, groups=len(filters))  # again: cheaper than remembering them
            dw += dout[..., place] @ columns.swapaxes(1, 2)
            fold(filters.swapaxes(1, 2) @ dout[..., place], strip, dx)
        dx = crop(dx, padding)
    db = (row_sums(dout),) if has_bias else ()
    return dx, dw.reshape(w_shape), *db
