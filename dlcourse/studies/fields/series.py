"""A price of which nothing can be known in advance, and a network that forecasts it."""

import numpy as np

from ...layers import Linear, ReLU, Sequential
from ...optim import Adam
from ...settings import check_integer
from ...train import fit, predict


def random_walk(days, *, rng, start=100.0, memory=5):
    """A price that makes an independent normal step each day, cut into questions and answers.

        y[t] = y[t - 1] + e[t],   e[t] normal with mean 0 and variance 1

    Parameters
    ----------
    days : int
    rng : numpy.random.Generator
    start : float
        y before the first step.
    memory : int
        How many prices a question holds.

    Returns
    -------
    history : array (days - memory, memory)
        The prices of the days before, the latest last.
    price : array (days - memory,)

    Examples
    --------
    >>> history, price = random_walk(7, rng=np.random.default_rng(0), memory=2)
    >>> history.shape, bool((history[1:, 1] == price[:-1]).all())
    ((5, 2), True)
    """
    check_integer("memory", memory, low=1)
    check_integer("days", days, low=memory + 1)
    prices = start + np.cumsum(rng.standard_normal(days))
    windows = np.lib.stride_tricks.sliding_window_view(prices, memory + 1)
    return windows[:, :-1].copy(), windows[:, -1].copy()


def forecast(history, price, *, split, rng):
    """Train two layers on the days before `split` and return their forecast of the days after.

    Prices are standardized with the mean and the spread of the training part.
    """
    center, scale = history[:split].mean(), history[:split].std()
    inputs = ((history - center) / scale).astype(np.float32)
    targets = ((price[:split, None] - center) / scale).astype(np.float32)
    model = Sequential(Linear(history.shape[1], 16, rng=rng), ReLU(), Linear(16, 1, rng=rng))
    how = {"epochs": 20, "batch_size": 50, "loss": "mse_loss", "rng": rng, "progress": False}
    fit(model, Adam(model.params, lr=0.01), inputs[:split], targets, **how)
    return scale * predict(model, inputs[split:])[:, 0].astype(float) + center
