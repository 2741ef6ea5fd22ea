"""Open task: read digits that are off center, between scraps of other digits."""

import numpy as np

from dlcourse import layers as L
from dlcourse.functional import cross_entropy_backward, cross_entropy_forward
from dlcourse.optim import Adam

from ...data import digits28
from ...exercises import Case, OpenTask, Symptom
from ..metrics import label_accuracy

TRAINING, REACH, SCRAPS, SCRAP = 1200, 4, 2, 6


def read_digits(x_train, y_train, x_test):
    """Train a network that looks for the digit everywhere and takes the best place."""
    rng, epochs = np.random.default_rng(0), 10
    first = L.Conv2d(1, 8, 3, padding=1, rng=rng), L.BatchNorm2d(8), L.ReLU(), L.MaxPool2d(2)
    second = L.Conv2d(8, 48, 5, padding=1, rng=rng), L.BatchNorm2d(48), L.ReLU(), L.MaxPool2d(5)
    net = L.Sequential(L.AvgPool2d(2), *first, *second, L.Flatten(), L.Linear(48, 10, rng=rng))
    adam = Adam(net.params)
    for epoch in range(epochs):
        adam.lr = 0.005 * (1 - epoch / epochs)
        for rows in np.array_split(rng.permutation(len(x_train)), len(x_train) // 32):
            loss, cache = cross_entropy_forward(net(x_train[rows]), targets=y_train[rows])
            net.backward(cross_entropy_backward(np.ones_like(loss), cache))
            adam.step(net.grads)
    return net.eval()(x_test).argmax(axis=1)


def nearest_image(x_train, y_train, x_test):
    """Copy the label of the nearest training image."""
    known, asked = (x.reshape(len(x), -1) for x in (x_train, x_test))
    return y_train[((known**2).sum(axis=1) - 2 * asked @ known.T).argmin(axis=1)]


def one_layer(x_train, y_train, x_test):
    """Fit a linear layer to the pixels by least squares."""
    known, asked = (x.reshape(len(x), -1).astype(np.float64) for x in (x_train, x_test))
    products = known.T @ known + 10 * np.eye(known.shape[1])
    w = np.linalg.solve(products, known.T @ np.eye(10)[y_train])
    return (asked @ w).argmax(axis=1)


def digit_cases(rng):
    """Shift each digit, drop scraps beside and on it, and split; test labels stay hidden."""
    images, y = digits28("all")
    order = rng.permutation(len(y))
    images, y = images[order], y[order]
    x = np.stack([_spoiled(image[0], images[:, 0], rng) for image in images])[:, None]
    train, test = slice(TRAINING), slice(TRAINING, None)
    return [Case("digits between scraps", (x[train], y[train], x[test]), hidden=y[test])]


def _spoiled(image, images, rng):
    image = np.roll(image, rng.integers(-REACH, REACH + 1, 2), axis=(0, 1))
    for _ in range(SCRAPS):
        row, column = rng.integers(4, 24 - SCRAP, 2)
        scrap = images[rng.integers(len(images)), row : row + SCRAP, column : column + SCRAP]
        row, column = rng.integers(0, 28 - SCRAP + 1, 2)
        target = image[row : row + SCRAP, column : column + SCRAP]
        np.maximum(target, scrap, out=target)
    return image


SYMPTOMS = {
    "nearest-image": Symptom(nearest_image),
    "one-linear-layer": Symptom(one_layer),
}

QUESTION = OpenTask(
    id="5_1.read_digits",
    points=4,
    difficulty=4,
    minutes=40,
    section="5.1, The network",
    reference=read_digits,
    cases=digit_cases,
    metric=label_accuracy,
    metric_name="accuracy on held-out digits",
    thresholds=[(0.77, 0.5), (0.84, 0.75), (0.90, 1.0)],
    allows=("dlcourse.layers", "dlcourse.functional", "dlcourse.optim", "dlcourse.train"),
    symptoms=SYMPTOMS,
)
