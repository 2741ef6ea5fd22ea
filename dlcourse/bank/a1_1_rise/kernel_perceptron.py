"""The perceptron told by counts of mistakes alone: then only inner products are needed."""

import numpy as np

from ...exercises import Case, Question


def kernel_perceptron(x, y, x_test, *, degree, epochs):
    """Count how often each example was named wrong; every score is a sum over the counts."""
    kernel = (1 + x @ x.T) ** degree
    counts = np.zeros(len(x), int)
    for _ in range(epochs):
        for n in range(len(x)):
            if y[n] * (kernel[n] @ (counts * y)) <= 0:
                counts[n] += 1
    scores = (1 + x_test @ x.T) ** degree @ (counts * y)
    return counts, scores


XOR = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])


def kernel_cases(rng):
    """Draw corners of XOR, points in and around a circle, and points of which a line is enough."""

    def case(label, count, features, degree, epochs, ring=False):
        x = rng.standard_normal((count, features))
        score = (x**2).sum(axis=1) if ring else x @ rng.standard_normal(features)
        y = np.where(score > np.median(score), 1.0, -1.0)
        x_test = rng.standard_normal((count // 2, features))
        return Case(label, (x, y, x_test), {"degree": degree, "epochs": epochs})

    x = rng.permutation(XOR)
    y, x_test = x[:, 0] * x[:, 1], rng.choice([-2.0, 1.0, 3.0], (2, 2))
    return [
        Case("by hand", (x[:2], y[:2], x_test[:1]), {"degree": 1, "epochs": 2}),
        Case("by hand: XOR", (x, y, x_test), {"degree": 2, "epochs": 2}),
        Case("by hand: XOR", (x, -y, x_test), {"degree": 2, "epochs": 3}),
        case("a line is enough", 24, 3, 1, 6),
        case("a circle", 30, 2, 2, 8, ring=True),
        case("a circle", 24, 3, 2, 5, ring=True),
        case("degree 3", 15, 4, 3, 4),
    ]


QUESTION = Question(
    id="1_1.kernel_perceptron",
    points=4,
    difficulty=4,
    minutes=30,
    section="1.1, A neuron that learns from its mistakes",
    transfer=True,
    reference=kernel_perceptron,
    outputs=("counts", "scores"),
    intermediates=("kernel", "counts"),
    cases=kernel_cases,
)
