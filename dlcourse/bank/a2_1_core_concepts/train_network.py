"""Open task: twelve features, learned from digits in positive and negative under a light."""

import numpy as np

from ...data import digits28
from ...exercises import Case, OpenTask, Symptom

TRAINING, LIGHTS, STRENGTH, UNITS, STARTS = 1200, 8, 4.0, 12, 4


def train_network(x, y):
    """Learn from each image and its negative; of several starts, keep the one that fits best."""
    mean, scale = x.mean(axis=0), x.std()
    ink = np.vstack([x - mean, mean - x]) / scale
    targets = np.eye(10, dtype=x.dtype)[np.hstack([y, y])]
    fits = [fit(ink, targets, start) for start in range(STARTS)]
    w1, b1, w2, b2 = min(fits, key=lambda params: loss_of(ink, targets, *params))
    w1 = w1 / scale
    return w1, b1 - w1 @ mean, w2, b2


def loss_of(x, targets, w1, b1, w2, b2):
    """Give the mean cross-entropy."""
    logits = np.maximum(x @ w1.T + b1, 0) @ w2.T + b2
    s = logits - logits.max(axis=1, keepdims=True)
    return (np.log(np.exp(s).sum(axis=1)) - (s * targets).sum(axis=1)).mean()


def fit(x, targets, start, epochs=40, batch=32, rate=0.02):
    """Fit both layers by gradient descent with momentum; the learning rate falls to 0."""
    rng = np.random.default_rng(start)
    shapes = (UNITS, x.shape[1]), (10, UNITS)
    w1, w2 = (rng.standard_normal(s, x.dtype) * np.float32((2 / s[1]) ** 0.5) for s in shapes)
    params = [w1, np.zeros(UNITS, x.dtype), w2, np.zeros(10, x.dtype)]
    velocities = [np.zeros_like(p) for p in params]
    for epoch in range(epochs):
        lr = rate * (1 - epoch / epochs)
        for rows in np.array_split(rng.permutation(len(x)), len(x) // batch):
            grads = gradients(x[rows], targets[rows], *params)
            for p, v, g in zip(params, velocities, grads, strict=True):
                v *= 0.9
                v += g
                p -= lr * v
    return params


def gradients(x, targets, w1, b1, w2, b2):
    """Go forward and backward through both layers and the cross-entropy."""
    h = np.maximum(x @ w1.T + b1, 0)
    logits = h @ w2.T + b2
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    dlogits = (e / e.sum(axis=1, keepdims=True) - targets) / len(x)
    da = dlogits @ w2 * (h > 0)
    return da.T @ x, da.sum(axis=0), dlogits.T @ h, dlogits.sum(axis=0)


def digit_cases(rng):
    """Draw a light and a sign for each image, and a split; the test part stays hidden."""
    images, y = digits28("all")
    wave = np.cos(np.pi * np.outer(np.arange(3), np.arange(20) + 0.5) / 20)
    patterns = np.array([np.outer(a, b).ravel() for a in wave for b in wave])[1:]
    patterns /= np.linalg.norm(patterns, axis=1, keepdims=True)
    ink = images[:, 0, 4:24, 4:24].reshape(len(y), -1) * rng.choice([-1, 1], (len(y), 1))
    light = STRENGTH * rng.standard_normal((len(y), LIGHTS)) @ patterns
    x = (ink + light).astype(np.float32)
    train, test = np.split(rng.permutation(len(y)), [TRAINING])
    hidden = {"x": x[test], "y": y[test]}
    return [Case("digits in positive and negative", (x[train], y[train]), hidden=hidden)]


def network_accuracy(output, hidden):
    """Share of the held-out images that the network names right."""
    x, y = hidden["x"], hidden["y"]
    return float(((activations(output, x) @ output[2].T + output[3]).argmax(axis=1) == y).mean())


def activations(output, x):
    """Check the four arrays, and give the hidden units' outputs.

    Raises ValueError, with a sentence for the student, where they do not make a network.
    """
    arrays = isinstance(output, tuple | list) and len(output) == 4
    if not arrays or any(getattr(a, "dtype", np.dtype(bool)).kind != "f" for a in output):
        raise ValueError("Four arrays of floats are expected: w1, b1, w2, b2.")
    w1, b1, w2, b2 = output
    units = len(b1) if b1.ndim == 1 else 0
    if not 1 <= units <= UNITS:
        raise ValueError(f"b1 must have the shape (K,) with K from 1 to {UNITS}, got {b1.shape}.")
    wanted = (units, x.shape[1]), (units,), (10, units), (10,)
    if tuple(a.shape for a in output) != wanted:
        raise ValueError(f"The shapes must be {wanted}, got {tuple(a.shape for a in output)}.")
    return np.maximum(x @ w1.T + b1, 0)


def start_at_zero(x, y):
    """Learn from weights that are all zero: no gradient ever reaches them."""
    ink = (x - x.mean(axis=0)) / x.std()
    params = [np.zeros(shape) for shape in ((UNITS, x.shape[1]), UNITS, (10, UNITS), 10)]
    for _ in range(20):
        grads = gradients(ink, np.eye(10)[y], *params)
        params = [p - 0.1 * g for p, g in zip(params, grads, strict=True)]
    return tuple(params)


def rush(x, y):
    """Take steps of a hundred times the gradient."""
    with np.errstate(all="ignore"):
        return tuple(fit(x, np.eye(10, dtype=x.dtype)[y], 0, epochs=1, rate=100.0))


def lose_units(x, y):
    """Learn in such large steps that the biases end far below zero."""
    w1, b1, w2, b2 = fit(x / x.std(), np.eye(10, dtype=x.dtype)[y], 1, epochs=2)
    return w1, b1 - 1000 * (np.arange(UNITS) % 2), w2, b2


def read_linearly(x, y):
    """Fit a linear reader by least squares, and lift it until no unit is ever off."""
    a = np.hstack([x, np.ones((len(x), 1))]).astype(float)
    w = np.linalg.solve(a.T @ a + 10 * np.eye(a.shape[1]), a.T @ np.eye(10)[y]).T
    return w[:, :-1], w[:, -1] + 1000, np.eye(10), np.zeros(10)


def all_alike(output, hidden):
    """Tell whether all hidden units are the same one."""
    alike = activations(output, hidden["x"])
    return alike.shape[1] > 1 and bool(np.allclose(alike, alike[:, :1]))


def not_finite(output, hidden):
    """Tell whether the training has left the numbers."""
    return not np.isfinite(activations(output, hidden["x"])).all()


def never_on(output, hidden):
    """Tell whether a unit is off for every image."""
    return not (activations(output, hidden["x"]) > 0).any(axis=0).all()


def never_off(output, hidden):
    """Tell whether every unit is on for every image, so that the network is linear."""
    return bool((activations(output, hidden["x"]) > 0).all())


SYMPTOMS = {
    "all-alike": Symptom(start_at_zero, all_alike),
    "not-finite": Symptom(rush, not_finite),
    "never-off": Symptom(read_linearly, never_off),
    "never-on": Symptom(lose_units, never_on),
}

QUESTION = OpenTask(
    id="2_1.train_network",
    points=4,
    difficulty=4,
    minutes=45,
    section="2.1",
    transfer=True,
    reference=train_network,
    cases=digit_cases,
    metric=network_accuracy,
    metric_name="accuracy on held-out digits",
    thresholds=[(0.75, 0.5), (0.88, 1.0)],
    symptoms=SYMPTOMS,
)
