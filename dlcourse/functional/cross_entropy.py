"""Losses for one answer out of C classes.

Classes lie on axis 1, (N, C, ...), or on axis 0 where the input is one example, (C,). Targets are
class numbers of shape (N, ...), or, for `cross_entropy`, probabilities of the shape of the logits.

Logits (N, T, V) of sequences have their classes last. ``logits.reshape(-1, V)`` with
``targets.reshape(-1)`` puts them on axis 1; targets behind the end of a sequence are ignored.
"""

import numpy as np

from ..settings import check_integer, check_number
from ._reduction import check_reduction, reduce_backward, reduce_forward
from .check import check_float, check_integers, check_shape, refuse_unsupported
from .softmax import log_softmax_backward, log_softmax_forward


def nll_loss_forward(
    log_probs, *, targets, weight=None, ignore_index=-100, reduction="mean", **unsupported
):
    """Negative log-likelihood: loss[n] = -weight[t] log_probs[n, t], where t = targets[n].

    Source: Goodfellow, Bengio, Courville (2016), Deep Learning, section 5.5.

    Parameters
    ----------
    log_probs : array (N, C, ...) or (C,)
    targets : array of integers (N, ...) or ()
        Classes from 0 to C - 1, or `ignore_index`.
    weight : array (C,), optional
        One weight per class. "mean" divides by the sum of the weights of the targets.
    ignore_index : int
        Targets of this value have no loss, no gradient and no part in the mean.
    reduction : "none", "mean" or "sum"
        The mean is nan if every target is ignored, or there is none.

    Returns
    -------
    out : array (N, ...) or (); one number () if the reduction is "mean" or "sum"
    cache : tuple

    Raises
    ------
    ValueError
        If shapes do not fit, targets are not integers, or a class does not exist.

    Examples
    --------
    >>> log_probs = np.log(np.array([[0.5, 0.25, 0.25], [0.25, 0.25, 0.5]]))
    >>> nll_loss_forward(log_probs, targets=np.array([0, 1]), reduction="none")[0].round(4)
    array([0.6931, 1.3863])
    """
    refuse_unsupported("nll_loss", unsupported, "weight, ignore_index, reduction")
    check_float(log_probs=log_probs, weight=weight, optional=("weight",))
    check_reduction(reduction)
    check_integer("ignore_index", ignore_index)
    axis = _class_axis("log_probs", log_probs, weight)
    index, ignored, weights = _look_up(log_probs, targets, weight, ignore_index, axis)
    surprise = np.where(ignored, 0, -np.take_along_axis(log_probs, index, axis).squeeze(axis))
    out = reduce_forward(weights * surprise, reduction, weights.sum())
    return out, (log_probs, index, ignored, weights, axis, reduction)


def nll_loss_backward(dout, cache):
    """dlog_probs[n, c] = -dout[n] weight[c] [c = targets[n]]: only the target's entry was read.

    dlog_probs has the shape of log_probs. Raises ValueError where dout does not have the shape and
    dtype of out.

    >>> _, cache = nll_loss_forward(np.log([[0.5, 0.25, 0.25]]), targets=np.array([2]))
    >>> nll_loss_backward(1.0, cache)
    array([[ 0.,  0., -1.]])
    """
    log_probs, index, ignored, weights, axis, reduction = cache
    dout = reduce_backward(dout, weights, reduction, weights.sum())
    with np.errstate(invalid="ignore"):  # 0 · inf where all weights of a mean are 0: nan
        entries = -weights * np.where(ignored, 0, dout)
    dlog_probs = np.zeros_like(log_probs)
    np.put_along_axis(dlog_probs, index, np.expand_dims(entries, axis), axis)
    return dlog_probs


def cross_entropy_forward(
    logits,
    *,
    targets,
    weight=None,
    ignore_index=-100,
    reduction="mean",
    label_smoothing=0.0,
    **unsupported,
):
    """loss[n] = -Σ_c q[n, c] log softmax(logits)[n, c].

    q[n, c] = weight[c] ((1 - label_smoothing) p[n, c] + label_smoothing / C), where p are the
    probabilities that the targets give. A class number gives 1 to that class, 0 to the others.

    Parameters
    ----------
    logits : array (N, C, ...) or (C,)
    targets : integers (N, ...) or (), or probabilities of the shape of logits
    weight : array (C,), optional
        One weight per class. "mean" divides by the sum of the weights of the targets, or by their
        number where they are probabilities.
    ignore_index : int
        Targets of this value have no loss, no gradient and no part in the mean.
    reduction : "none", "mean" or "sum"
        The mean is nan if every target is ignored, or there is none.
    label_smoothing : float from 0 to 1

    Returns
    -------
    out : array (N, ...) or (); one number () if the reduction is "mean" or "sum"
    cache : tuple

    Raises
    ------
    ValueError
        If shapes do not fit, a class does not exist, or a setting is out of range.

    References
    ----------
    Goodfellow, Bengio, Courville (2016), Deep Learning, section 6.2.2.3.
    Label smoothing: Szegedy, Vanhoucke, Ioffe, Shlens, Wojna (2016), Rethinking the Inception
    Architecture for Computer Vision.

    Examples
    --------
    >>> loss, _ = cross_entropy_forward(np.zeros((2, 4)), targets=np.array([3, 0]))
    >>> round(float(loss), 4)  # four equal classes: log 4
    1.3863
    """
    supported = "weight, ignore_index, reduction, label_smoothing"
    refuse_unsupported("cross_entropy", unsupported, supported)
    check_float(logits=logits, weight=weight, optional=("weight",))
    smoothing = check_number("label_smoothing", label_smoothing, 0, 1)
    axis = _class_axis("logits", logits, weight)
    log_probs, softmax_cache = log_softmax_forward(logits, dim=axis)
    settings = {"weight": weight, "ignore_index": ignore_index, "reduction": reduction}
    if smoothing or np.shape(targets) == logits.shape:
        forward, backward = _mixture_forward, _mixture_backward
        settings.update(axis=axis, smoothing=smoothing)
    else:
        forward, backward = nll_loss_forward, nll_loss_backward
    out, cache = forward(log_probs, targets=targets, **settings)
    return out, (softmax_cache, backward, cache)


