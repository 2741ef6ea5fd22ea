"""Open task: recognize digits under a light that varies more than the ink."""

import numpy as np

from ...data import digits28
from ...exercises import Case, OpenTask, Symptom
from ..metrics import label_accuracy

TRAINING, LIGHTS, STRENGTH = 1200, 8, 6.0


def classify(x, y, x_test):
    """Take the light out, train one hidden layer of 64 units, and name the digits of x_test."""
    mean = x.mean(axis=0)
    light = np.linalg.svd(x - mean, full_matrices=False)[2][:LIGHTS]
    x, x_test = ((part - mean) - (part - mean) @ light.T @ light for part in (x, x_test))
    scale = x.std()
    w1, b1, w2, b2 = fit(x / scale, np.eye(10, dtype=x.dtype)[y])
    return (np.maximum(x_test / scale @ w1.T + b1, 0) @ w2.T + b2).argmax(axis=1)


def fit(x, targets, epochs=12, hidden=64, batch=32):
    """Fit both layers by gradient descent with momentum; the learning rate falls to 0."""
    rng = np.random.default_rng(0)
    shapes = (hidden, x.shape[1]), (10, hidden)
    w1, w2 = (rng.standard_normal(s, x.dtype) * (2 / s[1]) ** 0.5 for s in shapes)
    params = [w1, np.zeros(hidden, x.dtype), w2, np.zeros(10, x.dtype)]
    velocities = [np.zeros_like(p) for p in params]
    for epoch in range(epochs):
        lr = 0.005 * (1 - epoch / epochs)
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


def nearest_image(x, y, x_test):
    """Copy the label of the nearest training image."""
    return y[((x**2).sum(axis=1) - 2 * x_test @ x.T).argmin(axis=1)]


def nearest_mean(x, y, x_test):
    """Take the digit whose mean image is nearest."""
    means = np.stack([x[y == digit].mean(axis=0) for digit in range(10)])
    return nearest_image(means, np.arange(10), x_test)


def digit_cases(rng):
    """Draw a light for each image and a split; the labels of the test part stay hidden."""
    images, y = digits28("all")
    wave = np.cos(np.pi * np.outer(np.arange(3), np.arange(28) + 0.5) / 28)
    patterns = np.array([np.outer(a, b).ravel() for a in wave for b in wave])[1:]
    patterns /= np.linalg.norm(patterns, axis=1, keepdims=True)
    light = STRENGTH * rng.standard_normal((len(y), LIGHTS)) @ patterns
    x = (images.reshape(len(y), -1) + light).astype(np.float32)
    train, test = np.split(rng.permutation(len(y)), [TRAINING])
    return [Case("digits under a light", (x[train], y[train], x[test]), hidden=y[test])]


SYMPTOMS = {
    "nearest-image": Symptom(nearest_image),
    "nearest-mean": Symptom(nearest_mean),
}

QUESTION = OpenTask(
    id="2_1.classify",
    points=5,
    difficulty=4,
    minutes=45,
    section="2.1",
    reference=classify,
    cases=digit_cases,
    metric=label_accuracy,
    metric_name="accuracy on held-out digits",
    thresholds=[(0.90, 0.5), (0.94, 1.0)],
    symptoms=SYMPTOMS,
)
