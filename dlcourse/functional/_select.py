"""Keep some numbers and put 0 in place of the others."""

import numpy as np


def select(values, chosen, out=None):
    """`values` where chosen, 0 elsewhere; written to `out`, if it is given.

    The bits are multiplied, by 1 or 0: faster than np.where, and exact for inf and nan too.
    """
    bits = np.int32 if values.itemsize == 4 else np.int64
    out = np.empty_like(values) if out is None else out
    np.multiply(values.view(bits), chosen, out=out.view(bits))
    return out
