"""Convolution, its gradients, and the same read backwards.

Written as columns, a convolution is one matrix product: row f of `filters` is filter f, and column
(p, q, n) of `columns` holds the pixels under window (p, q) of image n. The backward pass is the
transpose of each step in reverse order. The transposed convolution is that backward pass, used as
a forward one. What the field calls convolution does not flip its filters: it is cross-correlation.
"""

from math import prod
from typing import NamedTuple

import numpy as np

from ._check import check_choice, check_dout, check_float, check_ndim, check_shape
from ._windows import (
    Windows,
    crop,
    fold,
    full_images,
    images,
    integers,
    pad,
    rows,
    strips,
    unfold,
)


class ConvCache(NamedTuple):
    """What the backward of a convolution reads; for a transposed one, x and out change places."""

    x: np.ndarray  # (N, C, H, W) with its border; transposed: rows (G, C/G, H W N)
    filters: np.ndarray  # (G, F/G, C/G kh kw); transposed: (G, C/G, F/G kh kw)
    windows: Windows
    padding: tuple
    x_shape: tuple
    w_shape: tuple
    out_shape: tuple
    has_bias: bool


def conv1d_forward(x, w, b=None, *, stride=1, padding=0, dilation=1, groups=1):
    """Slide filters along sequences: conv2d on images of height one."""
    _check_arrays(x, w, b, groups, axes=1)
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
    """The gradients of `conv1d_forward`: those of conv2d, without the axis of height one."""
    *batch, height, width = cache.out_shape
    dout = check_dout(dout, (*batch, width), cache.x.dtype)
    dx, dw, *db = conv2d_backward(dout[..., None, :], cache)
    return dx[..., 0, :], dw[..., 0, :], *db


