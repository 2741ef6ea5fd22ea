"""Metrics of scores: what the numbers behind an answer are worth."""

from typing import NamedTuple

import numpy as np

from ..settings import check_integer
from ._check import check_distributions, check_scores


def top_k_accuracy(targets, scores, *, k=2):
    """Share of examples whose true class is among the k highest scores.

    Of equal scores, the later class counts as higher, as in scikit-learn.

    Parameters
    ----------
    targets : array of int (N,)
    scores : array (N, V)
    k : int
        From 1 to V.

    Raises
    ------
    ValueError
        If k, a class or a shape is out of range.

    Examples
    --------
    >>> top_k_accuracy(np.array([2, 0]), np.array([[1.0, 3.0, 2.0], [0.0, 1.0, 2.0]]), k=2)
    0.5
    """
    targets, scores = check_scores(targets, scores)
    check_integer("k", k, 1, scores.shape[1])
    best = np.argsort(scores, axis=1, kind="stable")[:, ::-1][:, :k]
    return float(np.mean((best == targets[:, None]).any(axis=1)))


class Reliability(NamedTuple):
    """One entry per bin that is not empty."""

    accuracy: np.ndarray  # share of right answers
    confidence: np.ndarray  # mean probability of the answers
    count: np.ndarray  # number of answers


def reliability_curve(targets, probabilities, *, bins=10):
    """Accuracy against confidence, in bins of equal width over the answers' probability.

    The answer is the most probable class, its probability the confidence. A network is calibrated
    where the two are equal. Bin b holds the confidences above b / bins, up to (b + 1) / bins.

    Parameters
    ----------
    targets : array of int (N,)
    probabilities : array (N, V)
        Rows that sum to 1.
    bins : int

    Returns
    -------
    Reliability
        ``accuracy, confidence, count`` of the bins that are not empty.

    Raises
    ------
    ValueError
        If a row is not a distribution, or the arrays do not fit.

    References
    ----------
    Chuan Guo et al. (2017), On calibration of modern neural networks, equations 2 and 3.
    """
    targets, probabilities = check_scores(targets, probabilities, "probabilities")
    check_integer("bins", bins, low=1)
    check_distributions(probabilities)
    confidence = probabilities.max(axis=1).astype(np.float64)
    right = (probabilities.argmax(axis=1) == targets).astype(np.float64)
    bin_of = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], confidence)
    count = np.bincount(bin_of, minlength=bins)
    full = count > 0
    sums = [np.bincount(bin_of, values, minlength=bins)[full] for values in (right, confidence)]
    return Reliability(sums[0] / count[full], sums[1] / count[full], count[full])


def expected_calibration_error(targets, probabilities, *, bins=15):
    """Mean gap between confidence and accuracy: ``Σ_b count_b |accuracy_b - confidence_b| / N``.

    Parameters and errors as `reliability_curve`.

    References
    ----------
    Chuan Guo et al. (2017), On calibration of modern neural networks, equation 5.

    Examples
    --------
    >>> sure_but_half_right = np.array([[1.0, 0.0], [1.0, 0.0]])
    >>> expected_calibration_error(np.array([0, 1]), sure_but_half_right)
    0.5
    """
    curve = reliability_curve(targets, probabilities, bins=bins)
    gaps = np.abs(curve.accuracy - curve.confidence)
    return float(gaps @ curve.count / curve.count.sum())
