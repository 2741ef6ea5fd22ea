"""Many windows call one face: keep the best of those that lie on each other."""

import numpy as np

from ...exercises import Case, Question


def suppress(boxes, scores, *, overlap=0.5):
    """The best window that is left is kept; those that cover too much of the same are dropped."""
    top, left, bottom, right = boxes.T
    area = (bottom - top) * (right - left)
    waiting = np.argsort(-scores, kind="stable")
    kept = []
    while len(waiting):
        best, rest = waiting[0], waiting[1:]
        kept.append(best)
        height = np.minimum(bottom[best], bottom[rest]) - np.maximum(top[best], top[rest])
        width = np.minimum(right[best], right[rest]) - np.maximum(left[best], left[rest])
        common = np.maximum(height, 0) * np.maximum(width, 0)
        iou = common / (area[best] + area[rest] - common)
        waiting = rest[iou <= overlap]
    return np.array(kept, dtype=int)


def _random(rng, label, count, spread=30, levels=1e6, **settings):
    corner = rng.integers(0, spread, (count, 2))
    boxes = np.hstack([corner, corner + rng.integers(8, 25, (count, 2))]).astype(float)
    scores = rng.random(count)
    return Case(label, (boxes, np.round(scores * levels) / levels), settings)


def _chain(label, rows, scores, **settings):
    at = np.array(rows, float)[:, None]
    return Case(label, (np.hstack([at, 0 * at, at + 4, 0 * at + 4]), scores), settings)


def _apart(label, gap, scores, **settings):
    boxes = [[0.0, 0.0, 4.0, 4.0], [4.0 + gap, 4.0 + gap, 8.0 + gap, 8.0 + gap]]
    return Case(label, (np.array(boxes), scores), settings)


def window_cases(rng):
    """Draw windows in heaps, so that some are dropped by one that is dropped itself."""
    three, heap = rng.permutation(3), rng.permutation([5.0, 6.0, 7.0, 8.0])
    return [
        _chain("a chain, by hand", three, 3.0 - three, overlap=0.5),
        _chain("half a window apart, by hand", [0, 2, 4, 6], heap, overlap=0.25),
        _apart("apart, by hand", rng.integers(2, 4), rng.permutation([1.0, 2.0]), overlap=0.125),
        _chain("equal scores", rng.permutation(12), np.ones(12)),
        _random(rng, "a heap", 40),
        _random(rng, "a heap", 90, overlap=0.3),
        _random(rng, "scores in steps", 70, levels=4),
        _random(rng, "all but copies stay", 50, spread=20, overlap=0.9),
        _random(rng, "nothing is dropped", 30, spread=3, overlap=1.0),
        _random(rng, "nothing may be covered", 40, spread=60, overlap=0.0),
        _random(rng, "no window", 0),
    ]


QUESTION = Question(
    id="6_2.suppress",
    points=3,
    difficulty=3,
    minutes=25,
    section="6.2, Is there a face?",
    transfer=True,
    reference=suppress,
    cases=window_cases,
)
