"""Normalization: subtract a mean, divide by a deviation, then let the network choose its own."""

from typing import NamedTuple

import numpy as np

from ._check import check_dout, check_float, check_ndim, check_shape


class BatchNormCache(NamedTuple):
    """What batch_norm_backward needs, and the statistics to pass to the next forward."""

    x_hat: np.ndarray
    inv_std: np.ndarray
    w: np.ndarray | None
    b: np.ndarray | None
    training: bool
    running_mean: np.ndarray | None
    running_var: np.ndarray | None


def batch_norm_forward(
    x,
    w=None,
    b=None,
    *,
    running_mean=None,
    running_var=None,
    training=False,
    momentum=0.1,
    eps=1e-5,
):
    """out[n, c, ...] = w[c] (x[n, c, ...] - mean[c]) / sqrt(var[c] + eps) + b[c]."""
    check_float(x=x, w=w, b=b, running_mean=running_mean, running_var=running_var)
    check_ndim((2, 3, 4, 5), x=x)
    channels = x.shape[1]
    check_shape((channels,), w=w, b=b, running_mean=running_mean, running_var=running_var)
    if (running_mean is None) != (running_var is None):
        raise ValueError("running_mean and running_var must be given together")
    if eps < 0 or training and eps == 0:
        raise ValueError(f"eps must be positive, got {eps}")
    if training:
        mean, var, running_mean, running_var = _batch_statistics(
            x, running_mean, running_var, momentum
        )
    elif running_mean is None:
        raise ValueError("running_mean and running_var must be given when training=False")
    else:
        mean, var = running_mean, running_var
    inv_std = 1 / np.sqrt(var + eps)
    x_hat = (x - _spread(mean, x)) * _spread(inv_std, x)
    out = x_hat if w is None else x_hat * _spread(w, x)
    out = out + _spread(b, x) if b is not None else out
    cache = BatchNormCache(x_hat, inv_std, w, b, training, running_mean, running_var)
    return out, cache


def batch_norm_backward(dout, cache):
    """dx = inv_std (dx_hat - mean(dx_hat) - x_hat mean(dx_hat · x_hat))."""
    x_hat, inv_std, w, b, training, *_ = cache
    dout = check_dout(dout, x_hat.shape, x_hat.dtype)
    axes = _all_but_channels(dout)
    db = dout.sum(axis=axes)
    dw = (dout * x_hat).sum(axis=axes)
    count = max(dout.size // max(dout.shape[1], 1), 1)
    dx = dout
    if training:
        dx = dout - _spread(db / count, dout) - x_hat * _spread(dw / count, dout)
    scale = inv_std if w is None else w * inv_std
    dx = dx * _spread(scale, dout)
    grads = (dx,) + (dw,) * (w is not None) + (db,) * (b is not None)
    return grads if len(grads) > 1 else dx


def _batch_statistics(x, running_mean, running_var, momentum):
    axes = _all_but_channels(x)
    count = x.size // max(x.shape[1], 1)
    if count == 1:
        raise ValueError(f"x must have more than one value per channel when training: x {x.shape}")
    if count == 0:
        zeros = np.zeros(x.shape[1], x.dtype)
        return zeros, zeros, running_mean, running_var
    mean = x.mean(axis=axes)
    var = np.square(x - _spread(mean, x)).mean(axis=axes)
    if running_mean is not None:
        unbiased = var * (count / (count - 1))
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * unbiased
    return mean, var, running_mean, running_var


def _all_but_channels(x):
    return (0, *range(2, x.ndim))


def _spread(per_channel, x):
    return per_channel.reshape((-1,) + (1,) * (x.ndim - 2))


def layer_norm_forward(x, w=None, b=None, *, normalized_shape, eps=1e-5):
    """out = w (x - mean) / sqrt(var + eps) + b over the last axes, of shape normalized_shape."""
    check_float(x=x, w=w, b=b)
    shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
    if not shape or x.shape[x.ndim - len(shape) :] != shape:
        raise ValueError(f"x must end in the axes of normalized_shape {shape}, got x {x.shape}")
    check_shape(shape, w=w, b=b)
    axes = tuple(range(-len(shape), 0))
    centred = x - x.mean(axis=axes, keepdims=True)
    inv_std = 1 / np.sqrt(np.square(centred).mean(axis=axes, keepdims=True) + eps)
    x_hat = centred * inv_std
    out = x_hat if w is None else x_hat * w
    out = out + b if b is not None else out
    return out, (x_hat, inv_std, w, b, axes)


def layer_norm_backward(dout, cache):
    """dx = inv_std (dx_hat - mean(dx_hat) - x_hat mean(dx_hat · x_hat))."""
    x_hat, inv_std, w, b, axes = cache
    dout = check_dout(dout, x_hat.shape, x_hat.dtype)
    dx_hat = dout if w is None else dout * w
    dx = dx_hat - dx_hat.mean(axis=axes, keepdims=True)
    dx -= x_hat * (dx_hat * x_hat).mean(axis=axes, keepdims=True)
    dx *= inv_std
    leading = tuple(range(dout.ndim - len(axes)))
    dw = ((dout * x_hat).sum(axis=leading),) if w is not None else ()
    db = (dout.sum(axis=leading),) if b is not None else ()
    grads = (dx, *dw, *db)
    return grads if len(grads) > 1 else dx
