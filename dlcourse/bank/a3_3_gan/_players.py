"""The two players of this assignment: G(z) = a z + b, and D(x) = sigmoid(w x + c).

Both steps are written with the faults that the mistakes switch on.
"""

import numpy as np


def sigmoid(s):
    """A logit's belief."""
    return 1 / (1 + np.exp(-s))


def through(ds, inputs):
    """Gradients of slope and offset, where ``ds`` is the gradient of slope * inputs + offset."""
    return (ds * inputs).sum(), ds.sum()


def descend(lr, parameters, gradients):
    """One step against the gradients."""
    return tuple(p - lr * g for p, g in zip(parameters, gradients, strict=True))
