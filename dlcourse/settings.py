"""What all parts ask of settings: numbers, integers, flags and names, in one wording."""

from math import inf, isfinite
from numbers import Integral, Real

import numpy as np


def check_number(name, value, low=-inf, high=inf, finite=True):
    """Return a setting as a Python float, which never widens float32; refuse what is not a number
    from `low` to `high`, and infinity unless ``finite=False``.

    Raises
    ------
    ValueError
        "p must be a number from 0 to 1, got 1.5".
    """
    number = isinstance(value, Real) and not isinstance(value, bool)
    if not number or not low <= value <= high:
        raise ValueError(f"{name} must be a number{_range(low, high)}, got {value!r}")
    try:
        number = float(value)
    except OverflowError:  # an integer of more than 308 digits
        number = None
    if number is None or (finite and not isfinite(number)):
        raise ValueError(f"{name} must be finite, got {value!r}")
    return number


def check_integer(name, value, low=-inf, high=inf):
    """Refuse a setting that is not an integer from `low` to `high`.

    Raises
    ------
    ValueError
        "padding_idx must be an integer from -3 to 2, got 3".
    """
    good = isinstance(value, Integral) and not isinstance(value, bool)
    if not good or not low <= value <= high:
        raise ValueError(f"{name} must be an integer{_range(low, high)}, got {value!r}")


def check_flag(**flags):
    """Refuse settings that are neither True nor False.

    Raises
    ------
    ValueError
        "training must be True or False, got 1".
    """
    for name, value in flags.items():
        if not isinstance(value, (bool, np.bool_)):
            raise ValueError(f"{name} must be True or False, got {value!r}")


def check_choice(name, value, allowed):
    """Refuse a setting whose value is not one of `allowed`.

    Raises
    ------
    ValueError
        "reduction must be 'none', 'mean' or 'sum', got 'max'".
    """
    if not any(same(value, choice) for choice in allowed):
        raise ValueError(f"{name} must be {either(map(repr, allowed))}, got {value!r}")


def same(value, choice):
    """Whether a setting is this choice."""
    # The type first: arrays compare entry by entry.
    return isinstance(value, (str, bool, int, float, type(None))) and value == choice


def _range(low, high):
    if high == inf:
        return "" if low == -inf else f" of at least {low}"
    return f" from {low} to {high}"


def either(choices):
    """The choices as a sentence has them: "1, 2 or 3"."""
    *most, last = map(str, choices)
    return f"{', '.join(most)} or {last}" if most else last
