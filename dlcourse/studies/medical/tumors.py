"""Tumors from a table of measurements: every patient judged once by models that never saw it."""

import numpy as np

from ...data import feature_names
from ..scores import log_odds


def folds(y):
    """Which of five parts each patient is in: every fifth of each class, in the file's order.

    Parameters
    ----------
    y : array of int (N,)
        0 or 1.

    Returns
    -------
    array of int (N,)
        0 to 4; part 0 is the test part of `dlcourse.data.breast_cancer`.

    Examples
    --------
    >>> folds(np.array([1, 1, 0, 1, 0])).tolist()
    [1, 2, 1, 3, 2]
    """
    return np.where(y == 1, np.cumsum(y == 1), np.cumsum(y == 0)) % 5


def fold_models(x, y, part, *, network=False, seeds=1):
    """Tune and train a model for each part, on the patients of the other parts alone.

    Parameters
    ----------
    x : array (N, D)
    y, part : arrays of int (N,)
    network : bool
        The two layers of chapter 1.2, their size and decay chosen, instead of logistic regression
        with its C chosen. Settings are chosen inside the training patients.
    seeds : int
        How often to train; the linear model needs once.

    Returns
    -------
    list of list of Trained
        For each seed, for each part.
    """
    # Here, for it brings Matplotlib, which every process that grades would load with the bank.
    from ..fields.compare import BLOCKS, PENALTIES, SIZES, choose, linear, two_layers

    train, settings = (two_layers, SIZES) if network else (linear, PENALTIES)
    tested = [BLOCKS - 1] if network else range(BLOCKS)
    runs = [[] for _ in range(seeds)]
    for k in np.unique(part):
        known = part != k
        chosen, _ = choose(train, x[known], y[known], settings, tested=tested)
        for seed, models in enumerate(runs):
            start = {"seed": seed} if network else {}
            models.append(train(x[known], y[known], **chosen, **start))
    return runs


def evidence(models, x, part):
    """Log odds of "malignant" for each patient, by the model that did not see it.

    Parameters
    ----------
    models : list of Trained
        One for each part.
    x : array (N, D)
    part : array of int (N,)

    Returns
    -------
    array (N,)
        log(p / (1 - p)).
    """
    z = np.empty(len(x))
    for k, trained in enumerate(models):
        inputs = trained.standardized(x[part == k])
        if hasattr(trained.model, "decision_function"):
            z[part == k] = trained.model.decision_function(inputs)
        else:
            z[part == k] = log_odds(trained.model, inputs)
    return z


def longer(x, factor=1.2):
    """The table as a hospital would write it whose lengths come out `factor` times as long.

    Radius and perimeter are lengths; an area grows by the square. What has no unit stays.

    Parameters
    ----------
    x : array (N, 30)
        Columns as `dlcourse.data.feature_names` has them.
    factor : float

    Returns
    -------
    array (N, 30)

    Examples
    --------
    >>> longer(np.ones((1, 30)), 1.2)[0, :5].round(2).tolist()
    [1.2, 1.0, 1.2, 1.44, 1.0]
    """
    return x * factor ** powers()


def powers():
    """The power of a length in each column's unit: 1, 2 or 0."""
    kinds = {"radius": 1, "perimeter": 1, "area": 2}
    names = feature_names()
    return np.array([sum(power for kind, power in kinds.items() if kind in name) for name in names])
