"""Stable and unstable ways from a logit to a loss and its slope, for references and mistakes."""

import numpy as np

HIDDEN = 1e-12, 1e-8, 1e-7, 1e-10, 1e-15, 1e-16
"""What is often added to a belief, that its logarithm may be finite."""

CUTS = 500, 700, 100, 50, 30, 20
"""Where logits are often cut off, that their exponential may be finite."""


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


def overflowing(s):
    """exp(s) / (1 + exp(s)), as it is written: infinite over infinite for a large s."""
    with np.errstate(all="ignore"):
        return np.exp(s) / (1 + np.exp(s))


def by_belief(s):
    """-1 / σ(s), the derivative of -log D by D."""
    with np.errstate(all="ignore"):
        return -1 / sigmoid(s)
