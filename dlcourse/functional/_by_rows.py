"""Convolution by filters of few channels: `unfold` sideways only.

The columns of `unfold` hold each pixel kh kw times. Filters of few channels multiply them in less
time than it takes to write them. Here a pixel is written kw times: `spread[g, y]` holds what all
windows see of row y of the image. In memory one row follows the other. So the kh rows that the
windows of an output row look at are one matrix already, and nothing is written for it ::

    out[g, :, p] = w[g] @ spread[g, stride p : stride p + kh]

where w has its axes in the order (i, c, j). The three maps of a convolution follow: `convolve`,
and what carries dout back to the filters and to the images.
"""

from math import prod

import numpy as np
from numpy.lib.stride_tricks import as_strided

from ._windows import Windows, batch_last, crop, full_images, images, taps

BLOCK = 2**18  # numbers in `spread` at a time: 1 MiB in float32
FEW = 16 * 16  # pairs of channels in a group


def has_few_channels(filters, windows):
    """Whether this way is the faster one, for filters (G, F/G, C/G kh kw)."""
    each, channels = filters.shape[1], filters.shape[2] // prod(windows.kernel)
    return each <= channels <= FEW // each and max(windows.stride) <= 2


def convolve(x, filters, windows):
    """filters @ unfold(x), for filters (G, F/G, C/G kh kw): (G, F/G, oh ow N)."""
    groups, each, _ = filters.shape
    w = _by_rows(filters, windows)[:, None]
    out = np.empty((groups, each, windows.count[0], windows.count[1] * prod(x.shape[:-3])), x.dtype)
    for part, place, seen in _blocks(x, windows, groups):
        np.matmul(w[part], seen, out=out[part, :, place].swapaxes(1, 2))
    return out.reshape(groups, each, -1)


def filters_gradient(dout, x, windows):
    """dout @ unfold(x)ᵀ, for dout (G, F/G, oh ow N): (G, F/G, C/G kh kw)."""
    groups, each, _ = dout.shape
    dout = dout.reshape(groups, each, windows.count[0], -1).swapaxes(1, 2)
    channels, (kh, kw) = x.shape[-3] // groups, windows.kernel
    dw = np.zeros((groups, each, kh, channels, kw), x.dtype)
    for part, place, seen in _blocks(x, windows, groups):
        products = dout[part, place] @ seen.swapaxes(2, 3)
        dw[part] += products.sum(axis=1).reshape(dw[part].shape)
    return dw.swapaxes(2, 3).reshape(groups, each, -1)


def images_gradient(dout, filters, windows, shape, padding):
    """crop(fold(filtersᵀ @ dout)), with images of `shape` under the crop: again a `convolve`.

    A pixel under tap i of a window sees that window at its own tap -i. So the filters are turned by
    180 degrees, channels in and out are exchanged, and where windows leave out pixels, zeros lie
    between the entries of dout.
    """
    groups, each, _ = filters.shape
    *n, _, height, width = shape
    (kh, kw), (sh, sw), (dh, dw), (oh, ow), _ = windows
    top, left = dh * (kh - 1), dw * (kw - 1)  # as far as a window reaches
    apart = full_images((*n, groups * each, height + top, width + left), 0, dout.dtype)
    middle = apart[..., top::sh, left::sw][..., :oh, :ow]
    middle[...] = images(dout, middle.shape)
    turned = filters.reshape(groups, each, -1, kh, kw)[..., ::-1, ::-1].swapaxes(1, 2)
    turned = turned.reshape(groups, -1, each * kh * kw)
    apart = crop(apart, padding)
    size = apart.shape[-2] - top, apart.shape[-1] - left
    dx = convolve(apart, turned, Windows((kh, kw), (1, 1), (dh, dw), size))
    return images(dx, (*shape[:-2], *size))


def _by_rows(filters, windows):
    """Filters (G, F/G, C/G kh kw) with the axes of each in the order (kh, C/G, kw)."""
    groups, each, _ = filters.shape
    w = filters.reshape(groups, each, -1, *windows.kernel).swapaxes(2, 3).reshape(filters.shape)
    return np.ascontiguousarray(w)


def _blocks(x, windows, groups):
    """Some groups and output rows after the other, and what their windows see, as `_seen`."""
    channels, (oh, ow) = x.shape[-3] // groups, windows.count
    numbers = channels * windows.kernel[1] * windows.stride[0] * ow * max(prod(x.shape[:-3]), 1)
    height = max(1, min(BLOCK // numbers, oh))
    step = max(1, BLOCK // (numbers * height))
    for g in range(0, groups, step):
        block = x[..., g * channels : (g + step) * channels, :, :]
        for top in range(0, oh, height):
            strip = windows._replace(count=(min(height, oh - top), ow), first=top)
            part, place = slice(g, g + step), slice(top, top + height)
            yield part, place, _seen(_spread(block, strip, channels), strip)


def _spread(x, windows, channels):
    """For each row of pixels that the windows look at, its windows: (G, rows, C/G kw, ow N)."""
    (kh, kw), (sh, sw), (dh, dw), (oh, ow), first = windows
    height = sh * (oh - 1) + dh * (kh - 1) + 1
    sideways = Windows((1, kw), (1, sw), (1, dw), (height, ow), first * sh)
    c, _, _, *n = batch_last(x).shape
    spread = np.empty((c // channels, height, channels, kw, ow, *n), x.dtype)
    for j, tap in enumerate(taps(x, sideways)):
        by_group = batch_last(tap).reshape(c // channels, channels, height, ow, *n)
        spread[:, :, :, j] = by_group.swapaxes(1, 2)
    return spread.reshape(c // channels, height, channels * kw, ow * prod(n))


def _seen(spread, windows):
    """For each output row, the rows its windows look at: (G, oh, kh C/G kw, ow N).

    A view, unless dilation leaves out rows.
    """
    (kh, _), (sh, _), (dh, _), (oh, _), _ = windows
    groups, _, terms, columns = spread.shape
    group, row, *inner = spread.strides
    shape = groups, oh, kh, terms, columns
    strides = group, sh * row, dh * row, *inner
    view = as_strided(spread, shape, strides, writeable=False)
    return view.reshape(groups, oh, kh * terms, columns)
