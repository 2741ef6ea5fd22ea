"""Floating-point numbers by their bits: sign, exponent, mantissa, and rounding to fewer of them."""

import numpy as np

from ...settings import check_integer

FORMATS = {
    "float32": (8, 23),
    "TF32": (8, 10),
    "bfloat16": (8, 7),
    "float16": (5, 10),
}
"""Bits of the exponent and of the mantissa; one more is the sign."""


def fields(value):
    """Return sign, exponent and mantissa of a float32 as integers: (-1)^s 2^(e-127) (1 + m/2^23).

    Examples
    --------
    >>> fields(-1.5)
    (1, 127, 4194304)
    """
    word = int(np.asarray(value, np.float32).view(np.uint32))
    return word >> 31, word >> 23 & 0xFF, word & 0x7FFFFF


def round_mantissa(x, *, bits):
    """Round float32 to the nearest number with so many bits of mantissa; halves to the even one.

    Parameters
    ----------
    x : array of float32
    bits : int
        From 1 to 23: 7 is bfloat16, 10 is TF32. The exponent keeps its 8 bits.

    Returns
    -------
    array of float32
        What is beyond the largest such number becomes inf; inf and nan stay.

    Raises
    ------
    ValueError
        If x is not float32, or bits is not an integer from 1 to 23.

    Notes
    -----
    The word is taken as an integer. Half of the last kept place, less one, is added, and one more
    where the last kept bit is 1; then the rest is cut off. A carry runs into the exponent, as it
    must.

    Examples
    --------
    >>> x = np.array([1 + 2**-9, 1 + 2**-8, 1 + 3 * 2**-8], np.float32)
    >>> round_mantissa(x, bits=7).tolist()
    [1.0, 1.0, 1.015625]
    """
    x = np.asarray(x)
    if x.dtype != np.float32:
        raise ValueError(f"x must be float32, got {x.dtype}")
    check_integer("bits", bits, 1, 23)
    cut = 23 - bits
    if not cut:
        return x.copy()
    word = x.view(np.uint32)
    half = np.uint32((1 << (cut - 1)) - 1)
    even = word >> np.uint32(cut) & np.uint32(1)
    rounded = (word + half + even) & np.uint32(0xFFFFFFFF << cut & 0xFFFFFFFF)
    return np.where(np.isfinite(x), rounded.view(np.float32), x)


class MasterWeights:
    """Weights that are rounded where they compute, and kept in float32 where they learn.

    Call it after each step of the optimizer, as ``fit(after_step=...)`` does: what the step changed
    is added to the float32 copy, and the model gets that copy rounded.

    Parameters
    ----------
    model : Layer
        Its parameters are rounded in place.
    bits : int
        Of the mantissa.

    Notes
    -----
    Source: Micikevicius et al. (2018), Mixed precision training, section 3.1.

    Examples
    --------
    >>> from dlcourse.layers import Linear
    >>> layer = Linear(1, 1)
    >>> layer.params["weight"][:] = 1
    >>> keeper = MasterWeights(layer, bits=7)
    >>> for _ in range(4):
    ...     layer.params["weight"] += 2.0**-9
    ...     keeper(layer)
    >>> layer.params["weight"].tolist()  # 4 steps of half a unit each
    [[1.0078125]]
    """

    def __init__(self, model, *, bits):
        self.bits = bits
        self.master = {name: array.copy() for name, array in model.params.items()}
        self._round(model)

    def _round(self, model):
        for name, array in model.params.items():
            array[:] = round_mantissa(self.master[name], bits=self.bits)

    def __call__(self, model):
        for name, array in model.params.items():
            self.master[name] += array - round_mantissa(self.master[name], bits=self.bits)
        self._round(model)


def round_weights(bits):
    """Return a function that rounds all parameters of a model: ``fit(after_step=...)``.

    Examples
    --------
    >>> from dlcourse.layers import Linear
    >>> layer = Linear(1, 1)
    >>> layer.params["weight"][:] = 1 + 2**-9
    >>> round_weights(7)(layer)
    >>> layer.params["weight"].tolist()
    [[1.0]]
    """

    def apply(model):
        for array in model.params.values():
            array[:] = round_mantissa(array, bits=bits)

    return apply
