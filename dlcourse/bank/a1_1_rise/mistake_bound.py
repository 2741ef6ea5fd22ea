"""Novikoff's bound on the mistakes of the perceptron, from the data and a separator."""

import numpy as np

from ...exercises import Case, Question


def mistake_bound(x, y, w, b):
    """Square the radius over the margin; the bias is the weight of an input that is always 1."""
    rows = np.column_stack([x, np.ones(len(x))])
    u = np.append(w, b)
    radius = np.linalg.norm(rows, axis=1).max()
    margin = (y * (rows @ u)).min() / np.linalg.norm(u)
    return (radius / margin) ** 2 if margin > 0 else np.inf


def separator_cases(rng):
    """Draw a separator and points on its two sides; at last one lies on it, or beyond."""

    def case(label, count, features):
        w, b = rng.standard_normal(features), rng.standard_normal()
        x = 2 * rng.standard_normal((count, features))
        y = np.where(x @ w + b > 0, 1.0, -1.0)
        return Case(label, (x, y, w, b))

    points = np.array([[2.0, 2.0], [4.0, 1.0], [0.0, -4.0], [0.0, 1.0]])
    y, w, b = np.array([1.0, 1.0, -1.0, -1.0]), np.array([2.0, 1.0]), -2.0  # of length 3 together
    near, far = rng.choice([1.0, 2.0, 3.0], 2)
    on_line = np.array([[2.0, 2.0], [4.0, 1.0], [1.0, 0.0]])
    beyond = np.array([[2.0, 2.0], [1.5, 0.0], [2.0, 0.0]])
    return [
        Case("by hand", (near * points[:3], y[:3], w, near * b)),
        Case("by hand", (far * points[1:], y[1:], w, far * b)),
        case("few points", 6, 2),
        case("more points", 15, 3),
        case("more points", 12, 5),
        case("more points", 9, 4),
        Case("not a separator", (on_line, y[:3], w, b)),
        Case("not a separator", (beyond, y[:3], w, b)),
    ]


QUESTION = Question(
    id="1_1.mistake_bound",
    points=2,
    difficulty=2,
    minutes=10,
    section="1.1, Why it stops",
    reference=mistake_bound,
    intermediates=("radius", "margin"),
    cases=separator_cases,
)
