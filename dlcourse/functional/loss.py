"""Losses: one number says how wrong the network is; its gradient says in which direction."""

import numpy as np

from ._check import check_float, check_integers, check_shape, refuse_unsupported
from ._reduction import check_reduction, reduce_backward, reduce_forward
from .activations import (
    log_softmax_backward,
    log_softmax_forward,
    sigmoid_forward,
)


def mse_loss_forward(x, *, targets, reduction="mean", weight=None, **unsupported):
    """loss = weight · (x - targets)²."""
    refuse_unsupported("mse_loss", unsupported, "reduction, weight")
    check_float(x=x, targets=targets, weight=weight)
    check_reduction(reduction)
    check_shape(x.shape, targets=targets, weight=weight)
    error = x - targets
    weighted = error if weight is None else weight * error
    divisor = x.size if weight is None else weight.sum()
    out = reduce_forward(weighted * error, reduction, divisor)
    return out, (weighted, reduction, divisor)


def mse_loss_backward(dout, cache):
    """dx = dout · 2 weight · (x - targets)."""
    weighted, reduction, divisor = cache
    dout = reduce_backward(dout, weighted.shape, weighted.dtype, reduction, divisor)
    return 2 * dout * weighted


def nll_loss_forward(
    log_probs, *, targets, weight=None, ignore_index=-100, reduction="mean", **unsupported
):
    """loss[n] = -weight[targets[n]] log_probs[n, targets[n]]."""
    refuse_unsupported("nll_loss", unsupported, "weight, ignore_index, reduction")
    check_float(log_probs=log_probs, weight=weight)
    check_reduction(reduction)
    axis = _class_axis(log_probs, "log_probs", weight)
    index, weights = _gather(log_probs, targets, weight, ignore_index, axis)
    picked = np.take_along_axis(log_probs, index, axis).squeeze(axis)
    divisor = weights.sum()
    losses = np.where(weights == 0, picked.dtype.type(0), -weights * picked)
    out = reduce_forward(losses, reduction, divisor)
    return out, (log_probs, index, weights, axis, reduction, divisor)


def nll_loss_backward(dout, cache):
    """dlog_probs[n, c] = -weight[c] [c = targets[n]] dout[n]."""
    log_probs, index, weights, axis, reduction, divisor = cache
    dout = reduce_backward(dout, weights.shape, weights.dtype, reduction, divisor)
    picked = np.where(weights == 0, weights.dtype.type(0), -weights * dout)
    dlog_probs = np.zeros_like(log_probs)
    np.put_along_axis(dlog_probs, index, np.expand_dims(picked, axis), axis)
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
    """loss[n] = -Σ_c q[n, c] log softmax(logits)[n, c]."""
    refuse_unsupported(
        "cross_entropy", unsupported, "weight, ignore_index, reduction, label_smoothing"
    )
    check_float(logits=logits, weight=weight)
    check_reduction(reduction)
    axis = _class_axis(logits, "logits", weight)
    if not 0 <= label_smoothing <= 1:
        raise ValueError(f"label_smoothing must be from 0 to 1, got {label_smoothing}")
    log_probs, softmax_cache = log_softmax_forward(logits, dim=axis)
    q, divisor = _target_distribution(
        logits, targets, label_smoothing, weight=weight, ignore_index=ignore_index, axis=axis
    )
    with np.errstate(invalid="ignore"):
        products = np.where(q == 0, q.dtype.type(0), q * log_probs)
    losses = -products.sum(axis=axis)
    out = reduce_forward(losses, reduction, divisor)
    return out, (softmax_cache, q, losses.shape, axis, reduction, divisor)


def cross_entropy_backward(dout, cache):
    """dlogits[n, c] = dout[n] (softmax(logits)[n, c] Σ_j q[n, j] - q[n, c])."""
    softmax_cache, q, shape, axis, reduction, divisor = cache
    dout = reduce_backward(dout, shape, q.dtype, reduction, divisor)
    if reduction == "none":
        dout = np.expand_dims(dout, axis)
    with np.errstate(invalid="ignore"):
        products = np.where(q == 0, q.dtype.type(0), -q * dout)
    return log_softmax_backward(products, softmax_cache)


