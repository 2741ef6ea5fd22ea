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

    def case(label, modes, good, far=(), corner=(), between=()):
        std = float(rng.uniform(0.08, 0.12))
        angle = rng.uniform(0, 6) + 2 * np.pi * np.arange(modes) / modes
        centers = RADIUS * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        order = rng.permutation(modes)
        parts = [_around(rng, centers[order[k]], std, reach) for k in good for reach in (0.9, 2.8)]
        parts += [_around(rng, centers[order[k]], std, reach) for k in far for reach in (4.5, 9)]
        parts += [centers[order[k]] + rng.choice([-1, 1], (3, 2)) * 2.7 * std for k in corner]
        for k in between:
            twin = centers[order[k]] + [std, 0]
            centers = np.vstack([centers, twin])
            parts.append(centers[[order[k]]] - [[0.3 * std, 0]])
        return Case(label, (rng.permutation(np.vstack(parts)), centers), {"std": std})

    far = int(rng.integers(8, 12))
    pair = np.array([[0, 0], [far, 0]], float)
    edge = np.array([[1.5, 0], [far, 2], [far - 3, 0]])  # std is one half
    modes = int(rng.integers(4, 8))
    return [
        case("all found", modes, range(modes)),
        case("one mode", 8, [0], far=[4]),
        case("bad points", 8, [0, 1, 2], far=[2, 3, 4]),
        case("bad points", 6, [0, 1], far=[1, 5]),
        case("just outside", 8, [0, 1, 2, 3], corner=[3, 4]),
        case("just outside", 7, [0, 1], far=[2], corner=[5]),
        Case("on the edge", (edge, pair), {"std": 0.5}),
        case("modes that overlap", 4, [0], between=[1, 2]),
        case("nothing found", 8, [], far=[0, 1, 2]),
    ]


def _around(rng, center, std, reach):
    """Some points at the distance ``reach`` standard deviations."""
    angle = rng.uniform(0, 6, rng.integers(3, 8))
    return center + reach * std * np.stack([np.cos(angle), np.sin(angle)], axis=1)


QUESTION = Question(
    id="3_3.mode_coverage",
    points=2,
    difficulty=2,
    minutes=15,
    section="3.3, A ring of eight Gaussians",
    reference=mode_coverage,
    outputs=("modes found", "share of high quality"),
    cases=coverage_cases,
)
