"""Integrated gradients of a network with one hidden layer, by the midpoint rule."""

import numpy as np

from ...exercises import Case, Question


def integrated_gradients(x, start, w, b, v, *, steps):
    """Take the slope in the middle of each part of the way, and the mean of the slopes."""

    def score(image):
        return np.maximum(w @ image + b, 0) @ v

    t = (np.arange(steps) + 0.5) / steps
    points = start + t[:, None] * (x - start)
    active = points @ w.T + b > 0
    slopes = (active * v) @ w
    out = (x - start) * np.mean(slopes, axis=0)
    error = np.sum(out) - (score(x) - score(start))
    return out, error


def way_cases(rng):
    """Draw a way and a network whose units change on it."""

    def case(label, size, units, steps, black=False):
        x, w, b, v = (rng.standard_normal(s) for s in (size, (units, size), units, units))
        start = np.zeros(size) if black else rng.standard_normal(size)
        return Case(label, (x, start, w, b, v), {"steps": steps})

    def hand(label, steps, kink):
        """Draw one unit that begins to count at a place of the way that is no midpoint."""
        x, w = rng.permutation([3.0, 5.0]), rng.choice([1.0, 2.0], (1, 2))
        b = -kink * (w @ x)
        return Case(label, (x, np.zeros(2), w, b, np.array([2.0])), {"steps": steps})

    return [
        hand("two steps, by hand", 2, 0.375),
        hand("four steps, by hand", 4, 0.25),
        hand("a unit just at 0, by hand", 4, 0.375),
        case("one step", 5, 4, 1),
        case("from black", 12, 8, 10, black=True),
        case("from elsewhere", 9, 11, 7),
        case("many steps", 20, 15, 200),
        case("one pixel", 1, 6, 9),
        case("a wide layer", 10, 60, 25),
    ]


QUESTION = Question(
    id="8_1.integrated_gradients",
    points=2,
    difficulty=2,
    minutes=15,
    section="8.1, Integrated gradients",
    reference=integrated_gradients,
    outputs=("out", "error"),
    intermediates=("t", "points", "active", "slopes"),
    cases=way_cases,
)
