"""The convolution that all tools compute, and how long a call takes."""

import time

import numpy as np

FILTERS, KERNEL = 8, 3


def case(picture, dtype=np.float32):
    """Return a picture, eight random kernels, their biases, and a random gradient of the output.

    Parameters
    ----------
    picture : array (H, W, C)
    dtype : numpy dtype
        All numbers are rounded to float32 first, so that the arrays of both types are equal.

    Returns
    -------
    list of arrays
        x (1, C, H, W), w (8, C, 3, 3), b (8,), dout (1, 8, H, W), from seed 0.

    Examples
    --------
    >>> [array.shape for array in case(np.ones((5, 4, 3)))]
    [(1, 3, 5, 4), (8, 3, 3, 3), (8,), (1, 8, 5, 4)]
    """
    rng = np.random.default_rng(0)
    height, width, channels = picture.shape
    w = rng.standard_normal((FILTERS, channels, KERNEL, KERNEL))
    b, dout = rng.standard_normal(FILTERS), rng.standard_normal((1, FILTERS, height, width))
    arrays = np.moveaxis(picture, 2, 0)[None], w, b, dout
    return [np.ascontiguousarray(array, dtype=np.float32).astype(dtype) for array in arrays]


def fastest(call, repeats=5):
    """Return the milliseconds of the fastest of some calls.

    Examples
    --------
    >>> fastest(lambda: 1 + 1) < 1000
    True
    """
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return 1000 * min(seconds)


def depth(tensor):
    """Count the operations on the way from a PyTorch tensor to its first leaf.

    From each operation the first of those before it is followed. A tensor that was not computed
    has depth 0.
    """
    node, count = tensor.grad_fn, 0
    while node is not None and node.next_functions:
        node, count = node.next_functions[0][0], count + 1
    return count
