"""Small dense networks to compare a pruned one with, and the choice among them."""

from itertools import product

import numpy as np

from .networks import accuracy, digits, perceptron, train

HIDDEN = {0.1: ((34,), (33, 33)), 0.05: ((17,), (17, 17)), 0.02: ((7,), (7, 7))}
"""By the share of 268 800 weights: one or two hidden layers that hold at least as many."""
RATES = 1e-3, 3e-3, 1e-2
EPOCHS = 12, 24


def rival(hidden, *, seed, lr=3e-3, epochs=24):
    """Train a dense network 784, hidden ..., 10 on the 1200 digits.

    Examples
    --------
    >>> rival((2,), seed=0, epochs=1).params["0.weight"].shape
    (2, 784)
    """
    model = perceptron(*hidden, rng=np.random.default_rng(seed))
    return train(model, *digits()["fit"], seed=seed, epochs=epochs, lr=lr)


def choose_rival(keep, *, seeds=3):
    """Try twelve settings on the 242 digits to choose by.

    Parameters
    ----------
    keep : {0.1, 0.05, 0.02}
    seeds : int
        How many starts each setting has.

    Returns
    -------
    dict of (hidden, lr, epochs) to float
        Mean accuracy, the best first; of equal ones the earlier.
    """
    choose, found = digits()["choose"], {}
    for hidden, lr, epochs in product(HIDDEN[keep], RATES, EPOCHS):
        models = (rival(hidden, seed=s, lr=lr, epochs=epochs) for s in range(seeds))
        found[hidden, lr, epochs] = float(np.mean([accuracy(m, choose) for m in models]))
    return dict(sorted(found.items(), key=lambda item: -item[1]))
