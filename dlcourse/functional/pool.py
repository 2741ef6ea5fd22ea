"""Pooling: what each window has at most, or on average."""

from typing import NamedTuple

import numpy as np

from ..settings import check_flag, check_integer
from ._place import LARGEST, integers, place_pooling
from ._select import select
from ._windows import Windows, crop, pad, padded_shape, same_memory_order, taps
from .check import check_dout, refuse_unsupported


class MaxPoolCache(NamedTuple):
    winner: np.ndarray  # (N, C, oh, ow): which tap of the kernel gave the maximum
    windows: Windows
    padding: tuple
    x_shape: tuple
    dtype: np.dtype


class AvgPoolCache(NamedTuple):
    divisor: np.ndarray  # (oh, ow), of x's dtype
    windows: Windows
    padding: tuple
    x_shape: tuple


def max_pool2d_forward(
    x, *, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, **unsupported
):
    """The largest pixel of each window.

    With x taken as -inf outside the image, ::

        out[n, c, p, q] = max_i max_j
                          x[n, c, stride p + dilation i - padding, stride q + dilation j - padding]

    Of equal pixels the first in reading order wins; a NaN wins over every number, and a pixel over
    the border, even if it is -inf itself.

    Parameters
    ----------
    x : ndarray, (N, C, H, W) or (C, H, W)
    kernel_size, stride, padding, dilation : int or pair of int
        stride defaults to kernel_size; padding is at most half of kernel_size.
    ceil_mode : bool
        Keep a last window that hangs over the edge, as long as it starts inside.

    Returns
    -------
    out : ndarray, (N, C, oh, ow) or (C, oh, ow)
    cache : MaxPoolCache

    Raises
    ------
    ValueError
        If dtype, shape or settings do not fit. Also for return_indices=True, and where a
        dilated window would meet no pixel at all.

    References
    ----------
    V. Dumoulin and F. Visin (2016), A guide to convolution arithmetic for deep learning, chapter 3.

    Examples
    --------
    >>> x = np.array([[[1.0, 3.0, 0.0], [2.0, 0.0, 5.0]]])
    >>> max_pool2d_forward(x, kernel_size=2, stride=1)[0]
    array([[[3., 5.]]])
    """
    refuse_unsupported("max_pool2d", unsupported)
    windows, padding = place_pooling(x, kernel_size, stride, padding, dilation, ceil_mode)
    first, *others = taps(pad(x, padding, value=-np.inf), windows)
    out = np.copy(first)
    winner = np.zeros_like(out, np.min_scalar_type(len(others)))
    for k, tap in enumerate(others, start=1):
        np.maximum(winner, (tap > out) * winner.dtype.type(k), out=winner)
        np.maximum(out, tap, out=out)
    if any(map(any, padding)) and np.isneginf(out).any():
        _prefer_pixels(winner, np.isneginf(out), x.shape, windows, padding)
    if np.isnan(out).any():
        for k, tap in enumerate((first, *others)):
            winner[np.isnan(tap)] = k
    return out, MaxPoolCache(winner, windows, padding, x.shape, x.dtype)


def max_pool2d_backward(dout, cache):
    """Gradient of `max_pool2d_forward`: it goes to the pixel that won.

    The idea: near x the winner stays the same, so out is a copy of it, ::

        dx[n, c, y, z] = Σ dout[n, c, p, q] over the windows (p, q) that pixel (y, z) won

    dx has the shape of x. Raises ValueError where dout does not have the shape and dtype of out.

    >>> x = np.array([[[1.0, 3.0, 0.0], [2.0, 0.0, 5.0]]])
    >>> out, cache = max_pool2d_forward(x, kernel_size=2, stride=1)
    >>> max_pool2d_backward(np.array([[[10.0, 20.0]]]), cache)
    array([[[ 0., 10.,  0.],
            [ 0.,  0., 20.]]])
    """
    winner, windows, padding, x_shape, dtype = cache
    dout = check_dout(dout, winner.shape, dtype)
    dout = same_memory_order(dout, winner)
    dx = np.zeros_like(winner, dtype, shape=padded_shape(x_shape, padding))
    for k, tap in enumerate(taps(dx, windows)):
        if windows.overlap:
            tap += select(dout, winner == k)
        else:
            select(dout, winner == k, out=tap)
    return crop(dx, padding)


