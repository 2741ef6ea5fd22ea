"""The loop over windows that the references of this assignment share."""

import numpy as np


def windows(x, kernel_size, stride, size):
    """Yield row, column and window of every output pixel."""
    for i in range(size[0]):
        for j in range(size[1]):
            rows = slice(i * stride, i * stride + kernel_size[0])
            yield i, j, x[:, :, rows, j * stride : j * stride + kernel_size[1]]


def pad(x, padding, value=0.0):
    """Surround the images with ``padding`` pixels of one value."""
    return np.pad(x, [(0, 0), (0, 0)] + [(padding, padding)] * 2, constant_values=value)
