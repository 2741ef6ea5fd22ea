"""Metrics of generated points, where the places that should be found are known."""

from typing import NamedTuple

import numpy as np

from .._settings import check_integer, check_number


class ModeCoverage(NamedTuple):
    """Which modes were found, and how many points are any good.

    ``found``: number of modes; ``high_quality``: share of all points; ``counts``: array of int
    (K,), high-quality points of each mode.
    """

    found: int
    high_quality: float
    counts: np.ndarray


def mode_coverage(points, centers, *, std, deviations=3.0, at_least=1):
    """Count the modes that generated points have found.

    A point belongs to the nearest center. It is of high quality if it is at most ``deviations ·
    std`` away. A mode is found if it has `at_least` such points.

    Parameters
    ----------
    points : array (N, D)
    centers : array (K, D)
    std : float
        Standard deviation of each Gaussian in each direction, above 0.
    deviations : float
        Of 100 points of a Gaussian in two dimensions, 98.9 lie within 3.
    at_least : int
        High-quality points that make a mode found; 1 in the paper.

    Returns
    -------
    ModeCoverage
        ``found, high_quality, counts``.

    Raises
    ------
    ValueError
        If the arrays do not fit each other, or a setting is out of its range.

    Sources
    -------
    Akash Srivastava, Lazar Valkov, Chris Russell, Michael Gutmann, Charles Sutton (2017), VEEGAN:
    Reducing Mode Collapse in GANs using Implicit Variational Learning, section 4.1, which takes
    2500 points.

    Examples
    --------
    >>> points = np.array([[0.0, 0.1], [0.2, 0.0], [5.0, 5.0]])
    >>> mode_coverage(points, np.array([[0.0, 0.0], [1.0, 0.0]]), std=0.1)
    ModeCoverage(found=1, high_quality=0.6666666666666666, counts=array([2, 0]))
    """
    points, centers = np.asarray(points), np.asarray(centers)
    good = points.ndim == centers.ndim == 2 and points.shape[1] == centers.shape[1]
    if not good or 0 in (len(points), len(centers)):
        raise ValueError(
            "points and centers must be arrays (N, D) and (K, D) with N and K at least 1, "
            f"got {points.shape} and {centers.shape}"
        )
    if check_number("std", std) <= 0:
        raise ValueError(f"std must be above 0, got {std}")
    check_number("deviations", deviations, low=0)
    check_integer("at_least", at_least, low=1)
    distance = np.linalg.norm(points[:, None] - centers, axis=2)
    near = distance.min(axis=1) <= deviations * std
    counts = np.bincount(distance.argmin(axis=1)[near], minlength=len(centers))
    return ModeCoverage(int((counts >= at_least).sum()), float(near.mean()), counts)
