"""Losses for numbers and for yes-or-no answers: how wrong is the network, and in which direction?

The targets are a setting, so one gradient comes back. With ``reduction="none"`` each entry has its
own loss; "sum" adds them up, and "mean" divides the sum by their number.
"""

import numpy as np

from ._reduction import check_errors, check_reduction, reduce_backward, reduce_forward
from .activations import sigmoid_forward, softplus_forward
from .check import check_float, check_shape, refuse_unsupported


def mse_loss_forward(x, *, targets, reduction="mean", weight=None, **unsupported):
    """Squared error: loss[i] = weight[i] (x[i] - targets[i])².

    Parameters
    ----------
    x, targets : arrays of one shape
        PyTorch broadcasts other shapes, with a warning that this is rarely meant. Here they are
        refused.
    reduction : "none", "mean" or "sum"
    weight : array of the same shape, optional
        With it, "mean" divides by the sum of the weights.

    Returns
    -------
    out : array of the shape of x, or (): one number, if the reduction is "mean" or "sum"
    cache : tuple

    Raises
    ------
    ValueError
        If shapes or dtypes differ, or the reduction is unknown.

    References
    ----------
    Goodfellow, Bengio, Courville (2016), Deep Learning, section 6.2.2.1.

    Examples
    --------
    >>> float(mse_loss_forward(np.array([1.0, 5.0]), targets=np.array([1.0, 2.0]))[0])
    4.5
    """
    refuse_unsupported("mse_loss", unsupported, "reduction, weight")
    check_errors(x, targets, weight, reduction)
    error = x - targets
    weighted = error if weight is None else weight * error
    divisor = x.size if weight is None else weight.sum()
    return reduce_forward(weighted * error, reduction, divisor), (weighted, reduction, divisor)


def mse_loss_backward(dout, cache):
    """dx[i] = dout[i] · 2 weight[i] (x[i] - targets[i]): a step against it goes to the target.

    With "mean", dout[i] is the one dout over what the forward pass divided by; with "sum", dout.

    dx has the shape of x. Raises ValueError where dout does not have the shape and dtype of out.

    >>> x, targets = np.array([1.0, 5.0]), np.array([1.0, 2.0])
    >>> mse_loss_backward(1.0, mse_loss_forward(x, targets=targets)[1])
    array([0., 3.])
    """
    weighted, reduction, divisor = cache
    return 2 * reduce_backward(dout, weighted, reduction, divisor) * weighted


def binary_cross_entropy_with_logits_forward(
    logits, *, targets, weight=None, reduction="mean", pos_weight=None, **unsupported
):
    """loss[i] = -weight[i] (pos_weight[i] t log σ(z) + (1 - t) log(1 - σ(z))).

    Here z = logits[i], t = targets[i] and σ is the sigmoid. With -log σ(z) = softplus(-z) and
    log(1 - σ(z)) = log σ(z) - z, nothing overflows, however large the logits are.

    Parameters
    ----------
    logits, targets : arrays of one shape
        A target is the probability of "yes".
    weight, pos_weight : arrays that broadcast to that shape, optional
        Weights of the whole loss, and of its "yes" part alone.
    reduction : "none", "mean" or "sum"

    Returns
    -------
    out : array of the shape of logits, or (): one number, if the reduction is "mean" or "sum"
    cache : tuple

    Raises
    ------
    ValueError
        If shapes do not fit, dtypes differ, or the reduction is unknown.

    References
    ----------
    Goodfellow, Bengio, Courville (2016), Deep Learning, section 6.2.2.2.

    Examples
    --------
    >>> logits, targets = np.array([1000.0, 1000.0]), np.array([1.0, 0.0])
    >>> binary_cross_entropy_with_logits_forward(logits, targets=targets, reduction="none")[0]
    array([   0., 1000.])
    """
    op, supported = "binary_cross_entropy_with_logits", "weight, reduction, pos_weight"
    refuse_unsupported(op, unsupported, supported)
    weights = {"weight": weight, "pos_weight": pos_weight}
    check_float(logits=logits, targets=targets, **weights, optional=tuple(weights))
    check_shape(logits.shape, targets=targets)
    _check_broadcast(logits, **weights)
    check_reduction(reduction)
    yes = targets if pos_weight is None else pos_weight * targets
    surprise, _ = softplus_forward(-logits, threshold=np.inf)
    losses = (1 - targets) * logits + (1 - targets + yes) * surprise
    losses = losses if weight is None else weight * losses
    out = reduce_forward(losses, reduction, losses.size)
    return out, (logits, targets, yes, weight, reduction)


def binary_cross_entropy_with_logits_backward(dout, cache):
    """dlogits[i] = dout[i] weight[i] ((1 - t) σ(z) - pos_weight[i] t (1 - σ(z))).

    Without pos_weight this is σ(z) - t: the slope of the logarithm cancels that of the sigmoid, so
    a confident mistake still has a gradient. As for `mse_loss_backward`, dout[i] is the share of
    entry i.

    dlogits has the shape of logits. Raises ValueError where dout does not have the shape and dtype
    of out.

    >>> logits, targets = np.array([0.0, 1000.0]), np.array([1.0, 0.0])
    >>> _, cache = binary_cross_entropy_with_logits_forward(
    ...     logits, targets=targets, reduction="sum"
    ... )
    >>> binary_cross_entropy_with_logits_backward(1.0, cache)
    array([-0.5,  1. ])
    """
    logits, targets, yes, weight, reduction = cache
    dout = reduce_backward(dout, logits, reduction, logits.size)
    dout = dout if weight is None else dout * weight
    (no_prob, _), (yes_prob, _) = sigmoid_forward(-logits), sigmoid_forward(logits)
    return dout * ((1 - targets) * yes_prob - yes * no_prob)


def _check_broadcast(logits, **arrays):
    for name, array in arrays.items():
        if array is None:
            continue
        pairs = zip(array.shape[::-1], logits.shape[::-1], strict=False)
        if array.ndim > logits.ndim or any(a not in (1, size) for a, size in pairs):
            raise ValueError(
                f"{name} must broadcast to logits: {name} {array.shape}, logits {logits.shape}"
            )
