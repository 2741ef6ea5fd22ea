"""Depth from two pictures: the shift whose window differs least."""

import numpy as np

from ...exercises import Case, Question


def block_matching(left, right, *, window, most):
    """Of the shifts whose windows have all partners, the one whose window differs least."""
    height, width = left.shape
    costs = np.full((most + 1, height, width), np.inf)
    for d in range(most + 1):
        difference = np.full((height, width), np.inf)
        difference[:, d:] = np.abs(left[:, d:] - right[:, : width - d])
        around = np.pad(difference, window // 2)
        windows = np.lib.stride_tricks.sliding_window_view(around, (window, window))
        costs[d] = windows.sum(axis=(2, 3))
    return costs.argmin(axis=0)


def stereo_cases(rng):
    """Draw pictures by hand first; then scenes of two depths, some of which repeat themselves."""

    def hand(label, shape, window, most):
        left = rng.permutation(np.arange(np.prod(shape)) // 2 * 2.0).reshape(shape)
        right = np.roll(left, -1, axis=1) + rng.integers(0, 2, shape)
        return Case(label, (left, right), {"window": window, "most": most})

    def scene(label, height, width, window, most, levels=256):
        right = rng.integers(0, levels, (height, width + most)).astype(float)
        near = np.zeros((height, width), int) + most // 2
        near[height // 3 :, width // 3 :] = most
        rows, columns = np.indices(near.shape)
        left = right[rows, np.maximum(columns - near, 0)] + rng.integers(-2, 3, near.shape)
        return Case(label, (left, right[:, :width].copy()), {"window": window, "most": most})

    return [
        hand("one row, by hand", (1, 6), 1, 2),
        hand("two rows, by hand", (2, 5), 3, 1),
        scene("a scene of two depths", 7, 16, 3, 3),
        scene("a scene of two depths", 12, 20, 5, 4),
        scene("a wide window", 9, 24, 7, 3),
        scene("single pixels", 5, 13, 1, 6),
        scene("few gray levels: ties", 8, 15, 3, 5, levels=2),
        scene("few gray levels: ties", 6, 18, 1, 4, levels=3),
    ]


QUESTION = Question(
    id="6_1.block_matching",
    points=2,
    difficulty=2,
    minutes=20,
    section="6.1, Perceive: how far is it",
    reference=block_matching,
    intermediates=("costs",),
    cases=stereo_cases,
)
