"""The score while pixels are deleted, equal ones together, and the area below it."""

import numpy as np

from ...exercises import Case, Question


def deletion_curve(x, attribution, w, b, v, *, baseline):
    """Delete from the largest attribution down; no order is made up among equal ones."""
    levels = np.append(np.inf, np.unique(attribution)[::-1])
    deleted = attribution >= levels[:, None]
    counts = np.sum(deleted, axis=1)
    images = np.where(deleted, baseline, x)
    scores = np.maximum(images @ w.T + b, 0) @ v
    widths = np.diff(counts) / len(x)
    area = np.sum(widths * (scores[1:] + scores[:-1]) / 2)
    return counts, scores, area


def map_cases(rng):
    """Draw images and maps, of which many have equal entries."""

    def network(size, units):
        return [rng.standard_normal(s) for s in ((units, size), units, units)]

    def case(label, size, step, shift=0.0, units=7, baseline=0.0):
        x, attribution = rng.random(size), rng.standard_normal(size) + shift
        attribution = np.round(attribution / step) * step if step else attribution
        return Case(label, (x, attribution, *network(size, units)), {"baseline": baseline})

    def hand(label, attribution, baseline):
        attribution = rng.permutation(np.array(attribution, float))
        x = rng.permutation(np.arange(2.0, 2 + len(attribution)))
        w = rng.choice([1.0, 2.0], (1, len(x)))
        network = w, np.array([-1.0]), np.array([2.0])
        return Case(label, (x, attribution, *network), {"baseline": baseline})

    return [
        hand("by hand", [3, 2, 1], 0.0),
        hand("equal ones, by hand", [2, 1, 1, -1], 1.0),
        hand("all equal, by hand", [4, 4, 4, 4], 1.0),
        case("no equal ones", 30, None),
        case("many equal ones", 40, 0.5),
        case("few levels", 25, 1.5, baseline=0.5),
        case("all negative", 20, 0.5, shift=-6.0),
        case("all positive, no equal ones", 35, None, shift=6.0, units=12, baseline=-1.0),
    ]


QUESTION = Question(
    id="8_1.deletion_curve",
    points=2,
    difficulty=2,
    minutes=15,
    section="8.1, Where explanations mislead",
    reference=deletion_curve,
    outputs=("counts", "scores", "area"),
    intermediates=("levels", "deleted", "counts", "images", "scores"),
    cases=map_cases,
)
