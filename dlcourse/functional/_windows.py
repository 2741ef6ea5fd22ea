"""Sliding windows over images: four linear maps, each beside its transpose.

A convolution and a pooling both look at an image through a small window that slides. These are the
linear maps this takes. The transpose of each carries gradients the other way.

    pad          puts a border around images       crop         takes it off
    unfold       writes windows as columns         fold         adds them up where they came from
    rows         writes images as a matrix         images       a matrix as images
    batch_last   moves the batch axis to the end   batch_first  moves it back

Images are (N, C, H, W) as in PyTorch, or (C, H, W). In memory the batch is the innermost axis:
pixel (n, c, y, x) lies beside (n + 1, c, y, x). No shape shows it, but every copy and every sum
then runs over long contiguous stretches, and no matrix product needs its factors rearranged.
"""

from math import prod
from typing import NamedTuple

import numpy as np


class Windows(NamedTuple):
    """Where windows lie on images: tap i of window p looks at pixel stride * p + dilation * i.

    Every field is a pair, height first. `count` is how many windows there are.
    """

    kernel: tuple[int, int]
    stride: tuple[int, int]
    dilation: tuple[int, int]
    count: tuple[int, int]


def integers(name, value, length, minimum):
    """A setting given as one integer or several, as a tuple of `length` integers."""
    values = tuple(value) if isinstance(value, (tuple, list)) else (value,)
    good = all(isinstance(v, (int, np.integer)) and not isinstance(v, bool) for v in values)
    if not good or len(values) not in (1, length) or min(values) < minimum:
        several = f" or {length} of them" if length > 1 else ""
        raise ValueError(f"{name} must be an integer >= {minimum}{several}, got {value!r}")
    return tuple(map(int, values)) * (length // len(values))


def batch_last(x):
    """Images (N, C, H, W) as (C, H, W, N). A view."""
    return np.moveaxis(x, (-3, -2, -1), (0, 1, 2))


def batch_first(x):
    """Images (C, H, W, N) as (N, C, H, W); the transpose of `batch_last`. A view."""
    return np.moveaxis(x, (0, 1, 2), (-3, -2, -1))


def pad(x, padding, value=0):
    """Put a border around images; padding is ((top, bottom), (left, right))."""
    if not any(map(any, padding)):
        return x
    padded = full_images(padded_shape(x.shape, padding), value, x.dtype)
    crop(padded, padding)[...] = x
    return padded


def crop(x, padding):
    """Take the border off again; the transpose of `pad`. A view."""
    (top, bottom), (left, right) = padding
    return x[..., top : x.shape[-2] - bottom, left : x.shape[-1] - right]


def padded_shape(shape, padding):
    """The shape of `pad(x, padding)` for an x of the given shape."""
    *others, h, w = shape
    return *others, h + sum(padding[0]), w + sum(padding[1])


def full_images(shape, value, dtype):
    """Images of one value, with the batch innermost in memory."""
    return batch_first(np.full(shape[-3:] + shape[:-3], value, dtype))


def taps(x, windows):
    """For each tap of the kernel in reading order, the pixels it meets: views (N, C, oh, ow).

    Tap (i, j) meets x[n, c, stride p + dilation i, stride q + dilation j] in window (p, q).
    """
    (kh, kw), (sh, sw), (dh, dw), (oh, ow) = windows
    for y in range(0, kh * dh, dh):
        for x0 in range(0, kw * dw, dw):
            yield x[..., y : y + sh * (oh - 1) + 1 : sh, x0 : x0 + sw * (ow - 1) + 1 : sw]


def unfold(x, windows, groups=1):
    """Write the windows of images as the columns of a matrix: (G, C/G kh kw, oh ow N)."""
    x = np.ascontiguousarray(batch_last(x))
    c, _, _, *n = x.shape
    columns = np.empty((c, prod(windows.kernel), *windows.count, *n), x.dtype)
    for k, tap in enumerate(taps(batch_first(x), windows)):
        columns[:, k] = batch_last(tap)
    return columns.reshape(groups, c // groups * columns.shape[1], prod(columns.shape[2:]))


def fold(columns, windows, shape):
    """Add columns up where `unfold` read them, on images of `shape`; the transpose of `unfold`."""
    x = full_images(shape, 0, columns.dtype)
    columns = columns.reshape(shape[-3], prod(windows.kernel), *windows.count, *shape[:-3])
    for k, tap in enumerate(taps(x, windows)):
        tap += batch_first(columns[:, k])
    return x


def rows(x, groups=1):
    """Images as a matrix with a row per channel: (G, C/G, H W N)."""
    x = batch_last(x)
    return x.reshape(groups, x.shape[0] // groups, prod(x.shape[1:]))


def images(matrix, shape):
    """A matrix (G, C/G, H W N) as images of `shape`; the transpose of `rows`. A view."""
    return batch_first(matrix.reshape(shape[-3:] + shape[:-3]))
