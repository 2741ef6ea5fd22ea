"""Metrics of probabilities: how far they are from what happened.

Both are proper: in the mean, no other answer is better than the true probability.
"""

import numpy as np

from ._check import check_distributions, check_ranking, check_scores


def brier_score_loss(targets, probabilities):
    """Mean squared distance of a probability from what happened.

    With two classes and probabilities p of class 1 it is the mean of ``(p - target)²``; with V
    columns it is the mean over examples of ``Σ_v (p_v - [v = target])²``, which for two columns is
    twice that.

    Parameters
    ----------
    targets : array of int (N,)
    probabilities : array (N,) or (N, V)
        Of class 1, or rows that sum to 1.

    Raises
    ------
    ValueError
        If a probability is not from 0 to 1, a row does not sum to 1, or the arrays do not fit.

    References
    ----------
    Glenn W. Brier (1950), Verification of forecasts expressed in terms of probability.

    Examples
    --------
    >>> brier_score_loss(np.array([0, 1]), np.array([0.5, 1.0]))
    0.125
    """
    targets, probabilities = _checked(targets, probabilities)
    if probabilities.ndim == 1:
        return float(np.mean((probabilities - targets) ** 2))
    happened = np.eye(probabilities.shape[1])[targets]
    return float(np.mean(np.sum((probabilities - happened) ** 2, axis=1)))


def log_loss(targets, probabilities):
    """Mean of -log of the probability that was given to what happened, in nats.

    As in scikit-learn, a probability is kept one rounding error away from 0 and 1: who was certain
    and wrong pays 36 in float64 and not infinity.

    Parameters and errors as `brier_score_loss`.

    Examples
    --------
    >>> log_loss(np.array([0, 1]), np.array([0.5, 1.0])).__round__(4)
    0.3466
    """
    targets, probabilities = _checked(targets, probabilities)
    if probabilities.ndim == 1:
        probabilities = np.stack([1 - probabilities, probabilities], axis=1)
    error = np.finfo(probabilities.dtype).eps
    happened = probabilities[np.arange(len(targets)), targets]
    return float(-np.mean(np.log(np.clip(happened, error, 1 - error))))


def _checked(targets, probabilities):
    if np.ndim(probabilities) == 2:
        targets, probabilities = check_scores(targets, probabilities, "probabilities")
        check_distributions(probabilities)
        return targets, probabilities
    targets, probabilities = check_ranking(targets, probabilities, "probabilities")
    if probabilities.min() < 0 or probabilities.max() > 1:
        raise ValueError(
            f"probabilities must be from 0 to 1, got {probabilities.min()} to {probabilities.max()}"
        )
    return targets, probabilities
