"""The rule of the perceptron: learn from mistakes, and from nothing else."""

import numpy as np

from ...exercises import Case, Question


def perceptron(x, y, *, epochs):
    """Go through the examples in order; where one is named wrong, add it to the weights."""
    w, b = np.zeros(x.shape[1]), 0.0
    mistakes = np.zeros(epochs, int)
    for epoch in range(epochs):
        for xn, yn in zip(x, y, strict=True):
            if yn * (xn @ w + b) <= 0:
                w, b = w + yn * xn, b + yn
                mistakes[epoch] += 1
    return w, b, mistakes


CORNERS = np.array([[1.0, 1.0], [2.0, -1.0], [-1.0, 2.0], [3.0, 1.0]])


def points_cases(rng):
    """Draw points on both sides of a line, off the origin, then points that no line parts."""

    def parted(label, count, features, epochs):
        x = rng.standard_normal((count, features)) + 1
        score = x @ rng.standard_normal(features)
        return Case(label, (x, np.where(score > np.median(score), 1.0, -1.0)), {"epochs": epochs})

    def corners(label, sign, epochs):
        x = rng.permutation(CORNERS)
        return Case(label, (x, sign * np.where(x.sum(axis=1) > 1, 1.0, -1.0)), {"epochs": epochs})

    mixed = rng.standard_normal((12, 3)), rng.choice([-1.0, 1.0], 12)
    xor = rng.permutation(np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]))
    either = np.where(xor.sum(axis=1) == 1, 1.0, -1.0)
    return [
        corners("by hand", 1, 2),
        corners("by hand", -1, 3),
        corners("until it is right, and on", 1, 16),
        parted("a line parts them", 20, 2, 6),
        parted("a line parts them", 30, 5, 8),
        Case("no line parts them", (xor, either), {"epochs": 6}),
        Case("no line parts them", mixed, {"epochs": 4}),
    ]


QUESTION = Question(
    id="1_1.perceptron",
    points=2,
    difficulty=1,
    minutes=10,
    section="1.1, A neuron that learns from its mistakes",
    reference=perceptron,
    outputs=("w", "b", "mistakes"),
    cases=points_cases,
)
