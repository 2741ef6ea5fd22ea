"""Answers to 3.1 as students could write them, each in a way of its own, and copies of some."""

OUTPUT_SIZE = {
    "formula": """
def output_size(n, k, stride=1, padding=0, dilation=1):
    return (n + 2 * padding - dilation * (k - 1) - 1) // stride + 1
""",
    "steps": """
def output_size(n, k, stride=1, padding=0, dilation=1):
    effective = dilation * (k - 1) + 1
    padded = n + 2 * padding
    return (padded - effective) // stride + 1
""",
    "floor": """
import math
def output_size(n, k, stride=1, padding=0, dilation=1):
    span = (k - 1) * dilation + 1
    total = n + padding + padding
    return math.floor((total - span) / stride) + 1
""",
    "npfloor": """
import numpy as np
def output_size(n, k, stride=1, padding=0, dilation=1):
    size = np.floor((n + 2*padding - dilation*(k-1) - 1)/stride + 1)
    return int(size)
""",
    "range": """
def output_size(n, k, stride=1, padding=0, dilation=1):
    last = n + 2 * padding - dilation * (k - 1)
    return len(range(0, last, stride))
""",
    "while": """
def output_size(n, k, stride=1, padding=0, dilation=1):
    count = 0
    start = -padding
    while start + dilation * (k - 1) < n + padding:
        count += 1
        start += stride
    return count
""",
    "divmod": """
def output_size(n, k, stride=1, padding=0, dilation=1):
    room = n + 2 * padding - (dilation * k - dilation + 1)
    steps, _ = divmod(room, stride)
    return steps + 1
""",
    "sum": """
def output_size(n, k, stride=1, padding=0, dilation=1):
    width = n + 2 * padding
    kernel = 1 + dilation * (k - 1)
    return sum(1 for start in range(0, width, stride) if start + kernel <= width)
""",
}

