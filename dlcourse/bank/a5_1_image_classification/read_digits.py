"""Open task: read digits that are off center, between scraps of other digits."""

import numpy as np

from ...data import digits28
from ...exercises.question import Case, Mistake, OpenTask
from ..metrics import label_accuracy
from ._network import Network

TRAINING, REACH, SCRAPS, SCRAP = 1200, 4, 2, 6


def read_digits(x_train, y_train, x_test):
    """Train a network that looks for the digit everywhere and takes the best place."""
    rng = np.random.default_rng(0)
    network, epochs = Network(rng), 10
    for epoch in range(epochs):
        lr = 0.005 * (1 - epoch / epochs)
        for rows in np.array_split(rng.permutation(len(x_train)), len(x_train) // 32):
            network.step(x_train[rows], y_train[rows], lr)
    logits, _ = network.forward(x_test)
    return logits.argmax(axis=1)


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
    case = Case("digits between scraps", (x[train], y[train], x[test]), hidden=y[test])
    return [case]


def _spoiled(image, images, rng):
    image = np.roll(image, rng.integers(-REACH, REACH + 1, 2), axis=(0, 1))
    for _ in range(SCRAPS):
        row, column = rng.integers(4, 24 - SCRAP, 2)
        scrap = images[rng.integers(len(images)), row : row + SCRAP, column : column + SCRAP]
        row, column = rng.integers(0, 28 - SCRAP + 1, 2)
        target = image[row : row + SCRAP, column : column + SCRAP]
        np.maximum(target, scrap, out=target)
    return image


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
    forbids=(
        *("torch", "tensorflow", "keras", "jax", "sklearn", "skimage", "cv2"),
        *("dlcourse.data", "dlcourse.checks", "dlcourse.labs", "dlcourse.exercises"),
        "dlcourse.studies.adversarial",
    ),
    mistakes=[
        Mistake(
            "the nearest training image decides",
            "A shift by a few pixels moves an image farther than another digit does.",
            nearest_image,
        ),
        Mistake(
            "one linear layer on the pixels",
            "A linear layer has one weight for each place. What looks alike in every place?",
            one_layer,
        ),
    ],
    hints=[
        "Start from the chapter's network with fewer channels. Halve the images with AvgPool2d "
        "first: a quarter of the work. Then try larger learning rates and more epochs.",
        "Where the digit lies says nothing about what it is. Flatten keeps the place; a last "
        "max-pooling over all that is left of the image forgets it.",
        "Batch normalization after each convolution gets you further in the same time. Let the "
        "learning rate fall to 0 in the end, and predict in evaluation mode.",
    ],
)
