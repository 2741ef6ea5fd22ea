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

from ._memory import keep_freed_memory

STRIP = 2**20  # numbers in the columns of one strip: 4 MiB in float32

keep_freed_memory()


class Windows(NamedTuple):
    """Where windows lie on images: tap i of window p looks at pixel stride * p + dilation * i.

    Every field is a pair, height first. `count` is how many windows there are; the rows of
    windows start at row `first`, so that a strip of them can be taken alone.
    """

    kernel: tuple[int, int]
    stride: tuple[int, int]
    dilation: tuple[int, int]
    count: tuple[int, int]
    first: int = 0

    @property
    def overlap(self):
        """Whether a pixel may lie in two windows."""
        sides = zip(self.kernel, self.stride, self.dilation, strict=True)
        return any(d * (k - 1) >= s for k, s, d in sides)


def batch_last(x):
    """Images (N, C, H, W) as (C, H, W, N). A view."""
    return x.transpose(1, 2, 3, 0) if x.ndim == 4 else x


def batch_first(x):
    """Images (C, H, W, N) as (N, C, H, W); the transpose of `batch_last`. A view."""
    return x.transpose(3, 0, 1, 2) if x.ndim == 4 else x


def same_memory_order(x, pattern):
    """`x` with its axes in memory as those of `pattern`; a copy if they differ."""
    ordered = np.empty_like(pattern, x.dtype)
    if x.strides == ordered.strides:
        return x
    ordered[...] = x
    return ordered


def pad(x, padding, value=0):
    """Put a border around images; padding is ((top, bottom), (left, right))."""
    if not any(map(any, padding)):
        return batch_first(np.ascontiguousarray(batch_last(x)))
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
    (kh, kw), (sh, sw), (dh, dw), (oh, ow), first = windows
    for i, j in np.ndindex(kh, kw):
        top, left = sh * first + dh * i, dw * j
        yield x[..., top : top + sh * (oh - 1) + 1 : sh, left : left + sw * (ow - 1) + 1 : sw]


def strips(windows, x_shape):
    """Cut windows into strips of whole rows whose columns hold at most STRIP numbers.

    Gives pairs: the place of a strip among all columns, as a slice, and its windows. Strips keep
    the memory for columns small, whatever the batch and the image.
    """
    oh, ow = windows.count
    n = prod(x_shape[:-3])
    numbers = x_shape[-3] * prod(windows.kernel) * oh * ow * n
    height = -(-oh // max(1, -(-numbers // STRIP)))
    for top in range(0, oh, height):
        bottom = min(top + height, oh)
        place = slice(top * ow * n, bottom * ow * n)
        yield place, windows._replace(count=(bottom - top, ow), first=top)


def unfold(x, windows, groups=1):
    """Write the windows of images as the columns of a matrix: (G, C/G kh kw, oh ow N)."""
    c, _, _, *n = batch_last(x).shape
    columns = np.empty((c, prod(windows.kernel), *windows.count, *n), x.dtype)
    for k, tap in enumerate(taps(x, windows)):
        columns[:, k] = batch_last(tap)
    return columns.reshape(groups, c // groups * columns.shape[1], prod(columns.shape[2:]))


def fold(columns, windows, x):
    """Add columns to the pixels of `x` they came from; the transpose of `unfold`. Changes `x`."""
    columns = columns.reshape(x.shape[-3], prod(windows.kernel), *windows.count, *x.shape[:-3])
    for k, tap in enumerate(taps(x, windows)):
        tap += batch_first(columns[:, k])


def rows(x, groups=1):
    """Images as a matrix with a row per channel: (G, C/G, H W N)."""
    x = batch_last(x)
    return x.reshape(groups, x.shape[0] // groups, prod(x.shape[1:]))


def images(matrix, shape):
    """A matrix (G, C/G, H W N) as images of `shape`; the transpose of `rows`. A view."""
    return batch_first(matrix.reshape(shape[-3:] + shape[:-3]))


def row_sums(matrix):
    """Sum of each row of a matrix (G, C/G, H W N), as a product with ones: (C,)."""
    return (matrix @ np.ones(matrix.shape[-1], matrix.dtype)).reshape(-1)
