"""Pooling: what each window has at most, or on average."""

from typing import NamedTuple

import numpy as np

from ._check import check_choice, check_dout, check_float, check_ndim, refuse_unsupported
from ._windows import Windows, crop, integers, pad, padded_shape, same_memory_order, taps


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
    """The largest pixel of each window."""
    refuse_unsupported("max_pool2d", unsupported)
    windows, padding = _place_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    first, *others = taps(pad(x, padding, value=-np.inf), windows)
    out = np.copy(first)
    winner = np.zeros_like(out, np.min_scalar_type(len(others)))
    for k, tap in enumerate(others, start=1):
        wins = (tap > out) | np.isnan(tap)
        np.maximum(winner, wins * winner.dtype.type(k), out=winner)
        np.maximum(out, tap, out=out)
    return out, MaxPoolCache(winner, windows, padding, x.shape, x.dtype)


def max_pool2d_backward(dout, cache):
    """Each gradient goes to the pixel that gave the maximum."""
    winner, windows, padding, x_shape, dtype = cache
    dout = check_dout(dout, winner.shape, dtype)
    dout = same_memory_order(dout, winner)
    dx = np.zeros_like(winner, dtype, shape=padded_shape(x_shape, padding))
    for k, tap in enumerate(taps(dx, windows)):
        tap += select(dout, winner == k)
    return crop(dx, padding)


def select(values, chosen):
    """`values` where chosen, 0 elsewhere.

    The bits are multiplied, by 1 or 0: faster than np.where, and exact for inf and nan too.
    """
    bits = np.int32 if values.itemsize == 4 else np.int64
    return (values.view(bits) * chosen).view(values.dtype)


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
    """The mean of each window."""
    windows, border = _place_windows(x, kernel_size, stride, padding, 1, ceil_mode)
    divisor = _divisor(x, windows, border, padding, count_include_pad, divisor_override)
    out = sum(taps(pad(x, border), windows)) / divisor
    return out, AvgPoolCache(divisor, windows, border, x.shape)


def avg_pool2d_backward(dout, cache):
    """Each gradient is shared by the pixels of its window."""
    divisor, windows, padding, x_shape = cache
    dout = check_dout(dout, x_shape[:-2] + windows.count, divisor.dtype)
    share = dout / divisor
    dx = np.zeros_like(share, shape=padded_shape(x_shape, padding))
    for tap in taps(dx, windows):
        tap += share
    return crop(dx, padding)


def _divisor(x, windows, border, padding, count_include_pad, divisor_override):
    """How many pixels each window counts: (oh, ow)."""
    check_choice("count_include_pad", count_include_pad, (True, False))
    if divisor_override is not None:
        good = isinstance(divisor_override, (int, np.integer)) and divisor_override
        if not good or isinstance(divisor_override, bool):
            raise ValueError(
                f"divisor_override must be an integer other than 0, got {divisor_override!r}"
            )
        return np.full(windows.count, divisor_override, x.dtype)
    (top, bottom), (left, right) = border
    ph, pw = integers("padding", padding, 2, minimum=0) if count_include_pad else (0, 0)
    h, w = x.shape[-2:]
    counted = np.zeros((1, h + top + bottom, w + left + right), x.dtype)
    counted[:, top - ph : top + h + ph, left - pw : left + w + pw] = 1
    return sum(taps(counted, windows))[0]


def _place_windows(x, kernel_size, stride, padding, dilation, ceil_mode):
    """The windows of a pooling, and the border they need."""
    check_float(x=x)
    check_ndim((3, 4), x=x)
    if 0 in x.shape[-3:]:
        raise ValueError(f"x must have channels and pixels, got x {x.shape}")
    check_choice("ceil_mode", ceil_mode, (True, False))
    kernel = integers("kernel_size", kernel_size, 2, minimum=1)
    stride = kernel if stride in (None, (), []) else integers("stride", stride, 2, minimum=1)
    dilation = integers("dilation", dilation, 2, minimum=1)
    padding = integers("padding", padding, 2, minimum=0)
    if any(p > k // 2 for p, k in zip(padding, kernel, strict=True)):
        raise ValueError(
            f"padding must be at most half of kernel_size, got padding={padding}, "
            f"kernel_size={kernel}"
        )
    sides = [
        _place_side(*side, ceil_mode)
        for side in zip(x.shape[-2:], kernel, stride, padding, dilation, strict=True)
    ]
    count, border = zip(*sides, strict=True)
    if min(count) < 1:
        raise ValueError(f"x is smaller than one window of kernel_size={kernel}: x {x.shape}")
    return Windows(kernel, stride, dilation, count), border


def _place_side(n, k, s, p, d, ceil_mode):
    """How many windows fit on a side of n pixels, and its border (before, after)."""
    reach = d * (k - 1) + 1
    spare = n + 2 * p - reach
    count = (-(-spare // s) if ceil_mode else spare // s) + 1
    if ceil_mode and (count - 1) * s >= n + p:
        count -= 1  # a window must not start in the border after the image
    return count, (p, max(p, s * (count - 1) + reach - n - p))