def binary_cross_entropy_with_logits_forward(
    logits, *, targets, weight=None, reduction="mean", pos_weight=None, **unsupported
):
    """loss = -weight (pos_weight · targets log σ(logits) + (1 - targets) log(1 - σ(logits)))."""
    op = "binary_cross_entropy_with_logits"
    refuse_unsupported(op, unsupported, "weight, reduction, pos_weight")
    check_float(logits=logits, targets=targets, weight=weight, pos_weight=pos_weight)
    check_reduction(reduction)
    check_shape(logits.shape, targets=targets)
    _check_broadcast(logits, weight=weight, pos_weight=pos_weight)
    positive = targets if pos_weight is None else pos_weight * targets
    # log(1 + exp(-x)) without a positive exponent.
    softplus = np.log1p(np.exp(-np.abs(logits))) - np.minimum(logits, 0)
    losses = (1 - targets) * logits + (1 - targets + positive) * softplus
    losses = losses if weight is None else weight * losses
    out = reduce_forward(losses, reduction, losses.size)
    return out, (logits, targets, positive, weight, reduction)


def binary_cross_entropy_with_logits_backward(dout, cache):
    """dlogits = dout · weight (σ(logits) - targets)."""
    logits, targets, positive, weight, reduction = cache
    dout = reduce_backward(dout, logits.shape, logits.dtype, reduction, logits.size)
    probs, _ = sigmoid_forward(logits)
    dlogits = (1 - targets) * probs - positive * (1 - probs)
    return dout * (dlogits if weight is None else weight * dlogits)


def _check_broadcast(x, **arrays):
    for name, array in arrays.items():
        if array is not None and not _broadcasts(array.shape, x.shape):
            raise ValueError(
                f"{name} must broadcast to logits: {name} {array.shape}, logits {x.shape}"
            )


def _broadcasts(shape, to):
    try:
        return np.broadcast_shapes(shape, to) == to
    except ValueError:
        return False


def _class_axis(x, name, weight):
    if x.ndim == 0:
        raise ValueError(f"{name} must have a class axis, (C,) or (N, C, ...), got {x.shape}")
    axis = 0 if x.ndim == 1 else 1
    check_shape(x.shape[axis : axis + 1], weight=weight)
    return axis


def _gather(x, targets, weight, ignore_index, axis):
    """Return the place of each target along the class axis, and its weight: 0 where ignored."""
    check_integers(targets=targets)
    check_shape(x.shape[:axis] + x.shape[axis + 1 :], targets=targets)
    ignored = targets == ignore_index
    index = np.where(ignored, 0, targets)
    classes = x.shape[axis]
    if index.size and not (0 <= index.min() and index.max() < classes):
        raise ValueError(
            f"targets must be classes from 0 to {classes - 1} or ignore_index={ignore_index}, "
            f"got {targets.min()} to {targets.max()}"
        )
    weights = np.ones(index.shape, x.dtype) if weight is None else weight[index]
    return np.expand_dims(index, axis), np.where(ignored, x.dtype.type(0), weights)


def _target_distribution(logits, targets, label_smoothing, *, weight, ignore_index, axis):
    classes = logits.shape[axis]
    shape = [1] * logits.ndim
    shape[axis] = classes
    w = np.ones(shape, logits.dtype) if weight is None else weight.reshape(shape)
    if np.shape(targets) == logits.shape:
        check_float(logits=logits, targets=targets)
        if ignore_index >= 0:
            raise ValueError(f"ignore_index={ignore_index} needs targets that are classes")
        q = (targets * (1 - label_smoothing) + label_smoothing / classes) * w
        return q, logits.size // max(classes, 1)
    index, weights = _gather(logits, targets, weight, ignore_index, axis)
    valid = np.expand_dims(targets != ignore_index, axis)
    q = valid * w * logits.dtype.type(label_smoothing / classes)
    hit = np.take_along_axis(q, index, axis) + (1 - label_smoothing) * np.expand_dims(weights, axis)
    np.put_along_axis(q, index, hit, axis)
    return q, weights.sum()