def cross_entropy_backward(dout, cache):
    """dlogits[n, c] = dout[n] (softmax(logits)[n, c] - q[n, c]).

    The slope of the logarithm cancels that of the softmax: what is left is the answer given minus
    the answer wanted. (With weights, softmax is multiplied by Σ_c q[n, c], which is no longer 1.)

    dlogits has the shape of logits. Raises ValueError where dout does not have the shape and dtype
    of out.

    >>> _, cache = cross_entropy_forward(np.zeros((1, 4)), targets=np.array([3]))
    >>> cross_entropy_backward(1.0, cache)
    array([[ 0.25,  0.25,  0.25, -0.75]])
    """
    softmax_cache, backward, cache = cache
    return log_softmax_backward(backward(dout, cache), softmax_cache)


def _mixture_forward(log_probs, *, targets, weight, ignore_index, reduction, axis, smoothing):
    check_reduction(reduction)
    check_integer("ignore_index", ignore_index)
    classes = log_probs.shape[axis]
    q, ignored, divisor = _probabilities(log_probs, targets, weight, ignore_index, axis)
    q = (1 - smoothing) * q + smoothing / max(classes, 1)
    if weight is not None:
        q *= np.expand_dims(weight, tuple(range(1, log_probs.ndim - axis)))
    losses = np.where(ignored, 0, -(q * log_probs).sum(axis=axis))
    out = reduce_forward(losses, reduction, divisor)
    return out, (q, ignored, losses, axis, reduction, divisor)


def _mixture_backward(dout, cache):
    q, ignored, losses, axis, reduction, divisor = cache
    dout = np.where(ignored, 0, reduce_backward(dout, losses, reduction, divisor))
    with np.errstate(invalid="ignore"):  # 0 · inf where all weights of a mean are 0: nan
        return -q * np.expand_dims(dout, axis)


def _probabilities(log_probs, targets, weight, ignore_index, axis):
    """Targets as probabilities, which of them are ignored, and what the mean divides by."""
    if np.shape(targets) == log_probs.shape:
        check_float(logits=log_probs, targets=targets)
        if ignore_index >= 0:
            raise ValueError(f"ignore_index={ignore_index} needs targets that are class numbers")
        ignored = np.zeros(targets.shape[:axis] + targets.shape[axis + 1 :], bool)
        return targets, ignored, ignored.size
    index, ignored, weights = _look_up(log_probs, targets, weight, ignore_index, axis)
    one_hot = np.zeros_like(log_probs)
    np.put_along_axis(one_hot, index, 1, axis)
    return one_hot, ignored, weights.sum()


def _class_axis(name, array, weight):
    if array.ndim == 0 or array.size == 0 == array.shape[min(1, array.ndim - 1)]:
        raise ValueError(f"{name} must have at least one class, (C,) or (N, C, ...): {array.shape}")
    axis = 0 if array.ndim == 1 else 1
    check_shape(array.shape[axis : axis + 1], weight=weight)
    return axis


def _look_up(log_probs, targets, weight, ignore_index, axis):
    """Where each target lies on the class axis, which are ignored, and the weight of each."""
    check_integers(targets=targets)
    check_shape(log_probs.shape[:axis] + log_probs.shape[axis + 1 :], targets=targets)
    ignored = targets == ignore_index
    index = np.where(ignored, 0, targets)
    classes = log_probs.shape[axis]
    if index.size and not (index.min() >= 0 and index.max() < classes):
        raise ValueError(
            f"targets must be from 0 to {classes - 1}, or ignore_index={ignore_index}, "
            f"got {targets.min()} to {targets.max()}"
        )
    weights = np.ones((), log_probs.dtype) if weight is None else weight[index]
    return np.expand_dims(index, axis), ignored, weights * ~ignored
