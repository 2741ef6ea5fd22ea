"""Metrics of what a generator makes: is everything there, is it good, is it more than a copy?"""

from math import prod
from typing import NamedTuple

import numpy as np

from ..settings import check_integer, check_number
from ._check import check_distributions


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

    References
    ----------
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


class ClassCoverage(NamedTuple):
    """Which classes a judge sees in generated images, and how sure it is.

    ``found``: number of classes; ``confidence``: mean probability of the answers; ``counts``: array
    of int (V,), images of each class.
    """

    found: int
    confidence: float
    counts: np.ndarray


def class_coverage(probabilities, *, at_least=1):
    """Count the classes that a classifier sees in generated images.

    Parameters
    ----------
    probabilities : array (N, V)
        The classifier's, in rows that sum to 1.
    at_least : int
        Images of a class that make it found.

    Returns
    -------
    ClassCoverage
        ``found, confidence, counts``. Confidence alone is no praise: a generator of one perfect
        image has all of it.

    Raises
    ------
    ValueError
        If a row is not a distribution, or at_least is no integer of at least 1.

    Examples
    --------
    >>> class_coverage(np.array([[0.75, 0.25, 0.0], [0.25, 0.75, 0.0]]))
    ClassCoverage(found=2, confidence=0.75, counts=array([1, 1, 0]))
    """
    probabilities = np.asarray(probabilities)
    if probabilities.ndim != 2 or 0 in probabilities.shape:
        raise ValueError(f"probabilities must have shape (N, V), got {probabilities.shape}")
    check_distributions(probabilities)
    check_integer("at_least", at_least, low=1)
    counts = np.bincount(probabilities.argmax(axis=1), minlength=probabilities.shape[1])
    confidence = float(probabilities.max(axis=1).mean(dtype=np.float64))
    return ClassCoverage(int((counts >= at_least).sum()), confidence, counts)


class Nearest(NamedTuple):
    """The example next to each image: ``index`` (N,), and how far it is: ``distance`` (N,)."""

    index: np.ndarray
    distance: np.ndarray


def nearest_examples(images, examples):
    """Find the example that is nearest to each image: a copy has the distance 0.

        distance[n] = min_m ‖images[n] - examples[m]‖

    How small is suspicious? New real images show it: compare with their distances.

    Parameters
    ----------
    images : array (N, ...)
    examples : array (M, ...)
        Of the same shape but for M.

    Returns
    -------
    Nearest
        ``index, distance``.

    Raises
    ------
    ValueError
        If the shapes do not fit.

    Examples
    --------
    >>> nearest_examples(np.array([[3.0, 4.0]]), np.array([[9.0, 9.0], [0.0, 0.0]]))
    Nearest(index=array([1]), distance=array([5.]))
    """
    images, examples = np.asarray(images), np.asarray(examples)
    same = images.ndim == examples.ndim >= 1 and images.shape[1:] == examples.shape[1:]
    if not same or not len(examples):
        raise ValueError(
            "images and examples must have the same shape but for their number, of at least 1, "
            f"got {images.shape} and {examples.shape}"
        )
    size = prod(images.shape[1:])
    a, b = (np.asarray(x, np.float64).reshape(len(x), size) for x in (images, examples))
    index = np.array([((b - row) ** 2).sum(axis=1).argmin() for row in a], np.int64)
    return Nearest(index, np.linalg.norm(a - b[index], axis=1))