CONV2D = {
    "six loops": """
import numpy as np
def conv2d(x, w, b, stride=1, padding=0):
    n, c, h, wd = x.shape
    f, _, kh, kw = w.shape
    xp = np.zeros((n, c, h + 2 * padding, wd + 2 * padding), dtype=x.dtype)
    xp[:, :, padding:padding + h, padding:padding + wd] = x
    oh = (h + 2 * padding - kh) // stride + 1
    ow = (wd + 2 * padding - kw) // stride + 1
    out = np.zeros((n, f, oh, ow), dtype=x.dtype)
    for i in range(n):
        for j in range(f):
            for r in range(oh):
                for s in range(ow):
                    total = 0.0
                    for ch in range(c):
                        for p in range(kh):
                            for q in range(kw):
                                total += xp[i, ch, r * stride + p, s * stride + q] * w[j, ch, p, q]
                    out[i, j, r, s] = total + b[j]
    return out
""",
    "four loops": """
import numpy as np
def conv2d(x, w, b, stride=1, padding=0):
    # pad
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    N, C, H, W = x.shape
    F, C, HH, WW = w.shape
    H_out = 1 + (H - HH) // stride
    W_out = 1 + (W - WW) // stride
    out = np.zeros((N, F, H_out, W_out))
    for n in range(N):
        for f in range(F):
            for i in range(H_out):
                for j in range(W_out):
                    patch = x[n, :, i*stride:i*stride+HH, j*stride:j*stride+WW]
                    out[n, f, i, j] = np.sum(patch * w[f]) + b[f]
    return out
""",
    "four loops 2": """
import numpy as np
def conv2d(x, w, b, stride=1, padding=0):
    if padding > 0:
        x = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)], mode="constant")
    batch, channels, height, width = x.shape
    filters, _, kernel_h, kernel_w = w.shape
    out_h = (height - kernel_h) // stride + 1
    out_w = (width - kernel_w) // stride + 1
    result = np.empty((batch, filters, out_h, out_w), dtype=x.dtype)
    for image in range(batch):
        for k in range(filters):
            for row in range(out_h):
                for col in range(out_w):
                    top, left = row * stride, col * stride
                    window = x[image, :, top:top + kernel_h, left:left + kernel_w]
                    result[image, k, row, col] = (window * w[k]).sum() + b[k]
    return result
""",
    "two loops": """
import numpy as np
def conv2d(x, w, b, stride=1, padding=0):
    xp = np.pad(x, ((0,0),(0,0),(padding,padding),(padding,padding)))
    kh, kw = w.shape[2], w.shape[3]
    oh = output_size(x.shape[2], kh, stride=stride, padding=padding)
    ow = output_size(x.shape[3], kw, stride=stride, padding=padding)
    out = np.zeros((x.shape[0], w.shape[0], oh, ow))
    for i in range(oh):
        for j in range(ow):
            win = xp[:, :, i*stride:i*stride+kh, j*stride:j*stride+kw]
            out[:, :, i, j] = np.einsum("nchw,fchw->nf", win, w) + b
    return out
""",
    "im2col": """
import numpy as np
def im2col(x, kh, kw, stride):
    n, c, h, w = x.shape
    oh = (h - kh) // stride + 1
    ow = (w - kw) // stride + 1
    cols = np.zeros((n, oh * ow, c * kh * kw))
    index = 0
    for i in range(0, stride * oh, stride):
        for j in range(0, stride * ow, stride):
            cols[:, index] = x[:, :, i:i + kh, j:j + kw].reshape(n, -1)
            index += 1
    return cols, oh, ow

def conv2d(x, w, b, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    cols, oh, ow = im2col(x, w.shape[2], w.shape[3], stride)
    out = cols @ w.reshape(len(w), -1).T + b
    return out.transpose(0, 2, 1).reshape(len(x), len(w), oh, ow)
""",
    "windows": """
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
def conv2d(x, w, b, stride=1, padding=0):
    pad = [(0, 0)] * 2 + [(padding, padding)] * 2
    views = sliding_window_view(np.pad(x, pad), w.shape[2:], axis=(2, 3))
    views = views[:, :, ::stride, ::stride]
    return np.einsum("nchwij,fcij->nfhw", views, w) + b[None, :, None, None]
""",
    "kernel loops": """
import numpy as np
def conv2d(x, w, b, stride=1, padding=0):
    n, c, h, wd = x.shape
    f, _, a, e = w.shape
    h_out = (h + 2 * padding - a) // stride + 1
    w_out = (wd + 2 * padding - e) // stride + 1
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    y = np.zeros((n, f, h_out, w_out)) + b.reshape(1, -1, 1, 1)
    for i in range(a):
        for j in range(e):
            shifted = x[:, :, i:i + stride * h_out:stride, j:j + stride * w_out:stride]
            y += np.tensordot(w[:, :, i, j], shifted, axes=(1, 1)).transpose(1, 0, 2, 3)
    return y
""",
    "strides": """
import numpy as np
def conv2d(x, w, b, stride=1, padding=0):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    N, C, H, W = x.shape
    F, _, R, S = w.shape
    P, Q = (H - R) // stride + 1, (W - S) // stride + 1
    sn, sc, sh, sw = x.strides
    patches = np.lib.stride_tricks.as_strided(
        x, shape=(N, C, P, Q, R, S), strides=(sn, sc, sh * stride, sw * stride, sh, sw))
    summed = np.tensordot(patches, w, axes=([1, 4, 5], [1, 2, 3]))
    return summed.transpose(0, 3, 1, 2) + b[:, None, None]
""",
    "image by image": """
import numpy as np
def conv2d(x, w, b, stride=1, padding=0):
    outputs = []
    flat = w.reshape(w.shape[0], -1)
    for image in x:
        image = np.pad(image, ((0, 0), (padding, padding), (padding, padding)))
        rows = []
        for top in range(0, image.shape[1] - w.shape[2] + 1, stride):
            row = []
            for left in range(0, image.shape[2] - w.shape[3] + 1, stride):
                patch = image[:, top:top + w.shape[2], left:left + w.shape[3]]
                row.append(flat @ patch.ravel() + b)
            rows.append(row)
        outputs.append(np.array(rows).transpose(2, 0, 1))
    return np.stack(outputs)
""",
}

