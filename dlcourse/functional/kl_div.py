"""The Kullback-Leibler divergence: what it costs to believe in one distribution under another."""

import numpy as np

from ..settings import check_choice
from ._reduction import reduce_backward, reduce_forward
from .check import check_float, check_shape, refuse_unsupported


def kl_div_forward(log_probs, *, targets, reduction="mean", log_target=False, **unsupported):
    """loss[i] = p[i] (log p[i] - log_probs[i]), with 0 log 0 = 0: entries of KL(p ‖ exp log_probs).

    The sum over a whole distribution is never negative, for log t <= t - 1 gives
    Σ p log(q / p) <= Σ p (q / p - 1) = 0. One entry may be negative.

    Parameters
    ----------
    log_probs : array (N, ...)
        Logarithms of the distribution q that is judged.
    targets : array of the same shape
        The distribution p, or its logarithm if `log_target`.
    reduction : "none", "mean", "sum" or "batchmean"
        "batchmean" divides the sum by N and is the divergence of the definition; "mean" divides by
        the number of all entries.
    log_target : bool

    Returns
    -------
    out : array of the shape of log_probs, or (): one number
    cache : tuple

    Raises
    ------
    ValueError
        If shapes or dtypes differ, or the reduction is unknown.

    References
    ----------
    Solomon Kullback, Richard A. Leibler (1951), On information and sufficiency.

    Examples
    --------
    >>> half, sure = np.log([[0.5, 0.5]]), np.array([[1.0, 0.0]])
    >>> float(kl_div_forward(half, targets=sure, reduction="batchmean")[0]).__round__(4)
    0.6931
    """
    refuse_unsupported("kl_div", unsupported, "reduction, log_target")
    check_float(log_probs=log_probs, targets=targets)
    check_shape(log_probs.shape, targets=targets)
    check_choice("reduction", reduction, ("none", "mean", "sum", "batchmean"))
    p = np.exp(targets) if log_target else targets
    with np.errstate(divide="ignore", invalid="ignore"):
        log_p = targets if log_target else np.log(targets)
        certain = p * log_p if log_target else np.where(p == 0, 0, p * log_p)
        losses = certain - p * log_probs
    divisor = len(p) if reduction == "batchmean" and p.ndim else p.size
    reduction = "mean" if reduction == "batchmean" and p.ndim else reduction
    return reduce_forward(losses, reduction, divisor), (p, reduction, divisor)


def kl_div_backward(dout, cache):
    """dlog_probs[i] = -dout[i] p[i]: only what p expects pulls, and the entropy of p does not.

    With "mean" and "batchmean", dout[i] is the one dout over what the forward pass divided by.

    The result has the shape of log_probs. Raises ValueError where dout does not have the shape and
    dtype of out.

    >>> half, sure = np.log([[0.5, 0.5]]), np.array([[1.0, 0.0]])
    >>> kl_div_backward(1.0, kl_div_forward(half, targets=sure, reduction="sum")[1])
    array([[-1., -0.]])
    """
    p, reduction, divisor = cache
    return -reduce_backward(dout, p, reduction, divisor) * p
