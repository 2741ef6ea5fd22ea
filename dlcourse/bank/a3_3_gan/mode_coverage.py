"""How many modes a generator has found, and how many of its points are any good."""

import numpy as np

from ...exercises import Case, Question

RADIUS = 5.0


def mode_coverage(points, centers, *, std):
    """Count the modes that have a point of high quality, and the share of such points."""
    distance = np.linalg.norm(points[:, None] - centers, axis=2)
    nearest = distance.argmin(axis=1)
    good = distance.min(axis=1) <= 3 * std
    return len(np.unique(nearest[good])), good.mean()


def coverage_cases(rng):
    """Draw rings; each has modes with good points and modes that only look found."""
    far = int(rng.integers(8, 12))
    pair = np.array([[0, 0], [far, 0]], float)
    edge = np.array([[1.5, 0], [far, 2], [far - 3, 0]])  # std is one half
    corner = np.array([[1, -1.25], [far + 1.5, 0]])
    modes = int(rng.integers(4, 8))
    return [
        Case("on the edge, by hand", (edge, pair), {"std": 0.5}),
        Case("just outside, by hand", (corner, pair), {"std": 0.5}),
        _ring(rng, "all found", modes, range(modes)),
        _ring(rng, "one mode", 8, [0], far=[4]),
        _ring(rng, "bad points", 8, [0, 1, 2], far=[2, 3, 4]),
        _ring(rng, "bad points", 6, [0, 1], far=[1, 5]),
        _ring(rng, "just outside", 8, [0, 1, 2, 3], corner=[3, 4]),
        _ring(rng, "just outside", 7, [0, 1], far=[2], corner=[5]),
        _ring(rng, "modes that overlap", 4, [0], between=[1, 2]),
        _ring(rng, "nothing found", 8, [], far=[0, 1, 2]),
    ]


def _ring(rng, label, modes, good, far=(), corner=(), between=()):
    """Draw points at some modes of a ring, by their order."""
    std = float(rng.uniform(0.08, 0.12))
    angle = rng.uniform(0, 6) + 2 * np.pi * np.arange(modes) / modes
    centers = RADIUS * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    order = rng.permutation(modes)
    parts = [_around(rng, centers[order[k]], std, reach) for k in good for reach in (0.9, 2.8)]
    parts += [_around(rng, centers[order[k]], std, reach) for k in far for reach in (4.5, 9)]
    parts += [centers[order[k]] + rng.choice([-1, 1], (3, 2)) * 2.7 * std for k in corner]
    for k in between:
        centers = np.vstack([centers, centers[order[k]] + [std, 0]])
        parts.append(centers[[order[k]]] - [[0.3 * std, 0]])
    return Case(label, (rng.permutation(np.vstack(parts)), centers), {"std": std})


def _around(rng, center, std, reach):
    """Some points at the distance ``reach`` standard deviations."""
    angle = rng.uniform(0, 6, rng.integers(3, 8))
    return center + reach * std * np.stack([np.cos(angle), np.sin(angle)], axis=1)


QUESTION = Question(
    id="3_3.mode_coverage",
    points=1,
    difficulty=2,
    minutes=10,
    section="3.3, A ring of eight Gaussians",
    reference=mode_coverage,
    outputs=("modes found", "share of high quality"),
    intermediates=("distance", "nearest", "good"),
    cases=coverage_cases,
)