MAX_POOL2D = {
    "loops over pixels": """
import numpy as np
def max_pool2d(x, kernel_size, stride=None, padding=0):
    if stride is None:
        stride = kernel_size
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), constant_values=-np.inf)
    n, c, h, w = x.shape
    oh = (h - kernel_size) // stride + 1
    ow = (w - kernel_size) // stride + 1
    out = np.zeros((n, c, oh, ow))
    for i in range(oh):
        for j in range(ow):
            top, left = i * stride, j * stride
            out[:, :, i, j] = x[:, :, top:top+kernel_size, left:left+kernel_size].max(axis=(2, 3))
    return out
""",
    "the same thought": """
import numpy as np
def max_pool2d(x, kernel_size, stride=None, padding=0):
    s = stride or kernel_size
    lowest = np.finfo(x.dtype).min
    x = np.pad(x, [(0, 0)] * 2 + [(padding, padding)] * 2, constant_values=lowest)
    H2 = 1 + (x.shape[2] - kernel_size) // s
    W2 = 1 + (x.shape[3] - kernel_size) // s
    y = np.empty((len(x), x.shape[1], H2, W2), x.dtype)
    for r in range(H2):
        for q in range(W2):
            window = x[:, :, r * s : r * s + kernel_size, q * s : q * s + kernel_size]
            y[:, :, r, q] = np.max(window, axis=(2, 3))
    return y
""",
    "four loops": """
import numpy as np
def max_pool2d(x, kernel_size, stride=None, padding=0):
    stride = kernel_size if stride is None else stride
    batch, channels, height, width = x.shape
    padded = np.full((batch, channels, height + 2 * padding, width + 2 * padding), -np.inf)
    padded[:, :, padding:padding + height, padding:padding + width] = x
    rows = output_size(height, kernel_size, stride=stride, padding=padding)
    columns = output_size(width, kernel_size, stride=stride, padding=padding)
    pooled = np.full((batch, channels, rows, columns), -np.inf)
    for b in range(batch):
        for c in range(channels):
            for i in range(rows):
                for j in range(columns):
                    window = padded[b, c, i * stride:, j * stride:][:kernel_size, :kernel_size]
                    pooled[b, c, i, j] = np.max(window)
    return pooled
""",
    "a view": """
import numpy as np
def max_pool2d(x, kernel_size, stride=None, padding=0):
    stride = stride or kernel_size
    edges = (padding, padding)
    x = np.pad(x, ((0, 0), (0, 0), edges, edges), "constant", constant_values=float("-inf"))
    v = np.lib.stride_tricks.sliding_window_view(x, (kernel_size, kernel_size), axis=(2, 3))
    return v[:, :, ::stride, ::stride].max(axis=(-2, -1))
""",
    "loops over the window": """
import numpy as np
def max_pool2d(x, kernel_size, stride=None, padding=0):
    if stride is None: stride = kernel_size
    x = np.pad(x, ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2), constant_values=-1e300)
    h = (x.shape[2] - kernel_size) // stride + 1
    w = (x.shape[3] - kernel_size) // stride + 1
    best = None
    for i in range(kernel_size):
        for j in range(kernel_size):
            part = x[:, :, i:i + h * stride:stride, j:j + w * stride:stride]
            best = part if best is None else np.maximum(best, part)
    return best
""",
    "lists": """
import numpy as np
def max_pool2d(x, kernel_size, stride=None, padding=0):
    step = stride if stride else kernel_size
    low, (high_y, high_x) = -padding, x.shape[2:]
    def largest(t, l):
        rows, columns = slice(max(t, 0), t + kernel_size), slice(max(l, 0), l + kernel_size)
        return x[:, :, rows, columns].max((2, 3))
    starts_y = range(low, high_y + padding - kernel_size + 1, step)
    starts_x = range(low, high_x + padding - kernel_size + 1, step)
    grid = [[largest(t, l) for l in starts_x] for t in starts_y]
    return np.array(grid).transpose(2, 3, 0, 1)
""",
}

INDEPENDENT = {"output_size": OUTPUT_SIZE, "conv2d": CONV2D, "max_pool2d": MAX_POOL2D}

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
"""Four loops, reworked until little of their shape is left."""
