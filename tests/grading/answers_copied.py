"""Copies of some answers to 3.1, changed as one who copies would."""

# (function, whose answer it is, what was changed): the copy
COPIES = {
    ("conv2d", "four loops", "renamed"): '''
import numpy as np
def conv2d(x, w, b, stride=1, padding=0):
    """My convolution."""
    data = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    a, c, d, e = data.shape   # sizes
    g, c, k1, k2 = w.shape
    o1 = 1 + (d - k1) // stride
    o2 = 1 + (e - k2) // stride

    res = np.zeros((a, g, o1, o2))
    for p in range(a):
        for q in range(g):
            # now over pixels
            for r in range(o1):
                for s in range(o2):
                    piece = data[p, :, r*stride:r*stride+k1, s*stride:s*stride+k2]
                    res[p, q, r, s] = np.sum(piece * w[q]) + b[q]
    return res
''',
    ("conv2d", "four loops", "swapped, hints, print"): """
import numpy as np
from numpy import ndarray
def conv2d(x: ndarray, w: ndarray, b: ndarray, stride: int = 1, padding: int = 0) -> ndarray:
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    F, C, HH, WW = w.shape
    N, C, H, W = x.shape
    debug = False
    W_out = 1 + (W - WW) // stride
    H_out = 1 + (H - HH) // stride
    if debug:
        print("sizes", H_out, W_out)
    out = np.zeros((N, F, H_out, W_out))
    for f in range(F):
        for n in range(N):
            for j in range(W_out):
                for i in range(H_out):
                    patch = x[n, :, i*stride:i*stride+HH, j*stride:j*stride+WW]
                    out[n, f, i, j] = b[f] + np.sum(w[f] * patch)
    return out
""",
    ("conv2d", "im2col", "renamed, reordered"): '''
import numpy as np
def conv2d(x, w, b, stride=1, padding=0):
    y = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    m, height, width = unroll(y, w.shape[2], w.shape[3], stride)
    z = m @ w.reshape(len(w), -1).T + b
    return z.transpose(0, 2, 1).reshape(len(y), len(w), height, width)

def unroll(images, a, bb, step):
    """Unroll."""
    count, ch, hh, ww = images.shape
    height = (hh - a) // step + 1
    width = (ww - bb) // step + 1
    matrix = np.zeros((count, height * width, ch * a * bb))
    k = 0
    for top in range(0, step * height, step):
        for left in range(0, step * width, step):
            matrix[:, k] = images[:, :, top:top + a, left:left + bb].reshape(count, -1)
            k += 1
    return matrix, height, width
''',
    ("output_size", "while", "renamed"): """
def output_size(n, k, stride=1, padding=0, dilation=1):
    total = 0
    pos = -padding  # first
    while pos + dilation * (k - 1) < n + padding:
        total += 1
        pos += stride
    return total
""",
    ("max_pool2d", "loops over the window", "renamed"): '''
import numpy as np
def max_pool2d(x, kernel_size, stride=None, padding=0):
    """Pool."""
    if stride is None:
        stride = kernel_size
    y = np.pad(x, ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2), constant_values=-1e300)
    rows = (y.shape[2] - kernel_size) // stride + 1
    cols = (y.shape[3] - kernel_size) // stride + 1
    largest = None  # so far
    for di in range(kernel_size):
        for dj in range(kernel_size):
            view = y[:, :, di:di + rows * stride:stride, dj:dj + cols * stride:stride]
            largest = view if largest is None else np.maximum(largest, view)
    return largest
''',
}

# Four loops, reworked until little of their shape is left.
FAR = """
import numpy as np
def conv2d(x, w, b, stride=1, padding=0):
    p = padding
    x = np.pad(x, [(0, 0), (0, 0), (p, p), (p, p)])
    N, C, H, W = x.shape
    F, C, HH, WW = w.shape
    H_out = (H - HH) // stride + 1
    W_out = (W - WW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n in range(N):
        for f in range(F):
            for i in range(H_out):
                for j in range(W_out):
                    top = i * stride
                    left = j * stride
                    patch = x[n, :, top:top+HH, left:left+WW]
                    out[n, f, i, j] = (patch * w[f]).sum() + b[f]
    return out
"""
