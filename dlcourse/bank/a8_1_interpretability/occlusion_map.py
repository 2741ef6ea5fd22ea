"""Occlusion of a network with one hidden layer: holes that overlap, and that stick out."""

import numpy as np

from ...exercises import Case, Question


def occlusion_map(x, w, b, v, *, window, stride, baseline):
    """Put the baseline into each window; a pixel gets the mean fall of the windows over it."""

    def score(image):
        return np.maximum(w @ image.ravel() + b, 0) @ v

    total, counts = np.zeros(x.shape), np.zeros(x.shape)
    for i in range(0, x.shape[0] - window + stride, stride):
        for j in range(0, x.shape[1] - window + stride, stride):
            hole = np.s_[i : i + window, j : j + window]
            hidden = x.copy()
            hidden[hole] = baseline
            total[hole] += score(x) - score(hidden)
            counts[hole] += 1
    return total / counts


def image_cases(rng):
    """Draw images and networks; small and whole numbers first."""

    def case(label, shape, window, stride, baseline, units=6):
        size = shape[0] * shape[1]
        w, b, v = (rng.standard_normal(s) for s in ((units, size), units, units))
        settings = {"window": window, "stride": stride, "baseline": baseline}
        return Case(label, (rng.random(shape), w, b, v), settings)

    def hand(label, shape, window, stride, baseline):
        size = shape[0] * shape[1]
        x = rng.permuted(np.arange(1.0, size + 1)).reshape(shape)
        w = rng.choice([1.0, 2.0, 3.0], (1, size))
        settings = {"window": window, "stride": stride, "baseline": baseline}
        return Case(label, (x, w, np.array([-2.0]), np.array([2.0])), settings)

    return [
        hand("one pixel at a time, by hand", (1, 3), 1, 1, 0.0),
        hand("windows that overlap, by hand", (2, 3), 2, 1, 1.0),
        case("side by side", (6, 8), 2, 2, 0.0),
        case("overlapping", (7, 9), 3, 2, 0.5),
        case("every place", (6, 5), 3, 1, 0.0),
        case("the last one sticks out", (8, 7), 3, 3, -0.5),
        case("a hole as large as the image", (4, 6), 4, 1, 0.25),
        case("sticks out and overlaps", (9, 10), 4, 3, 1.0, units=9),
    ]


QUESTION = Question(
    id="8_1.occlusion_map",
    points=2,
    difficulty=2,
    minutes=15,
    section="8.1, Slopes and holes",
    reference=occlusion_map,
    intermediates=("total", "counts"),
    cases=image_cases,
)
