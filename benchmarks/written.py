"""Answers to 3.1 put together from ways in which students write their parts, each by itself.

The first way of each part is the most natural one, and the n-th is taken 1/n times as often. So
many of them are alike without a copy among them, more than where students have room to differ.
"""

from textwrap import indent

PAD = (
    "x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))",
    "x = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])",
    "x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), mode='constant')",
    "x = np.pad(x, [(0, 0)] * 2 + [(padding, padding)] * 2)",
    "if padding > 0:\n    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))",
    "p = padding\nx = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))",
)
SHAPES = (
    "N, C, H, W = x.shape\nF, _, R, S = w.shape",
    "F, C, R, S = w.shape\nN, _, H, W = x.shape",
    "N = x.shape[0]\nH, W = x.shape[2], x.shape[3]\nF, R, S = w.shape[0], w.shape[2], w.shape[3]",
    "N = len(x)\nF = len(w)\nH, W = x.shape[2:]\nR, S = w.shape[2:]",
)
SIZES = (
    "OH = (H - R) // stride + 1\nOW = (W - S) // stride + 1",
    "OH = 1 + (H - R) // stride\nOW = 1 + (W - S) // stride",
    "OH = int((H - R) / stride) + 1\nOW = int((W - S) / stride) + 1",
    "OH, OW = (H - R) // stride + 1, (W - S) // stride + 1",
    "OH = int(np.floor((H - R) / stride + 1))\nOW = int(np.floor((W - S) / stride + 1))",
)
OUT = (
    "out = np.zeros((N, F, OH, OW))",
    "out = np.zeros((N, F, OH, OW), dtype=x.dtype)",
    "out = np.empty((N, F, OH, OW))",
    "out = np.zeros([N, F, OH, OW])",
)
PATCHES = (
    "patch = x[{0}, :, i * stride:i * stride + R, j * stride:j * stride + S]",
    "top = i * stride\nleft = j * stride\npatch = x[{0}, :, top:top + R, left:left + S]",
    "top, left = i * stride, j * stride\nbottom, right = top + R, left + S\n"
    "patch = x[{0}, :, top:bottom, left:right]",
)
ORDERS = "nfij", "nijf", "nfji", "fnij", "ijnf"
SUMS = (
    "out[n, f, i, j] = np.sum(patch * w[f]) + b[f]",
    "out[n, f, i, j] = (patch * w[f]).sum() + b[f]",
    "out[n, f, i, j] = np.sum(w[f] * patch) + b[f]",
    "out[n, f, i, j] = np.sum(patch * w[f, :, :, :]) + b[f]",
    "out[n, f, i, j] = b[f] + np.sum(patch * w[f])",
)
AT_ONCE = (
    "out[:, :, i, j] = np.tensordot(patch, w, axes=([1, 2, 3], [1, 2, 3])) + b",
    'out[:, :, i, j] = np.einsum("nchw,fchw->nf", patch, w) + b',
    "out[:, :, i, j] = patch.reshape(N, -1) @ w.reshape(F, -1).T + b",
)
RANGES = {"n": "N", "f": "F", "i": "OH", "j": "OW"}


def conv2d(rng):
    """The source of one answer.

    Parameters
    ----------
    rng : random.Random
    """

    def one(ways):
        return rng.choices(ways, [1 / n for n in range(1, len(ways) + 1)])[0]

    first = [one(PAD), one(SHAPES), one(SIZES), one(OUT)]
    if rng.random() < 0.7:
        order, place, last = one(ORDERS), "n", one(SUMS)
    else:
        order, place, last = "ij", ":", one(AT_ONCE)
    body = f"{one(PATCHES).format(place)}\n{last}"
    for name in reversed(order):
        body = f"for {name} in range({RANGES[name]}):\n{indent(body, '    ')}"
    body = indent("\n".join([*first, body, "return out"]), "    ")
    return f"import numpy as np\n\n\ndef conv2d(x, w, b, stride=1, padding=0):\n{body}\n"
