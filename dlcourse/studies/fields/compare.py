"""One network and its baselines, chosen, trained and compared alike in every field."""

from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np

from ...functional import softmax_forward
from ...layers import Linear, ReLU, Sequential
from ...metrics import accuracy, log_loss, mcnemar_test, paired_difference
from ...optim import Adam
from ...settings import check_integer
from ...train import fit, predict

PENALTIES = tuple({"C": 10.0**power} for power in range(-4, 3))
"""Settings of the linear model, from the strongest penalty on its weights to the weakest."""

SIZES = tuple({"width": width, "decay": decay} for width, decay in product((16, 64), (1e-3, 1e-2)))
"""Settings of the network; all else about it is the same in every field."""

BLOCKS = 5


class Field(NamedTuple):
    """What a field hands over: numbers and classes, to train on and to test with.

    Rows that belong together, such as the images of a writer, stand together.
    """

    x: np.ndarray
    y: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray


@dataclass(frozen=True)
class Trained:
    """A model and the scale of the examples it was trained on.

    Calling it gives class probabilities (N, V).
    """

    model: object
    center: np.ndarray
    scale: np.ndarray
    probabilities: object

    def __call__(self, x):
        return self.probabilities(self.standardized(x))

    def standardized(self, x):
        """Return x as the model sees it."""
        return ((x - self.center) / self.scale).astype(np.float32)

    def answers(self, x):
        """Return the most probable class of each example."""
        return self(x).argmax(axis=1)


def linear(x, y, *, C):
    """Train a logistic regression on standardized columns.

    Parameters
    ----------
    x : array (N, D)
    y : array of int (N,)
        Classes 0 to V - 1, all of which occur.
    C : float
        Weight of the examples against the penalty ½ Σ w².

    Returns
    -------
    Trained
    """
    from sklearn.linear_model import LogisticRegression

    center, scale = _moments(x)
    model = LogisticRegression(C=C, max_iter=3000)
    trained = Trained(model, center, scale, lambda z: model.predict_proba(z))
    model.fit(trained.standardized(x), y)
    return trained


def two_layers(x, y, *, width, decay, seed=0, epochs=15):
    """Train the network of all fields: Linear, ReLU, Linear, with Adam, on standardized columns.

    Parameters
    ----------
    x, y
        As for `linear`.
    width : int
        Hidden units.
    decay : float
        Weight decay.
    seed : int
        Of the first weights and the order of the batches.
    epochs : int

    Returns
    -------
    Trained
    """
    rng = np.random.default_rng(seed)
    hidden = Linear(x.shape[1], width, rng=rng)
    model = Sequential(hidden, ReLU(), Linear(width, int(y.max()) + 1, rng=rng))
    trained = Trained(model, *_moments(x), lambda z: softmax_forward(predict(model, z), dim=1)[0])
    optimizer = Adam(model.params, lr=3e-3, weight_decay=decay)
    settings = {"epochs": epochs, "batch_size": 64, "rng": rng, "progress": False}
    fit(model, optimizer, trained.standardized(x), y, **settings)
    return trained


def choose(train, x, y, settings, *, tested=range(BLOCKS)):
    """Try settings on blocks of the training part that were kept back in turn.

    The training part is cut into five blocks in its order, so what stands together stays together.
    A setting is tried by its log loss, which unlike accuracy seldom ties.

    Parameters
    ----------
    train : callable
        ``train(x, y, **setting)`` gives a `Trained`.
    settings : sequence of dict
    tested : iterable of int
        Which of the blocks 0 to 4 are kept back.

    Returns
    -------
    setting : dict
        That of the smallest loss.
    losses : list of float
        Of each setting, the mean over what was kept back.
    """
    block = np.arange(len(y)) * BLOCKS // len(y)
    losses = []
    for setting in settings:
        kept = [
            (y[block == k], train(x[block != k], y[block != k], **setting)(x[block == k]))
            for k in tested
        ]
        targets, probabilities = (np.concatenate(arrays) for arrays in zip(*kept, strict=True))
        losses.append(log_loss(targets, probabilities))
    return settings[int(np.argmin(losses))], losses


def cross_answers(train, x, y, part, **setting):
    """Return an answer to every example, by a model that did not see the example's part.

    Parameters
    ----------
    train : callable
        As for `choose`.
    x, y
        As for `linear`.
    part : array of int (N,)
        Numbers that say what is kept back together.
    **setting
        Of the model.

    Returns
    -------
    array of int (N,)
    """
    answers = np.empty(len(y), np.int64)
    for k in np.unique(part):
        kept = part == k
        answers[kept] = train(x[~kept], y[~kept], **setting).answers(x[kept])
    return answers


@dataclass(frozen=True)
class Comparison:
    """Answers to one test set, and the settings that the training part chose.

    Attributes
    ----------
    targets, majority, linear : array of int (N,)
    networks : array of int (S, N)
        One row for each seed.
    chosen : dict
        ``C``, ``width`` and ``decay``.
    """

    targets: np.ndarray
    majority: np.ndarray
    linear: np.ndarray
    networks: np.ndarray
    chosen: dict

    def settings(self):
        """Return the settings that were chosen, as `linear` and `two_layers` take them."""
        sizes = {key: self.chosen[key] for key in ("width", "decay")}
        return {"C": self.chosen["C"]}, sizes

    def scores(self):
        """Return the accuracies: majority, linear, and one for each network."""
        answers = [self.majority, self.linear, *self.networks]
        majority, linear, *networks = (accuracy(self.targets, given) for given in answers)
        return majority, linear, np.array(networks)

    def tests(self):
        """Return `mcnemar_test` of the linear model and each network."""
        return [mcnemar_test(self.targets, self.linear, given) for given in self.networks]

    def differences(self):
        """Return `paired_difference` of the linear model and each network."""
        return [paired_difference(self.targets, self.linear, given) for given in self.networks]

    def __str__(self):
        majority, linear, networks = self.scores()
        p_values = [test.p_value for test in self.tests()]
        return (
            f"majority {majority:.3f}   linear {linear:.3f}   "
            f"two layers {networks.mean():.3f} ± {networks.std():.3f}   "
            f"p from {min(p_values):.2g} to {max(p_values):.2g}"
        )


def compare_models(field, *, seeds=5):
    """Choose, train and test the majority, the linear model and the network.

    Both models choose their setting on the training part: the linear one of seven, on all five
    blocks in turn, the network one of four, on the last block. Then each is trained on all of it.

    Parameters
    ----------
    field : Field
    seeds : int
        How many networks.

    Returns
    -------
    Comparison
    """
    check_integer("seeds", seeds, low=1)
    x, y, x_test, y_test = field
    penalty, _ = choose(linear, x, y, PENALTIES)
    size, _ = choose(two_layers, x, y, SIZES, tested=[BLOCKS - 1])
    networks = [two_layers(x, y, **size, seed=seed).answers(x_test) for seed in range(seeds)]
    majority = np.full(len(y_test), np.bincount(y).argmax())
    straight = linear(x, y, **penalty).answers(x_test)
    return Comparison(y_test, majority, straight, np.array(networks), {**penalty, **size})


def _moments(x):
    """Mean and standard deviation of each column; 1 where a column never varies."""
    deviation = x.std(axis=0)
    return x.mean(axis=0), np.where(deviation > 0, deviation, 1)