def avg_pool2d_forward(
    x,
    *,
    kernel_size,
    stride=None,
    padding=0,
    ceil_mode=False,
    count_include_pad=True,
    divisor_override=None,
):
    """The mean of each window.

    With x taken as 0 outside the image, ::

        out[n, c, p, q] = Σ_i Σ_j x[n, c, stride p + i - padding, stride q + j - padding]
                          / divisor[p, q]

    Parameters
    ----------
    x : ndarray, (N, C, H, W) or (C, H, W)
    kernel_size, stride, padding : int or pair of int
        stride defaults to kernel_size; padding is at most half of kernel_size.
    ceil_mode : bool
        Keep a last window that hangs over the edge, as long as it starts inside.
    count_include_pad : bool
        Whether the divisor counts the padding. What ceil_mode adds beyond it never counts.
    divisor_override : int, optional
        Divide by this instead.

    Returns
    -------
    out : ndarray, (N, C, oh, ow) or (C, oh, ow)
    cache : AvgPoolCache

    Raises
    ------
    ValueError
        If dtype, shape or settings do not fit.

    References
    ----------
    V. Dumoulin and F. Visin (2016), A guide to convolution arithmetic for deep learning, chapter 3.

    Examples
    --------
    >>> x = np.array([[[1.0, 3.0, 5.0]]])
    >>> avg_pool2d_forward(x, kernel_size=(1, 2), stride=1)[0]
    array([[[2., 4.]]])
    """
    windows, border = place_pooling(x, kernel_size, stride, padding, 1, ceil_mode)
    divisor = _divisor(x, windows, border, padding, count_include_pad, divisor_override)
    out = sum(taps(pad(x, border), windows)) / divisor
    return out, AvgPoolCache(divisor, windows, border, x.shape)


def avg_pool2d_backward(dout, cache):
    """Gradient of `avg_pool2d_forward`: each pixel of a window gets the same share.

    The idea: averaging is linear, and its transpose spreads what was summed, ::

        dx[n, c, y, z] = Σ dout[n, c, p, q] / divisor[p, q] over the windows that meet (y, z)

    dx has the shape of x. Raises ValueError where dout does not have the shape and dtype of out.

    >>> x = np.array([[[1.0, 3.0, 5.0]]])
    >>> out, cache = avg_pool2d_forward(x, kernel_size=(1, 2), stride=1)
    >>> avg_pool2d_backward(np.ones_like(out), cache)
    array([[[0.5, 1. , 0.5]]])
    """
    divisor, windows, padding, x_shape = cache
    dout = check_dout(dout, x_shape[:-2] + windows.count, divisor.dtype)
    share = dout / divisor
    dx = np.zeros_like(share, shape=padded_shape(x_shape, padding))
    for tap in taps(dx, windows):
        tap += share
    return crop(dx, padding)


def _prefer_pixels(winner, lowest, x_shape, windows, padding):
    """Where all is -inf, the first tap that meets the image is the winner."""
    inside = pad(np.ones((1, *x_shape[-2:]), bool), padding, value=False)
    for k, tap in reversed(list(enumerate(taps(inside, windows)))):
        winner[lowest & tap] = k


def _divisor(x, windows, border, padding, count_include_pad, divisor_override):
    """How many pixels each window counts: (oh, ow)."""
    check_flag(count_include_pad=count_include_pad)
    if divisor_override is not None:
        check_integer("divisor_override", divisor_override, -LARGEST, LARGEST)
        if divisor_override == 0:
            raise ValueError("divisor_override must be an integer other than 0, got 0")
        return np.full(windows.count, divisor_override, x.dtype)
    (top, bottom), (left, right) = border
    ph, pw = integers("padding", padding, 2, minimum=0) if count_include_pad else (0, 0)
    h, w = x.shape[-2:]
    counted = np.zeros((1, h + top + bottom, w + left + right), x.dtype)
    counted[:, top - ph : top + h + ph, left - pw : left + w + pw] = 1
    return sum(taps(counted, windows))[0]
