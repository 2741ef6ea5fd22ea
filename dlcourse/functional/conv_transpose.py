"""Transposed convolution: the backward pass of a convolution, used as a forward one.

It spreads pixels where a convolution gathers them, and so makes larger images from smaller ones.
Each line here is a line of `conv.py` with the two passes exchanged.
"""

from math import prod
from typing import NamedTuple

import numpy as np

from ._by_rows import convolve, filters_gradient, has_few_channels, images_gradient
from ._place import check_conv, place_output
from ._windows import Windows, crop, fold, full_images, images, pad, row_sums, rows, strips, unfold
from .check import check_dout


class ConvTransposeCache(NamedTuple):
    """What the backward pass reads."""

    pixels: np.ndarray  # x as rows: (G, C/G, H W N)
    filters: np.ndarray  # (G, C/G, F/G kh kw)
    windows: Windows
    padding: tuple
    x_shape: tuple
    w_shape: tuple
    out_shape: tuple
    has_bias: bool


def conv_transpose2d_forward(
    x, w, b=None, *, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    """Spread each pixel with filters: `conv2d_backward`'s dx, used as a forward pass.

    Pixel (p, q) of x adds its multiple of each filter to out, ::

        out[n, f, y, z] = b[f] + Σ_c Σ x[n, c, p, q] w[c, f, i, j]

    summed over all (p, q, i, j) with y = stride p + dilation i - padding and
    z = stride q + dilation j - padding. As matrices: out = crop(fold(wᵀ @ x)).

    Parameters
    ----------
    x : ndarray, (N, C, H, W) or (C, H, W)
    w : ndarray, (C, F / groups, kh, kw)
        The w of the conv2d that this transposes: it maps F channels to C.
    b : ndarray, (F,), optional
    stride, dilation : int or pair of int
    padding : int or pair of int
        Rows and columns taken off each side of out.
    output_padding : int or pair of int
        Rows and columns added at the bottom and the right of out: with a stride, images of
        several sizes convolve to the size of x, and this says which of them is meant.
    groups : int

    Returns
    -------
    out : ndarray, (N, F, oh, ow) or (F, oh, ow)
        oh = stride (H - 1) - 2 padding + dilation (kh - 1) + output_padding + 1, ow likewise.
    cache : ConvTransposeCache

    Raises
    ------
    ValueError
        If dtypes, shapes or settings do not fit.

    References
    ----------
    V. Dumoulin and F. Visin (2016), A guide to convolution arithmetic for deep learning, chapter 4.

    Examples
    --------
    >>> x = np.array([[[1.0, 2.0]]])
    >>> conv_transpose2d_forward(x, np.ones((1, 1, 2, 2)), stride=2)[0]
    array([[[1., 1., 2., 2.],
            [1., 1., 2., 2.]]])
    """
    check_conv(x, w, b, groups, axes=2, transposed=True)
    windows, padding, size = place_output(x, w, stride, padding, output_padding, dilation)
    pixels = rows(x, groups)  # (G, C/G, H W N)
    filters = w.reshape(groups, w.shape[0] // groups, prod(w.shape[1:]))
    shape = *x.shape[:-3], w.shape[1] * groups, *size
    if has_few_channels(filters, windows):
        out = images_gradient(pixels, filters, windows, shape, padding)
    else:
        out = full_images(shape, 0, x.dtype)
        for place, strip in strips(windows, shape):
            fold(filters.swapaxes(1, 2) @ pixels[..., place], strip, out)
        out = crop(out, padding)
    if b is not None:
        out += b[:, None, None]
    return out, ConvTransposeCache(
        pixels, filters, windows, padding, x.shape, w.shape, out.shape, b is not None
    )


def conv_transpose2d_backward(dout, cache):
    """Gradients of `conv_transpose2d_forward`.

    The idea: the transpose of a transpose is the map itself, so dx is a convolution of dout, ::

        dx = w @ unfold(pad(dout))      dx[n, c, p, q] = Σ_f Σ_i Σ_j w[c, f, i, j] dout[n, f, y, z]
        dw = x @ unfold(pad(dout))ᵀ     dw[c, f, i, j] = Σ_n Σ_p Σ_q x[n, c, p, q] dout[n, f, y, z]
        db[f] = Σ_n Σ_y Σ_z dout[n, f, y, z]

    with y = stride p + dilation i - padding and z = stride q + dilation j - padding.

    dx, dw and db have the shapes of x, w and b; without b there is no db. Raises ValueError where
    dout does not have the shape and dtype of out.

    >>> x, w = np.array([[[1.0, 2.0]]]), np.ones((1, 1, 2, 2))
    >>> out, cache = conv_transpose2d_forward(x, w, stride=2)
    >>> dx, dw = conv_transpose2d_backward(np.ones_like(out), cache)
    >>> dx
    array([[[4., 4.]]])
    >>> dw
    array([[[[3., 3.],
             [3., 3.]]]])
    """
    pixels, filters, windows, padding, x_shape, w_shape, out_shape, has_bias = cache
    dout = check_dout(dout, out_shape, pixels.dtype)
    padded = pad(dout, padding)
    if has_few_channels(filters, windows):
        dpixels = convolve(padded, filters, windows)
        dw = filters_gradient(pixels, padded, windows)
    else:
        dpixels, dw = np.empty_like(pixels), np.zeros_like(filters)
        for place, strip in strips(windows, dout.shape):
            columns = unfold(padded, strip, groups=len(filters))  # (G, F/G kh kw, H W N)
            dw += pixels[..., place] @ columns.swapaxes(1, 2)
            np.matmul(filters, columns, out=dpixels[..., place])
    db = (row_sums(rows(dout)),) if has_bias else ()
    return images(dpixels, x_shape), dw.reshape(w_shape), *db
