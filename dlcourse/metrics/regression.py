"""Metrics of predicted numbers."""

import numpy as np

from ._check import check_numbers


def r2_score(targets, predictions):
    """Share of the variance that is explained: ``1 - Σ (t - p)² / Σ (t - mean t)²``.

    0 is what the mean of these very targets reaches, and below 0 is worse than that.

    Parameters
    ----------
    targets, predictions : arrays (N,)

    Raises
    ------
    ValueError
        If all targets are equal, so that there is nothing to explain, or the arrays do not fit.

    References
    ----------
    Sewall Wright (1921), Correlation and causation.

    Examples
    --------
    >>> r2_score(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 2.0]))
    0.5
    """
    targets, predictions = check_numbers(targets, predictions)
    total = np.sum((targets - targets.mean()) ** 2)
    if total == 0:
        raise ValueError(f"targets must differ, got {targets[0]:g} {len(targets)} times")
    return float(1 - np.sum((targets - predictions) ** 2) / total)
