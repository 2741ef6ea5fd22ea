"""Answers to 3.1's convolution as students could write them, each in a way of its own."""

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
