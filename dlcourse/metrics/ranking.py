"""Metrics of a score that ranks examples: what each threshold finds, and what it costs.

`targets` (N,) holds 0 and 1, `scores` (N,) is larger the more an example looks like a 1. A
threshold t answers 1 where ``score >= t``. TP and FP are the ones and the zeros among those
answers, P and Q all ones and all zeros.
"""

import numpy as np

from ._check import check_ranking


def roc_curve(targets, scores):
    """False alarms and hits at every threshold: FP / Q against TP / P.

    Parameters
    ----------
    targets : array of int (N,)
        0 and 1, both at least once.
    scores : array (N,)

    Returns
    -------
    fpr, tpr, thresholds : arrays of one length
        One entry for each score that occurs, from the largest down, after a first one in which
        nothing is answered 1: its threshold is infinite. scikit-learn gives the same with
        ``drop_intermediate=False``.

    Raises
    ------
    ValueError
        If a class is missing, a target is neither 0 nor 1, a score is NaN, or the shapes differ.

    References
    ----------
    Tom Fawcett (2006), An introduction to ROC analysis.

    Examples
    --------
    >>> fpr, tpr, thresholds = roc_curve(np.array([0, 1, 1]), np.array([0.1, 0.3, 0.2]))
    >>> fpr.tolist(), tpr.tolist(), thresholds.tolist()
    ([0.0, 0.0, 0.0, 1.0], [0.0, 0.5, 1.0, 1.0], [inf, 0.3, 0.2, 0.1])
    """
    hits, alarms, thresholds = _counts(targets, scores)
    if not (hits[-1] and alarms[-1]):
        raise ValueError(f"targets must hold both 0 and 1, got only {int(hits[-1] > 0)}")
    return alarms / alarms[-1], hits / hits[-1], thresholds


def roc_auc_score(targets, scores):
    """Area under the ROC curve: the chance that a one has a larger score than a zero.

    A tie counts half. ½ is what chance gives, and the value does not depend on how many ones there
    are. Parameters and errors as `roc_curve`.

    References
    ----------
    J. A. Hanley, B. J. McNeil (1982), The meaning and use of the area under a receiver operating
    characteristic (ROC) curve.

    Examples
    --------
    >>> roc_auc_score(np.array([0, 1, 0, 1]), np.array([0.1, 0.3, 0.4, 0.8]))
    0.75
    """
    fpr, tpr, _ = roc_curve(targets, scores)
    return float(np.trapezoid(tpr, fpr))


def equal_error_rate(targets, scores):
    """Share of errors where both kinds are equally frequent: FP / Q = 1 - TP / P.

    The ROC curve joins its points by straight lines, each a mixture of two thresholds. The rate is
    where that curve meets the line fpr + tpr = 1, so ½ is what chance gives. Parameters and errors
    as `roc_curve`.

    References
    ----------
    Tom Fawcett (2006), An introduction to ROC analysis: points between two thresholds, section 10.

    Examples
    --------
    >>> equal_error_rate(np.array([0, 0, 1, 1]), np.array([0.1, 0.3, 0.2, 0.4]))
    0.5
    >>> equal_error_rate(np.array([0, 0, 0, 1]), np.array([0.1, 0.3, 0.4, 0.3])).__round__(4)
    0.5
    """
    fpr, tpr, _ = roc_curve(targets, scores)
    excess = fpr + tpr - 1  # from -1 to 1, and it never falls
    after = int(np.argmax(excess >= 0))
    low, high = excess[after - 1], excess[after]
    share = -low / (high - low)
    return float(fpr[after - 1] + share * (fpr[after] - fpr[after - 1]))


def precision_recall_curve(targets, scores):
    """Precision TP / (TP + FP) and recall TP / P at every threshold.

    Parameters
    ----------
    targets : array of int (N,)
        0 and 1, at least one 1.
    scores : array (N,)

    Returns
    -------
    precision, recall : arrays of one length
        As in scikit-learn, from the smallest threshold up, and at last the point (1, 0) of a
        threshold above all scores.
    thresholds : array, shorter by one

    Raises
    ------
    ValueError
        If no target is 1, a target is neither 0 nor 1, a score is NaN, or the shapes differ.

    Examples
    --------
    >>> precision, recall, _ = precision_recall_curve(np.array([1, 0]), np.array([0.1, 0.3]))
    >>> precision.tolist(), recall.tolist()
    ([0.5, 0.0, 1.0], [1.0, 0.0, 0.0])
    """
    hits, alarms, thresholds = _counts(targets, scores)
    if not hits[-1]:
        raise ValueError("targets must hold a 1, got only 0")
    precision = np.append(1.0, hits[1:] / (hits[1:] + alarms[1:]))
    return precision[::-1], hits[::-1] / hits[-1], thresholds[:0:-1]


def average_precision_score(targets, scores):
    """Mean precision over the recall that each threshold adds: Σₖ (Rₖ - Rₖ₋₁) Pₖ.

    Scores without meaning give the share of ones, so it has to be read beside that share.
    Parameters and errors as `precision_recall_curve`.

    References
    ----------
    Mu Zhu (2004), Recall, precision and average precision.

    Examples
    --------
    >>> average_precision_score(np.array([0, 1, 0, 1]), np.array([0.1, 0.3, 0.4, 0.8])).__round__(4)
    0.8333
    """
    precision, recall, _ = precision_recall_curve(targets, scores)
    return float(-np.sum(np.diff(recall) * precision[:-1]))


def _counts(targets, scores):
    """TP and FP as the threshold falls past each score that occurs, from none on."""
    targets, scores = check_ranking(targets, scores)
    order = np.argsort(-scores, kind="stable")
    targets, scores = targets[order], scores[order]
    last = np.flatnonzero(np.append(scores[1:] != scores[:-1], True))
    hits = np.append(0, np.cumsum(targets)[last])
    answered = np.append(0, last + 1)
    return hits, answered - hits, np.append(np.inf, scores[last])
