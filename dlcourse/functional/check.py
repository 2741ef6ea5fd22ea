"""What every operation asks of its arguments, and how it refuses the rest."""

from numbers import Integral

import numpy as np

from ..settings import either, refuse_unsupported  # noqa: F401

FLOATS = (np.dtype(np.float32), np.dtype(np.float64))


def check_float(*, optional=(), **arrays):
    """Refuse arrays that are not float32 or float64, or that differ in dtype. Those whose names
    are in `optional` may be None.

    Raises
    ------
    ValueError
        "x must be float32 or float64, got int64".
    """
    first = None
    for name, array in arrays.items():
        if array is None and name in optional:
            continue
        check_array(name, array)
        if array.dtype not in FLOATS:
            raise ValueError(f"{name} must be float32 or float64, got {array.dtype}")
        if first is None:
            first = name
        elif array.dtype != arrays[first].dtype:
            raise ValueError(
                f"{first} and {name} must have the same dtype, "
                f"got {arrays[first].dtype} and {array.dtype}"
            )


def check_ndim(expected, **arrays):
    """Refuse arrays whose number of axes is not in the tuple `expected`; skip None.

    Raises
    ------
    ValueError
        "x must have 3 or 4 axes, got 2: x (5, 5)".
    """
    for name, array in arrays.items():
        if array is not None and array.ndim not in expected:
            axes = either(expected)
            noun = "axis" if expected == (1,) else "axes"
            raise ValueError(
                f"{name} must have {axes} {noun}, got {array.ndim}: {name} {array.shape}"
            )


def check_shape(expected, **arrays):
    """Refuse arrays whose shape is not `expected`; skip None.

    Raises
    ------
    ValueError
        "b must have shape (4,), got (3,)".
    """
    for name, array in arrays.items():
        if array is not None and array.shape != tuple(expected):
            raise ValueError(f"{name} must have shape {tuple(expected)}, got {array.shape}")


def check_dout(dout, shape, dtype, name="dout"):
    """Refuse a `dout` that does not have the shape and dtype of `out`; a Python number may stand
    for a scalar one.

    Raises
    ------
    ValueError
        "dout must have the shape of out, (2, 3), got (3,)".
    """
    if isinstance(dout, (int, float)) and not isinstance(dout, (bool, np.generic)):
        dout = np.array(dout, dtype)
    check_float(**{name: dout})
    out = name.removeprefix("d")
    if dout.shape != shape:
        raise ValueError(f"{name} must have the shape of {out}, {shape}, got {dout.shape}")
    if dout.dtype != dtype:
        raise ValueError(f"{name} must have the dtype of {out}, {dtype}, got {dout.dtype}")
    return dout


def check_douts(douts, dtype, **shapes):
    """Refuse what is not a tuple with one `dout` for each of several outputs.

    Raises
    ------
    ValueError
        "dout must be a tuple (dh, dc), got ndarray".
    """
    names = f"({', '.join(shapes)})"
    if not isinstance(douts, (tuple, list)):
        raise ValueError(f"dout must be a tuple {names}, got {type(douts).__name__}")
    if len(douts) != len(shapes):
        raise ValueError(f"dout must be a tuple {names}, got {len(douts)} arrays")
    pairs = zip(douts, shapes.items(), strict=True)
    return [check_dout(dout, shape, dtype, name) for dout, (name, shape) in pairs]


def check_integers(**arrays):
    """Refuse arrays that do not hold integers.

    Raises
    ------
    ValueError
        "ids must be integers, got float64".
    """
    for name, array in arrays.items():
        check_array(name, array)
        if array.dtype.kind not in "iu":
            raise ValueError(f"{name} must be integers, got {array.dtype}")


def check_dim(x, dim):
    """Refuse an axis that x does not have. An x without axes has 0 and -1, as in PyTorch.

    Raises
    ------
    ValueError
        "dim must be an axis of x, from -2 to 1, got 2: x (3, 4)".
    """
    axes = max(x.ndim, 1)
    if isinstance(dim, bool) or not isinstance(dim, Integral) or not -axes <= dim < axes:
        raise ValueError(
            f"dim must be an axis of x, from {-axes} to {axes - 1}, got {dim!r}: x {x.shape}"
        )


def check_array(name, array):
    """Refuse what is not a NumPy array.

    Raises
    ------
    ValueError
        "x must be a NumPy array, got list".
    """
    # A NumPy scalar is what NumPy makes of an array without axes. Two kinds of array calculate by
    # other rules: in a matrix * is the matrix product, and a masked array leaves entries out.
    other = isinstance(array, (np.matrix, np.ma.MaskedArray))
    if other or not isinstance(array, (np.ndarray, np.generic)):
        raise ValueError(f"{name} must be a NumPy array, got {type(array).__name__}")
