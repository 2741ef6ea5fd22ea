"""The training that most studies share: Adam, and a rate that falls to zero along a cosine."""

from ..optim import Adam, CosineAnnealingLR
from ..train import fit


def fit_annealed(model, x, y, *, lr, epochs, rng, batch_size=32, weight_decay=0.0, **settings):
    """Train with Adam, the rate falling from `lr` to 0 along half a cosine, step by step.

    Parameters
    ----------
    model : Layer
        Trained in place.
    x, y : array
        Inputs and targets, as for `dlcourse.train.fit`.
    lr : float
        Rate of the first step.
    epochs, batch_size : int
    rng : numpy.random.Generator
        Of the order of the examples.
    weight_decay : float
    **settings
        Further ones of `dlcourse.train.fit`, such as `loss`.

    Returns
    -------
    History
    """
    optimizer = Adam(model.params, lr=lr, weight_decay=weight_decay)
    steps = epochs * -(-len(x) // batch_size)
    settings |= {"schedule": CosineAnnealingLR(optimizer, steps), "schedule_each": "step"}
    how = {"epochs": epochs, "batch_size": batch_size, "rng": rng, "progress": False}
    return fit(model, optimizer, x, y, **how, **settings)
