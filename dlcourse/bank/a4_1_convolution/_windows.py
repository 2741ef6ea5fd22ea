"""The loop over windows that the references of this assignment share."""

import numpy as np


def corners(count, stride):
    """Yield row and column of every output pixel, and the corner of its window."""
    for i in range(count[0]):
        for j in range(count[1]):
            yield i, j, i * stride, j * stride


def pad(x, padding):
    """Surround images (..., H, W) with ``padding`` zeros."""
    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(padding, padding)] * 2)


def crop(x, padding):
    """Take ``padding`` pixels off all four sides; the transpose of `pad`."""
    return x[..., padding : x.shape[-2] - padding, padding : x.shape[-1] - padding]
