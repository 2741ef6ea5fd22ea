"""Stable and unstable ways from a logit to a loss and its slope, for references and mistakes."""

import numpy as np


def softplus(s):
    """log(1 + exp(s)), for any s."""
    return np.logaddexp(0, s)


def sigmoid(s):
    """1 / (1 + exp(-s)), for any s."""
    return np.exp(-softplus(-s))


def by_definition(s, target, small=0.0):
    """-log of a sigmoid, as it is written; ``small`` hides in the logarithm."""
    with np.errstate(all="ignore"):
        belief = 1 / (1 + np.exp(-s))
        return -np.log((belief if target else 1 - belief) + small)
