"""Plausible wrong backward passes of convolution and pooling."""

import numpy as np
from mistake import Mistake, right, spoiled


def conv_dx_of_flipped_kernel(dout, x, w, b, out, **settings):
    _, dw, db = right("conv2d", dout, x, w, b, **settings)
    return right("conv2d", dout, x, w[:, :, ::-1, ::-1], b, **settings)[0], dw, db


def conv_dw_of_one_image(dout, x, w, b, out, **settings):
    dx, _, db = right("conv2d", dout, x, w, b, **settings)
    return dx, right("conv2d", dout[-1:], x[-1:], w, b, **settings)[1], db


def conv_sums_before_product(dout, x, w, b, out):
    dx, _, db = right("conv2d", dout, x, w, b)
    mean = np.broadcast_to(dout.mean(axis=0, keepdims=True), dout.shape)
    return dx, right("conv2d", np.ascontiguousarray(mean), x, w, b)[1], db


def conv_crop_on_one_side(dout, x, w, b, out, padding):
    dx, dw, db = right("conv2d", dout, x, w, b, padding=padding)
    return np.roll(dx, -padding, axis=-1), dw, db


def conv_groups_in_reverse(dout, x, w, b, out, groups):
    dx, dw, db = right("conv2d", dout, x, w, b, groups=groups)
    return np.concatenate(np.split(dx, groups, axis=1)[::-1], axis=1), dw, db


def pool_overwrites(dout, x, out, kernel_size, stride):
    """Where windows overlap, the last one wins instead of adding up."""
    dx = np.zeros_like(x)
    for n, c, p, q in np.ndindex(dout.shape):
        rows = slice(p * stride, p * stride + kernel_size)
        columns = slice(q * stride, q * stride + kernel_size)
        window = x[n, c, rows, columns]
        i, j = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, p * stride + i, q * stride + j] = dout[n, c, p, q]
    return dx


def pool_shares(dout, x, out, kernel_size, stride):
    """Every pixel of a window gets an equal share, as in average pooling."""
    return right("avg_pool2d", dout, x, kernel_size=kernel_size, stride=stride)


CONV = (2, 3, 7, 6), (4, 3, 3, 2), (4,)
OVERLAP = {"kernel_size": 3, "stride": 2}

CONVOLUTIONS = [
    Mistake("kernel flipped in dx", "conv2d", conv_dx_of_flipped_kernel, CONV),
    Mistake("dw flipped", "conv2d", spoiled("conv2d", 1, lambda dw: dw[:, :, ::-1, ::-1]), CONV),
    Mistake("dw of the last image only", "conv2d", conv_dw_of_one_image, CONV),
    Mistake(
        "dw sums over the batch before the product",
        "conv2d",
        conv_sums_before_product,
        CONV,
        slips=True,
    ),
    Mistake("db is averaged", "conv2d", spoiled("conv2d", 2, lambda db: db / 50), CONV),
    Mistake(
        "stride starts one pixel late",
        "conv2d",
        spoiled("conv2d", 0, lambda dx: np.roll(dx, 1, axis=-1)),
        CONV,
        {"stride": 2},
    ),
    Mistake(
        "padding cropped on one side",
        "conv2d",
        conv_crop_on_one_side,
        CONV,
        {"padding": 1},
        slips=True,
    ),
    Mistake(
        "groups in reverse",
        "conv2d",
        conv_groups_in_reverse,
        ((2, 4, 5, 6), (6, 2, 3, 2), (6,)),
        {"groups": 2},
    ),
    Mistake("overlap overwrites", "max_pool2d", pool_overwrites, ((2, 3, 7, 9),), OVERLAP),
    Mistake("gradient shared by the window", "max_pool2d", pool_shares, ((2, 3, 7, 9),), OVERLAP),
    Mistake(
        "not divided by the window",
        "avg_pool2d",
        lambda d, x, out, **s: 9 * right("avg_pool2d", d, x, **s),
        ((2, 3, 7, 9),),
        OVERLAP,
    ),
]
