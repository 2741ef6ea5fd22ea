"""Numbers as small integers: code = round(x / scale) + zero_point, and what that costs."""

from math import ceil

import numpy as np

from ...settings import check_integer


def levels(bits):
    """Return the smallest and the largest code: -2^(bits-1) and 2^(bits-1) - 1.

    Raises
    ------
    ValueError
        If bits is not an integer from 2 to 8.

    Examples
    --------
    >>> levels(8), levels(2)
    ((-128, 127), (-2, 1))
    """
    check_integer("bits", bits, 2, 8)
    return -(2 ** (bits - 1)), 2 ** (bits - 1) - 1


def symmetric_scale(x, *, bits=8, per_row=False):
    """Return the step that puts the largest |x| on the largest code; the zero point is 0.

        scale = max |x| / (2^(bits-1) - 1),    and 1 where all of x is 0

    Parameters
    ----------
    x : array of floats (rows, ...)
    bits : int
        From 2 to 8. The lowest code stays unused: at 2 bits the codes are -1, 0 and 1.
    per_row : bool
        One step for each entry of the first axis, instead of one for all.

    Returns
    -------
    array (), or (rows, 1, ...) with per_row, of the dtype of x

    Examples
    --------
    >>> x = np.array([[254.0, 0.0], [1.0, -1.27]])
    >>> float(symmetric_scale(x)), symmetric_scale(x, per_row=True).round(2).tolist()
    (2.0, [[2.0], [0.01]])
    """
    _, top = levels(bits)
    axes = tuple(range(1, np.ndim(x))) if per_row else None
    scale = np.abs(x).max(axis=axes, keepdims=per_row) / x.dtype.type(top)
    return np.where(scale > 0, scale, x.dtype.type(1))


def affine_scale(x, *, bits=8):
    """Return step and zero point for codes that span from min(x, 0) to max(x, 0).

        scale = (hi - lo) / (2^bits - 1),    zero_point = -2^(bits-1) - round(lo / scale)

    So 0, which padding and ReLU make, is one of the values that can be said exactly.

    Examples
    --------
    >>> scale, zero_point = affine_scale(np.array([0.0, 25.5]))
    >>> round(float(scale), 4), zero_point
    (0.1, -128)
    """
    bottom, top = levels(bits)
    low, high = np.minimum(x.min(), 0), np.maximum(x.max(), 0)
    scale = (high - low) / x.dtype.type(top - bottom)
    scale = np.where(scale > 0, scale, x.dtype.type(1))
    return scale, int(bottom - np.rint(low / scale))


def quantize(x, scale, zero_point=0, *, bits=8):
    """code = clip(round(x / scale) + zero_point, -2^(bits-1), 2^(bits-1) - 1).

    Halves go to the even neighbor.

    Parameters
    ----------
    x : array of floats
    scale : float or array
        Length of a step, positive; shapes as x, or such that they broadcast.
    zero_point : int
        The code of 0.
    bits : int
        From 2 to 8.

    Returns
    -------
    array of int8
        Of the shape of x. Codes of less than 8 bits are not packed; `packed_bytes` counts them.

    Raises
    ------
    ValueError
        If bits is not an integer from 2 to 8, or a scale is not positive.

    Notes
    -----
    As ``torch.quantize_per_tensor`` and ``torch.quantize_per_channel`` with axis 0, which multiply
    by 1 / scale, and so do we: the two differ where x / scale is half a step from two codes.
    Source: Jacob et al. (2018), Quantization and training of neural networks for efficient
    integer-arithmetic-only inference, equation 1.

    Examples
    --------
    >>> quantize(np.array([0.1, 0.5, 1.5, -9.0]), 1.0, bits=2).tolist()
    [0, 0, 1, -2]
    """
    bottom, top = levels(bits)
    if not np.all(np.asarray(scale) > 0):
        raise ValueError(f"scale must be positive, got {np.min(scale)}")
    inverse = x.dtype.type(1) / np.asarray(scale, x.dtype)
    return np.clip(np.rint(x * inverse) + zero_point, bottom, top).astype(np.int8)


def dequantize(codes, scale, zero_point=0):
    """x = scale (code - zero_point), in the dtype of scale.

    Examples
    --------
    >>> dequantize(np.array([0, 1, -2], np.int8), np.float32(0.5), 1).tolist()
    [-0.5, 0.0, -1.5]
    """
    scale = np.asarray(scale)
    return scale * (codes.astype(np.int32) - zero_point).astype(scale.dtype)


def packed_bytes(count, *, bits, scales=1):
    """Bytes of codes that lie end to end, and of their scales at 4 bytes: ceil(count bits / 8).

    Examples
    --------
    >>> packed_bytes(10, bits=3, scales=2)
    12
    """
    return ceil(count * bits / 8) + 4 * scales


def quantize_weights(model, *, bits, per_row=False):
    """Round the weights of a model, in place, to what codes of so many bits can say.

    Arrays of two axes and more are rounded; biases, gains and running statistics stay as they are.

    Returns
    -------
    int
        Bytes of the model: packed codes, scales, and 4 for each number that stays.

    Examples
    --------
    >>> from dlcourse.layers import Linear
    >>> quantize_weights(Linear(100, 10), bits=4, per_row=True)  # 500 + 40 scales + 40 biases
    580
    """
    total = 0
    for array in model.params.values():
        if array.ndim < 2:
            total += 4 * array.size
            continue
        scale = symmetric_scale(array, bits=bits, per_row=per_row)
        array[:] = dequantize(quantize(array, scale, bits=bits), scale)
        total += packed_bytes(array.size, bits=bits, scales=scale.size)
    return total
