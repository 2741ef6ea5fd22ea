"""What all parts ask of settings: numbers, integers, flags and names, in one wording."""

from functools import wraps
from inspect import Parameter, signature
from math import inf, isfinite
from numbers import Integral, Real

import numpy as np

# PyTorch settings that change nothing at these values, so that they may be passed.
HARMLESS = {
    "inplace": (False, None),
    "sparse": (False,),
    "return_indices": (False,),
    "dtype": (None,),
    "max_norm": (None,),
    "norm_type": (2.0,),
    "dropout": (0.0,),
    "dropout_p": (0.0,),
    "enable_gqa": (False,),
    "proj_size": (0,),
    "size_average": (None,),
    "reduce": (None,),
}


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


def refuse_unsupported(op, settings, supported=""):
    """Refuse settings of PyTorch's `op` that are not supported, unless they are switched off.

    Raises
    ------
    ValueError
        "embedding does not support max_norm=2.0; it supports padding_idx, scale_grad_by_freq".
    """
    refused = [
        f"{name}={value!r}"
        for name, value in settings.items()
        if not any(same(value, off) for off in HARMLESS.get(name, ()))
    ]
    if refused:
        hint = f"; it supports {supported}" if supported else ""
        raise ValueError(f"{op} does not support {', '.join(refused)}{hint}")


def refuse_unknown(function, name=None):
    """The function, which refuses settings that it does not know by a ValueError.

    Python's own TypeError is caught, so a call without a mistake costs no look at its settings.

    Parameters
    ----------
    function : callable
        An operation, whose settings are its keyword-only arguments, or an ``__init__``.
    name : str, optional
        Of the operation; that of the class for an ``__init__``.

    Raises
    ------
    ValueError
        "avg_pool2d does not support dilation=2; it supports kernel_size, stride, padding".
    """
    parameters = signature(function).parameters
    if any(p.kind == Parameter.VAR_KEYWORD for p in parameters.values()):
        return function
    own = [p.name for p in parameters.values() if name is None or p.kind == Parameter.KEYWORD_ONLY]
    supported = ", ".join(key for key in own if key != "self")

    @wraps(function)
    def call(*args, **settings):
        try:
            return function(*args, **settings)
        except TypeError:
            known = {key: value for key, value in settings.items() if key in parameters}
            unknown = {key: value for key, value in settings.items() if key not in parameters}
            if not unknown:
                raise
            refuse_unsupported(name or type(args[0]).__name__, unknown, supported)
            return function(*args, **known)

    return call


class KnowsItsSettings:
    """Base of what is made with settings: each subclass refuses those it does not know."""

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if "__init__" in vars(cls):
            cls.__init__ = refuse_unknown(cls.__init__)


def _range(low, high):
    if high == inf:
        return "" if low == -inf else f" of at least {low}"
    return f" from {low} to {high}"


def either(choices):
    """The choices as a sentence has them: "1, 2 or 3"."""
    *most, last = map(str, choices)
    return f"{', '.join(most)} or {last}" if most else last
