"""How many modes a generator has found, and how many of its points are any good."""

import numpy as np

from .._forbids import LIBRARIES
from .._question import Case, Mistake, Question

RADIUS = 5.0


def measure(points, centers, limit, *, measured=np.linalg.norm):
    """Nearest center of each point, and whether it is within the limit."""
    distance = measured(points[:, None] - centers, axis=2)
    return distance.argmin(axis=1), distance.min(axis=1) <= limit


def mode_coverage(points, centers, *, std):
    """Count the modes that have a point of high quality, and the share of such points."""
    nearest, good = measure(points, centers, 3 * std)
    return len(np.unique(nearest[good])), good.mean()


def any_point(points, centers, *, std):
    """Let bad points find modes, too."""
    nearest, good = measure(points, centers, 3 * std)
    return len(np.unique(nearest)), good.mean()


def every_mode(points, centers, *, std):
    """Let a point find each mode within reach."""
    distance = np.linalg.norm(points[:, None] - centers, axis=2)
    close = distance <= 3 * std
    return int(close.any(axis=0).sum()), close.any(axis=1).mean()


def within(limit):
    """Make a mistake: another limit of quality."""

    def wrong(points, centers, *, std):
        nearest, good = measure(points, centers, limit(std))
        return len(np.unique(nearest[good])), good.mean()

    return wrong


def in_a_box(points, centers, *, std):
    """Hold each coordinate against the limit by itself."""
    nearest = measure(points, centers, 0)[0]
    good = (np.abs(points - centers[nearest]) <= 3 * std).all(axis=1)
    return len(np.unique(nearest[good])), good.mean()


def squared(points, centers, *, std):
    """Forget the root of the distance."""
    nearest = measure(points, centers, 0)[0]
    good = ((points - centers[nearest]) ** 2).sum(axis=1) <= 3 * std
    return len(np.unique(nearest[good])), good.mean()


def share_of_modes(points, centers, *, std):
    """Give the share of the modes as that of the points."""
    found, _ = mode_coverage(points, centers, std=std)
    return found, found / len(centers)


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
        points = np.vstack(parts)
        return Case(label, (rng.permutation(points), centers), {"std": std})

    modes = int(rng.integers(4, 8))
    return [
        case("all found", modes, range(modes)),
        case("one mode", 8, [0], far=[4]),
        case("bad points", 8, [0, 1, 2], far=[2, 3, 4]),
        case("bad points", 6, [0, 1], far=[1, 5]),
        case("just outside", 8, [0, 1, 2, 3], corner=[3, 4]),
        case("just outside", 7, [0, 1], far=[2], corner=[5]),
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
    cases=coverage_cases,
    outputs=("modes found", "share of high quality"),
    forbids=(*LIBRARIES, "dlcourse.metrics", "dlcourse.adversarial"),
    mistakes=[
        Mistake(
            "any point finds a mode",
            "A point far from all centers has a nearest one, too. Only a good point finds a mode.",
            any_point,
        ),
        Mistake(
            "a point finds every mode within reach",
            "Each point belongs to one mode only, the nearest.",
            every_mode,
        ),
        Mistake(
            "one standard deviation",
            "The limit is three standard deviations.",
            within(lambda std: std),
        ),
        Mistake(
            "the limit does not know std",
            "Three standard deviations, in the units of the points.",
            within(lambda std: 3.0),
        ),
        Mistake(
            "each coordinate is judged by itself",
            "A corner of the square is farther away than its sides: take the distance.",
            in_a_box,
        ),
        Mistake(
            "the distance is not rooted",
            "A squared distance has other units than std.",
            squared,
        ),
        Mistake(
            "the share of the modes in place of the points",
            "Quality is a share of all points. How many modes there are does not enter it.",
            share_of_modes,
        ),
    ],
    hints=[
        "All distances at once: points[:, None] - centers has the shape (N, K, 2).",
        "Two questions to each point: which center is nearest, and is it near enough?",
        "Which different numbers occur among the nearest centers of the good points?",
    ],
)
