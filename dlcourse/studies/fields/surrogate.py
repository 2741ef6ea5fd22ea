"""Models of the plant of `process`, learned from its runs, and proposals that follow from them."""

import numpy as np

from ...layers import Conv1d, Flatten, Linear, Sequential, Tanh, Unflatten
from ..annealed import fit_annealed
from .process import plant_yield


class Committee:
    """Networks side by side that learn the same runs from different starts.

    Member m answers ŷ[m] = v[m] · tanh(W[m] x + b[m]) + c[m]. All W stand in one Linear, and the
    second layer is a 1x1 convolution with one group for each member.

    Parameters
    ----------
    settings, yields : arrays (N, D) and (N,)
        The runs; both are standardized inside.
    members, width : int
        Networks, and hidden units of each.
    epochs : int
    rng : numpy.random.Generator
    """

    def __init__(self, settings, yields, *, members=1, width=24, epochs=60, rng):
        self.center, self.scale = settings.mean(axis=0), settings.std(axis=0)
        self.mean, self.spread = yields.mean(), yields.std()
        hidden = members * width
        self.model = Sequential(
            Linear(settings.shape[1], hidden, rng=rng),
            Tanh(),
            Unflatten(1, (hidden, 1)),
            Conv1d(hidden, members, 1, groups=members, rng=rng),
            Flatten(),
        )
        targets = np.repeat((yields[:, None] - self.mean) / self.spread, members, axis=1)
        self._learn(self._inputs(settings), targets.astype(np.float32), epochs, rng)

    def predict(self, settings):
        """What each member expects: yields (N, members)."""
        return self.spread * self.model(self._inputs(settings)) + self.mean

    def gradient(self, settings):
        """Gradient of the members' mean with respect to the settings, (N, D)."""
        out = self.model(self._inputs(settings))
        return self.spread * self.model.backward(np.full_like(out, 1 / out.shape[1])) / self.scale

    def _inputs(self, settings):
        return ((settings - self.center) / self.scale).astype(np.float32)

    def _learn(self, x, targets, epochs, rng):
        how = {"lr": 0.02, "epochs": epochs, "batch_size": 25, "loss": "mse_loss"}
        fit_annealed(self.model, x, targets, rng=rng, **how)


def ascend(model, start, low, high, *, steps=100, rate=0.04):
    """Climb the model, not the plant: settings ← clip(settings + step · gradient's direction).

    Step k has the length rate · (1 - k / steps) in units of the box.
    """
    settings = start
    for k in range(steps):
        slope = model.gradient(settings) * (high - low)
        length = np.maximum(np.linalg.norm(slope, axis=1, keepdims=True), 1e-12)
        move = rate * (1 - k / steps) * (high - low) * slope / length
        settings = np.clip(settings + move, low, high)
    return settings


def climb(model, settings, yields, low=0.0, high=1.0):
    """Climb a `Committee` from the best run: what it promises there, and what the plant gives.

    Parameters
    ----------
    model : Committee
    settings, yields : arrays (N, D) and (N,)
        The runs; the climb starts at the best.
    low, high : float or array (D,)
        The box that the climb stays in.

    Returns
    -------
    promised, disagreement, given : float
        Mean and standard deviation of the members' predictions, and the plant's true yield.
    """
    best = settings[[yields.argmax()]]
    low, high = np.broadcast_to(low, best.shape), np.broadcast_to(high, best.shape)
    top = ascend(model, best, low, high)
    said = model.predict(top)
    return float(said.mean()), float(said.std()), float(plant_yield(top)[0])


class Quadratic:
    """Least squares on 1, all xᵢ and all xᵢxⱼ: the second-order polynomial of Box and Wilson."""

    def __init__(self, settings, yields, *, ridge=0.001):
        self.center, self.scale = settings.mean(axis=0), settings.std(axis=0)
        terms = self._terms(settings)
        decay = ridge * len(terms) * np.eye(terms.shape[1])
        self.weights = np.linalg.solve(terms.T @ terms + decay, terms.T @ yields)

    def predict(self, settings):
        return self._terms(settings) @ self.weights

    def _terms(self, settings):
        x = (settings - self.center) / self.scale
        i, j = np.triu_indices(x.shape[1])
        return np.hstack([np.ones((len(x), 1)), x, x[:, i] * x[:, j]])


def propose_anywhere(settings, yields, rng, *, count=4):
    """Settings drawn from the whole box: random search, which looks at nothing."""
    return rng.random((count, settings.shape[1]))


def propose_near_best(settings, yields, rng, *, count=4, step=0.2):
    """Settings drawn around the best run so far, at most `step` away in each: hill climbing."""
    return near_best(settings, yields, 1, step, count, rng)[0]


def propose_by_quadratic(settings, yields, rng, *, count=4, step=0.2, draws=300):
    """Around each of the `count` best runs, what a `Quadratic` likes best of `draws` settings."""
    model = Quadratic(settings, yields)
    drawn = near_best(settings, yields, count, step, draws, rng)
    return np.array([box[model.predict(box).argmax()] for box in drawn])


def propose_by_committee(settings, yields, rng, *, count=4, step=0.2, draws=300, epochs=30):
    """The same with a `Committee`: each box is judged by another member, so that they differ."""
    model = Committee(settings, yields, members=count, width=16, epochs=epochs, rng=rng)
    drawn = near_best(settings, yields, count, step, draws, rng)
    return np.array([box[model.predict(box)[:, k].argmax()] for k, box in enumerate(drawn)])


def near_best(settings, yields, count, step, draws, rng):
    """Draws around each of the `count` best runs, at most `step` away: (count, draws, D)."""
    best = settings[np.argsort(-yields)[:count]]
    moves = step * rng.uniform(-1, 1, (count, draws, settings.shape[1]))
    return np.clip(best[:, None] + moves, 0, 1)
