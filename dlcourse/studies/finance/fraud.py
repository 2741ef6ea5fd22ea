"""Who finds fraud: baselines, a recurrent network, what it looks at, and what it costs."""

import numpy as np

from ...functional import softmax_forward
from ...layers import Linear, ReLU, Sequential
from ...metrics import average_precision_score
from ...train import predict
from ..annealed import fit_annealed
from ..scores import log_odds
from ..sequences import SequenceReader
from .cards import USUAL

BOOSTINGS = (
    {"max_leaf_nodes": 2, "max_iter": 100},
    {"max_leaf_nodes": 3, "max_iter": 100},
    {"max_leaf_nodes": 8, "max_iter": 60},
)
"""Settings of the boosted trees that are tried: leaves of each tree, and how many trees."""


def train_payment_network(x, y, *, epochs=5, rng):
    """Linear, ReLU, Linear with 16 hidden units on standardized columns; Adam, a rate to 0.

    Parameters
    ----------
    x : array (N, D)
    y : array of int (N,)
    epochs : int
    rng : numpy.random.Generator

    Returns
    -------
    callable
        Numbers (M, D) to the probability of 1, array (M,).
    """
    center, scale = x.mean(axis=0), x.std(axis=0)
    hidden = Linear(x.shape[1], 16, rng=rng)
    model = Sequential(hidden, ReLU(), Linear(16, 2, rng=rng))

    def prepare(x):
        return ((x - center) / scale).astype(np.float32)

    settings = {"lr": 0.01, "epochs": epochs, "batch_size": 256, "weight_decay": 1e-2, "rng": rng}
    fit_annealed(model, prepare(x), y, **settings)
    return lambda x: softmax_forward(predict(model, prepare(x), batch_size=4096), dim=1)[0][:, 1]


CARD_BOOSTING = {"max_leaf_nodes": 31, "max_iter": 100}
"""For cards: the best with 100 trees of 3 to 31 leaves. 300 trees find a little more in three times
the time."""


def tuned_boosting(x, y, *, settings=BOOSTINGS, rate=0.1):
    """Boosted trees; the setting is the best on every fourth row, which the others did not see.

    Parameters
    ----------
    x : array (N, D)
    y : array of int (N,)
        0 and 1.
    settings : sequence of dict
        Of HistGradientBoostingClassifier; that of the largest average precision is taken.
    rate : float
        How much of each tree is added.

    Returns
    -------
    model
        Trained on all rows with the setting taken, ``model.max_leaf_nodes`` and so on.
    """
    kept = np.arange(len(y)) % 4 == 3
    found = []
    for setting in settings if len(settings) > 1 else ():
        model = _boosting(rate, setting).fit(x[~kept], y[~kept])
        found.append(average_precision_score(y[kept], model.decision_function(x[kept])))
    best = settings[int(np.argmax(found))] if found else settings[0]
    return _boosting(rate, best).fit(x, y)


def _boosting(rate, setting):
    from sklearn.ensemble import HistGradientBoostingClassifier

    fixed = {"learning_rate": rate, "early_stopping": False, "random_state": 0}
    return HistGradientBoostingClassifier(**fixed, **setting)


def bag_numbers(x):
    """Mean, largest and smallest value of each column over the payments: (N, T, D) to (N, 3 D).

    Examples
    --------
    >>> bag_numbers(np.array([[[1.0], [2.0], [6.0]]]))
    array([[3., 6., 1.]])
    """
    return np.concatenate([x.mean(axis=1), x.max(axis=1), x.min(axis=1)], axis=1)


def largest_rise(x, within=1):
    """The analyst's rule: the largest rise of the log amount from a payment to a later one.

    score = max over t and d = 1 ... within of a[t + d] - a[t]: how many times as large, as a log,
    a payment was as one that stood shortly before it.

    Parameters
    ----------
    x : array (N, T, D)
        Column 0 is the log amount.
    within : int
        How many payments later is still shortly.

    Returns
    -------
    array (N,)

    Examples
    --------
    >>> largest_rise(np.array([[[3.0], [1.0], [2.0], [5.0]]])), largest_rise(np.ones((1, 3, 1)))
    (array([3.]), array([0.]))
    >>> largest_rise(np.array([[[3.0], [1.0], [2.0], [5.0]]]), within=2)
    array([4.])
    """
    amount = x[..., 0]
    steps = range(1, within + 1)
    return np.max([(amount[:, d:] - amount[:, :-d]).max(axis=1) for d in steps], axis=0)


def analyst_numbers(x):
    """The rule within 1, 2 and 3 payments, then the `bag_numbers`: (N, T, D) to (N, 3 + 3 D)."""
    return np.column_stack([*(largest_rise(x, d) for d in (1, 2, 3)), bag_numbers(x)])


def scaled(x):
    """Payments of cards as a network likes them: less the usual mean, over the usual deviation."""
    *logs, online, new = USUAL
    chances = np.array([online, new])
    center = np.r_[[mean for mean, _ in logs], chances]
    return ((x - center) / np.r_[[s for _, s in logs], np.sqrt(chances * (1 - chances))]).astype(
        np.float32
    )


def card_reader(rng=None):
    """A GRU of 16 states over the payments, the maximum of each over time, one Linear."""
    return SequenceReader(4, 16, 2, pooling="max", rng=rng)


def train_card_reader(x, y, *, epochs=8, rng):
    """Train a `card_reader` on `scaled` payments with cross-entropy, Adam, a rate from 0.01 to 0.

    Parameters
    ----------
    x : array (N, 12, 4)
        As `cards` gives them.
    y : array of int (N,)
    epochs : int
    rng : numpy.random.Generator
        Of the first weights and the order of the cards.

    Returns
    -------
    SequenceReader
    """
    model = card_reader(rng)
    fit_annealed(model, scaled(x), y, lr=0.01, epochs=epochs, batch_size=64, rng=rng)
    return model


def fraud_score(model, x):
    """Logit of fraud less that of honest (N,) for the payments (N, 12, 4) of each card."""
    return log_odds(model, scaled(x))


def step_shares(model, x):
    """What each payment adds to the score, array (N, T): it sums to the score less the bias.

    The pooled state is the sum over the steps t of h[t, j] where t is the step that unit j chose.
    Linear weighs it, so each unit's share belongs to one step:

        score = b + Σ_j v[j] h[t_j, j] = b + Σ_t Σ_{j: t_j = t} v[j] h[t, j],   v = w[1] - w[0].

    Parameters
    ----------
    model : SequenceReader
        With the maximum over time.
    x : array (N, T, D)

    Returns
    -------
    array (N, T)
    """
    x = scaled(x)
    chosen, states = model.chosen(x), model.states(x)
    head = model.inner["head"].params["weight"]
    shares = np.take_along_axis(states, chosen[:, None], axis=1)[:, 0] * (head[1] - head[0])
    steps = np.zeros(x.shape[:2], shares.dtype)
    np.add.at(steps, (np.arange(len(x))[:, None], chosen), shares)
    return steps
