"""Which disparities both pictures confirm, and what stands in for the others."""

import numpy as np

from ...exercises import Case, Question


def fill_hidden(left, right, *, tolerance):
    """What is hidden from the right camera lies behind: it has the farther neighbor's disparity."""
    rows, columns = np.indices(left.shape)
    partner = columns - left
    answer = right[rows, np.maximum(partner, 0)]
    kept = (partner >= 0) & (np.abs(answer - left) <= tolerance)
    width = left.shape[1]
    before = np.maximum.accumulate(np.where(kept, columns, -1), axis=1)
    after = np.minimum.accumulate(np.where(kept, columns, width)[:, ::-1], axis=1)[:, ::-1]
    beside = np.pad(left, ((0, 0), (1, 1)), constant_values=width)
    filled = np.minimum(beside[rows, before + 1], beside[rows, after + 1])
    return kept, np.where(kept.any(axis=1, keepdims=True), filled, 0)


def scene_cases(rng):
    """Draw a row by hand first; then scenes matched with errors, and rows that nobody confirms."""
    far = int(rng.integers(0, 2))
    near, place = far + int(rng.integers(1, 3)), int(rng.integers(4, 6))
    row = np.full((1, 9), far)
    row[0, place : place + 2] = near
    other = np.full((1, 9), far)
    other[0, place - near : place - near + 2] = near
    drawn = rng.permuted([0, 0, 1, 1, 2, 3])[None], rng.permuted([0, 1, 1, 2, 2, 3])[None]
    return [
        Case("one row, by hand", (row, other), {"tolerance": 0}),
        Case("errors, by hand", drawn, {"tolerance": 1}),
        scene("a scene", rng, 6, 14, 4, 0, errors=0.1),
        scene("a scene", rng, 8, 17, 5, 0, errors=0.2),
        scene("a tolerance", rng, 7, 16, 6, 1, errors=0.3),
        scene("a tolerance", rng, 5, 19, 8, 2, errors=0.4),
        scene("a row without any", rng, 5, 12, 4, 0, lost=int(rng.integers(0, 5))),
        scene("a row without any", rng, 4, 15, 5, 1, lost=int(rng.integers(0, 4))),
    ]


def scene(label, rng, height, width, most, tolerance, errors=0.15, lost=None):
    """A background and three things before it as both cameras see them, and errors of matching."""
    left = np.zeros((height, width), int) + rng.integers(0, 2, (height, 1))
    for _ in range(3):
        top, start = rng.integers(0, height), rng.integers(0, width - 4)
        stripe = slice(start, start + int(rng.integers(3, 6)))
        left[top : top + 3, stripe] = rng.integers(2, most + 1)
    right = left[:, :1] + np.zeros_like(left)
    rows, columns = np.indices(left.shape)
    for d in range(most + 1):
        seen = (left == d) & (columns >= d)
        right[rows[seen], columns[seen] - d] = d
    for picture in (left, right):
        wrong = rng.random(left.shape) < errors
        picture[wrong] = rng.integers(0, most + 1, wrong.sum())
    if lost is not None:
        left[lost], right[lost] = most, 0
    return Case(label, (left, right), {"tolerance": tolerance})


QUESTION = Question(
    id="6_1.fill_hidden",
    points=3,
    difficulty=3,
    minutes=30,
    section="6.1, Perceive: how far is it",
    transfer=True,
    reference=fill_hidden,
    outputs=("kept", "filled"),
    intermediates=("partner", "answer", "kept"),
    cases=scene_cases,
)
