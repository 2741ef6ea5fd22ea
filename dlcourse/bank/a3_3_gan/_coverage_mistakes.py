"""What goes wrong when modes are counted."""

import numpy as np

from ...exercises.question import Mistake


def distances(points, centers):
    """From each point to each center, (N, K)."""
    return np.linalg.norm(points[:, None] - centers, axis=2)


def measure(points, centers, limit):
    """Nearest center of each point, and whether it is within the limit."""
    distance = distances(points, centers)
    return distance.argmin(axis=1), distance.min(axis=1) <= limit


def coverage(nearest, good):
    """Different numbers among the nearest centers of good points, and the share of these."""
    return len(np.unique(nearest[good])), good.mean()


def within(limit):
    """Make a mistake: another limit of quality."""
    return lambda points, centers, *, std: coverage(*measure(points, centers, limit(std)))


def by(distance):
    """Make a mistake: another distance, of the differences (N, K, 2)."""

    def wrong(points, centers, *, std):
        far = distance(points[:, None] - centers)
        return coverage(far.argmin(axis=1), far.min(axis=1) <= 3 * std)

    return wrong


def counted(change):
    """Make a mistake: other numbers from each point's nearest center and quality."""
    return lambda points, centers, *, std: change(*measure(points, centers, 3 * std))


def every_mode(points, centers, *, std):
    """Let a point find each mode within reach."""
    close = distances(points, centers) <= 3 * std
    return int(close.any(axis=0).sum()), close.any(axis=1).mean()


def pairs(points, centers, *, std):
    """Divide by the number of all pairs of a point and a center."""
    found, _ = coverage(*measure(points, centers, 3 * std))
    return found, (distances(points, centers) <= 3 * std).mean()


def each_center(points, centers, *, std):
    """Ask each center for its nearest point."""
    near = distances(points, centers).min(axis=0) <= 3 * std
    return int(near.sum()), near.mean()


def in_a_box(points, centers, *, std):
    """Hold each coordinate against the limit by itself."""
    nearest = measure(points, centers, 0)[0]
    return coverage(nearest, (np.abs(points - centers[nearest]) <= 3 * std).all(axis=1))


def squared(points, centers, *, std):
    """Forget the root of the distance."""
    nearest = measure(points, centers, 0)[0]
    return coverage(nearest, ((points - centers[nearest]) ** 2).sum(axis=1) <= 3 * std)


def share_of_modes(points, centers, *, std):
    """Give the share of the modes as that of the points."""
    found, _ = coverage(*measure(points, centers, 3 * std))
    return found, found / len(centers)


NUMBERS = [
    Mistake(
        "the number of good points in place of the modes",
        "Many points can lie at one mode. How many different modes do they lie at?",
        counted(lambda nearest, good: (int(good.sum()), good.mean())),
    ),
    Mistake(
        "the bad points count as a mode of their own",
        "What marks the bad points is not the number of a mode: leave it out.",
        counted(lambda nearest, good: (len(np.unique(np.where(good, nearest, -1))), good.mean())),
    ),
    Mistake(
        "the first mode is lost",
        "The centers are numbered from 0. So 0 does not mean that nothing was found.",
        counted(lambda nearest, good: (len(set(nearest[good].tolist()) - {0}), good.mean())),
    ),
    Mistake(
        "the quality is a number of points",
        "A share is between 0 and 1.",
        counted(lambda nearest, good: (coverage(nearest, good)[0], float(good.sum()))),
    ),
    Mistake(
        "the quality is in percent",
        "A share is between 0 and 1.",
        counted(lambda nearest, good: (coverage(nearest, good)[0], 100 * good.mean())),
    ),
    Mistake(
        "the share of the modes in place of the points",
        "Quality is a share of all points. How many modes there are does not enter it.",
        share_of_modes,
    ),
    Mistake(
        "a share of all pairs",
        "Each point counts once: it is good if its nearest center is near enough.",
        pairs,
    ),
    Mistake(
        "each center is asked for its nearest point",
        "Each point is asked for its nearest center: mind the axis of the minimum.",
        each_center,
    ),
]
MISTAKES = [
    Mistake(
        "any point finds a mode",
        "A point far from all centers has a nearest one, too. Only a good point finds a mode.",
        counted(lambda nearest, good: (len(np.unique(nearest)), good.mean())),
    ),
    Mistake(
        "a point finds every mode within reach",
        "Each point belongs to one mode only, the nearest.",
        every_mode,
    ),
    Mistake(
        "the limit is too narrow",
        "The limit is three standard deviations.",
        within(lambda std: std),
    ),
    Mistake(
        "the limit is made of the variance",
        "Three standard deviations: std is one already.",
        within(lambda std: 3 * std**2),
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
        "the coordinates' differences are added",
        "The way around the corner is longer than the distance.",
        by(lambda difference: np.abs(difference).sum(axis=2)),
    ),
    Mistake(
        "one coordinate is left out",
        "The distance has both coordinates in it.",
        by(lambda difference: np.abs(difference[..., 0])),
    ),
    Mistake(
        "the distance is not rooted",
        "A squared distance has other units than std.",
        squared,
    ),
    *NUMBERS,
]