def conv2d_forward(x, w, b=None, *, stride=1, padding=0, dilation=1, groups=1):
    """Slide filters over images."""
    _check_arrays(x, w, b, groups, axes=2)
    windows, padding = _place_windows(x, w, stride, padding, dilation)
    out_shape = *x.shape[:-3], w.shape[0], *windows.count
    padded = pad(x, padding)
    filters = w.reshape(groups, w.shape[0] // groups, prod(w.shape[1:]))
    n = prod(x.shape[:-3])
    out = np.empty((*filters.shape[:2], prod(windows.count) * n), x.dtype)  # (G, F/G, oh ow N)
    for place, strip in strips(windows, x.shape):
        np.matmul(filters, unfold(padded, strip, groups), out=out[..., place])
    if b is not None:
        out += b.reshape(groups, -1, 1)
    cache = ConvCache(padded, filters, windows, padding, x.shape, w.shape, out_shape, b is not None)
    return images(out, out_shape), cache


def conv2d_backward(dout, cache):
    """The gradients of `conv2d_forward`."""
    x, filters, windows, padding, x_shape, w_shape, out_shape, has_bias = cache
    dout = rows(check_dout(dout, out_shape, x.dtype), groups=len(filters))  # (G, F/G, oh ow N)
    dx, dw = full_images(x.shape, 0, x.dtype), np.zeros_like(filters)
    for place, strip in strips(windows, x_shape):
        columns = unfold(x, strip, groups=len(filters))  # again: cheaper than remembering them
        dw += dout[..., place] @ columns.swapaxes(1, 2)
        fold(filters.swapaxes(1, 2) @ dout[..., place], strip, dx)
    db = (dout.sum(axis=2).reshape(-1),) if has_bias else ()
    return crop(dx, padding), dw.reshape(w_shape), *db


def conv_transpose2d_forward(
    x, w, b=None, *, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    """Spread each pixel of images with filters: the transpose of `conv2d`."""
    _check_arrays(x, w, b, groups, axes=2, transposed=True)
    windows, padding, size = _place_output(x, w, stride, padding, output_padding, dilation)
    pixels = rows(x, groups)  # (G, C/G, H W N)
    filters = w.reshape(groups, w.shape[0] // groups, prod(w.shape[1:]))
    out = full_images((*x.shape[:-3], w.shape[1] * groups, *size), 0, x.dtype)
    for place, strip in strips(windows, out.shape):
        fold(filters.swapaxes(1, 2) @ pixels[..., place], strip, out)
    out = crop(out, padding)
    if b is not None:
        out += b[:, None, None]
    return out, ConvCache(
        pixels, filters, windows, padding, x.shape, w.shape, out.shape, b is not None
    )


def conv_transpose2d_backward(dout, cache):
    """The gradients of `conv_transpose2d_forward`."""
    pixels, filters, windows, padding, x_shape, w_shape, out_shape, has_bias = cache
    dout = check_dout(dout, out_shape, pixels.dtype)
    dpixels, dw = np.empty_like(pixels), np.zeros_like(filters)
    padded = pad(dout, padding)
    for place, strip in strips(windows, dout.shape):
        columns = unfold(padded, strip, groups=len(filters))  # (G, F/G kh kw, H W N)
        dw += pixels[..., place] @ columns.swapaxes(1, 2)
        np.matmul(filters, columns, out=dpixels[..., place])
    db = (rows(dout).sum(axis=2).reshape(-1),) if has_bias else ()
    return images(dpixels, x_shape), dw.reshape(w_shape), *db


def _check_arrays(x, w, b, groups, axes, transposed=False):
    """x (N, C, ...) and w (F, C/G, ...), or w (C, F/G, ...) when transposed; b (F,)."""
    check_float(x=x, w=w, b=b)
    check_ndim((axes + 1, axes + 2), x=x)
    check_ndim((axes + 2,), w=w)
    (groups,) = integers("groups", groups, 1, minimum=1)
    if 0 in x.shape[-axes:] or 0 in (w.shape[0], *w.shape[-axes:]):
        raise ValueError(f"x needs pixels and w needs filters: x {x.shape}, w {w.shape}")
    if w.shape[0] % groups:
        raise ValueError(f"groups={groups} does not divide the first axis of w {w.shape}")
    c, expected = x.shape[-axes - 1], w.shape[0] if transposed else w.shape[1] * groups
    if c != expected:
        in_groups = f" in {groups} groups" if groups > 1 else ""
        raise ValueError(
            f"x has {c} channels but each filter in w expects {expected}{in_groups}: "
            f"x {x.shape}, w {w.shape}"
        )
    check_shape((w.shape[1] * groups if transposed else w.shape[0],), b=b)


def _place_windows(x, w, stride, padding, dilation):
    """The windows of a convolution, and the border they need."""
    kernel = w.shape[-2:]
    stride = integers("stride", stride, 2, minimum=1)
    dilation = integers("dilation", dilation, 2, minimum=1)
    reach = tuple(d * (k - 1) for k, d in zip(kernel, dilation, strict=True))
    padding = _border(padding, stride, reach)
    spare = [n + sum(p) - 1 - r for n, p, r in zip(x.shape[-2:], padding, reach, strict=True)]
    if min(spare) < 0:
        raise ValueError(
            f"w with dilation={dilation} reaches over {tuple(r + 1 for r in reach)} pixels, but x "
            f"with padding={padding} has fewer: x {x.shape}, w {w.shape}"
        )
    count = tuple(n // s + 1 for n, s in zip(spare, stride, strict=True))
    return Windows(kernel, stride, dilation, count), padding


def _border(padding, stride, reach):
    """The setting `padding` as ((top, bottom), (left, right))."""
    if not isinstance(padding, str):
        return tuple((p, p) for p in integers("padding", padding, 2, minimum=0))
    check_choice("padding", padding, ("valid", "same"))
    if padding == "valid":
        return (0, 0), (0, 0)
    if stride != (1, 1):
        raise ValueError(f"padding='same' needs stride=1, got stride={stride}")
    return tuple((r // 2, r - r // 2) for r in reach)


def _place_output(x, w, stride, padding, output_padding, dilation):
    """The windows that a transposed convolution writes to, their border, the padded size."""
    kernel = w.shape[-2:]
    stride = integers("stride", stride, 2, minimum=1)
    padding = integers("padding", padding, 2, minimum=0)
    output_padding = integers("output_padding", output_padding, 2, minimum=0)
    dilation = integers("dilation", dilation, 2, minimum=1)
    for extra, s, d in zip(output_padding, stride, dilation, strict=True):
        if extra >= max(s, d):
            raise ValueError(
                f"output_padding={output_padding} must be smaller than stride={stride} "
                f"or dilation={dilation}"
            )
    count = x.shape[-2:]
    size = tuple(
        s * (n - 1) + d * (k - 1) + 1 + extra
        for n, k, s, d, extra in zip(count, kernel, stride, dilation, output_padding, strict=True)
    )
    if any(n < 2 * p for n, p in zip(size, padding, strict=True)):
        raise ValueError(f"padding={padding} takes more off than the {size} pixels of the output")
    return Windows(kernel, stride, dilation, count), tuple((p, p) for p in padding), size
