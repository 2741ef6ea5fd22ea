"""What the plots ask of their arguments."""

import numpy as np


def numbers(name, values, *axes):
    """`values` as an array of numbers with one axis for each name in `axes`.

    Raises
    ------
    ValueError
        "x must have shape (N,), got (2, 3)".
    """
    wanted = f"({', '.join(axes)}{',' * (len(axes) == 1)})"
    try:
        array = np.asarray(values)
    except ValueError:
        raise ValueError(f"{name} must be numbers of shape {wanted}, got uneven rows") from None
    if array.dtype.kind not in "fiub":
        got = type(values).__name__ if array.dtype.kind == "O" else array.dtype
        raise ValueError(f"{name} must be numbers of shape {wanted}, got {got}")
    if array.ndim != len(axes):
        raise ValueError(f"{name} must have shape {wanted}, got {array.shape}")
    return array


def check_named(name, values):
    """Refuse what is no dict with at least one entry."""
    if not isinstance(values, dict) or not values:
        raise ValueError(f"{name} must be a dict with at least one entry, got {values!r}")
