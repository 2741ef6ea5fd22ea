"""Keep some numbers and put 0 in place of the others."""

import numpy as np


def select(values, chosen):
    """`values` where chosen, 0 elsewhere.

    The bits are multiplied, by 1 or 0: faster than np.where, and exact for inf and nan too.
    """
    bits = np.int32 if values.itemsize == 4 else np.int64
    return (values.view(bits) * chosen).view(values.dtype)
