"""Normalization: subtract the mean, divide by the deviation, then learn which ones to have instead.

Both compute x_hat = (x - mean) / √(var + eps) and out = w x_hat + b. They differ in what they
average over: batch_norm over all examples, channel by channel; layer_norm over each example.
"""

from functools import partial
from math import prod
from typing import NamedTuple

import numpy as np

from ..settings import check_flag, check_number
from ._sums import channel_dots, channel_sums, over_rows, sum_rows
from .check import check_dout, check_float, check_ndim, check_shape


class BatchNormCache(NamedTuple):
    """What `batch_norm_backward` needs, and the running statistics for the next forward."""

    x_hat: np.ndarray
    inv_std: np.ndarray
    w: np.ndarray | None
    has_bias: bool
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
    """out[n, c, ...] = w[c] (x[n, c, ...] - mean[c]) / √(var[c] + eps) + b[c].

    When training, mean[c] and var[c] are those of all entries of channel c in this batch. Otherwise
    they are the running statistics. out has the shape of x.

    Parameters
    ----------
    x : array (N, C) to (N, C, D, H, W)
    w, b : arrays (C,), optional
    running_mean, running_var : arrays (C,), optional
        Never modified. When training, the cache's fields `running_mean` and `running_var` are the
        new ones: (1 - momentum) · old + momentum · batch, where the batch's variance is the
        unbiased one, with count - 1 in place of count.
    training : bool
    momentum, eps : float

    Raises
    ------
    ValueError
        If shapes or dtypes do not fit, eps is not positive, running statistics are needed and
        missing, or a channel has one value only, which is its own mean.

    References
    ----------
    Ioffe, Szegedy (2015), Batch Normalization: Accelerating Deep Network Training by Reducing
    Internal Covariate Shift.

    Examples
    --------
    >>> x = np.array([[1.0, 10.0], [3.0, 50.0]])
    >>> out, cache = batch_norm_forward(
    ...     x, running_mean=np.zeros(2), running_var=np.ones(2), training=True
    ... )
    >>> out.round(4), cache.running_mean
    (array([[-1., -1.],
           [ 1.,  1.]]), array([0.2, 3. ]))
    """
    _check_batch_norm(x, w, b, running_mean, running_var, training)
    eps = check_number("eps", eps, low=0)
    if training and eps == 0:
        raise ValueError("eps must be positive when training, got 0")
    momentum = check_number("momentum", momentum)
    mean = channel_sums(x) / max(_count(x), 1) if training else running_mean
    x_hat = x - per_channel(mean, x)
    var = channel_dots(x_hat, x_hat) / max(_count(x), 1) if training else running_var
    inv_std = 1 / np.sqrt(var + eps)
    x_hat *= per_channel(inv_std, x)
    out = _scale_and_shift(x_hat, w, b)
    if training and running_mean is not None and x.size:
        unbiased = var * (_count(x) / (_count(x) - 1))
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * unbiased
    statistics = running_mean, running_var
    return out, BatchNormCache(x_hat, inv_std, w, b is not None, training, *statistics)


def batch_norm_backward(dout, cache):
    """dx = w inv_std (dout - mean(dout) - x_hat mean(dout · x_hat)), each mean over a channel.

    Normalizing undoes any shift and any scaling of a channel. So dx has no part along either: the
    parts of dout along 1 and along x_hat are taken out. (With running statistics, which do not
    depend on x, both stay in.) dw[c] = Σ dout · x_hat and db[c] = Σ dout, where w and b were given.

    dx, dw and db have the shapes of x, w and b. Raises ValueError where dout does not have the
    shape and dtype of out.

    >>> _, cache = batch_norm_forward(np.array([[1.0], [3.0]]), training=True)
    >>> batch_norm_backward(np.array([[5.0], [5.0]]), cache)  # along 1: nothing is left
    array([[0.],
           [0.]])
    """
    x_hat, inv_std, w, has_bias, training, *_ = cache
    dout = check_dout(dout, x_hat.shape, x_hat.dtype)
    db, dw = channel_sums(dout), channel_dots(dout, x_hat)
    if training:
        count = max(_count(dout), 1)
        dx = x_hat * per_channel(-dw / count, dout)
        dx += dout
        dx -= per_channel(db / count, dout)
        dx *= per_channel(inv_std if w is None else w * inv_std, dout)
    else:
        dx = dout * per_channel(inv_std if w is None else w * inv_std, dout)
    return _given(dx, (w is not None, dw), (has_bias, db))


def layer_norm_forward(x, w=None, b=None, *, normalized_shape, eps=1e-5):
    """out[n, i] = w[i] (x[n, i] - mean[n]) / √(var[n] + eps) + b[i].

    Here i runs over the last axes of x, those of `normalized_shape`, and n over the others.
    out has the shape of x.

    Parameters
    ----------
    x : array (..., *normalized_shape)
    w, b : arrays (*normalized_shape), optional
    normalized_shape : int or tuple of ints
    eps : float

    Raises
    ------
    ValueError
        If x does not end in the axes of normalized_shape, or shapes or dtypes do not fit.

    References
    ----------
    Ba, Kiros, Hinton (2016), Layer Normalization.

    Examples
    --------
    >>> layer_norm_forward(np.array([[1.0, 3.0], [10.0, 50.0]]), normalized_shape=2)[0].round(4)
    array([[-1.,  1.],
           [-1.,  1.]])
    """
    check_float(x=x, w=w, b=b, optional=("w", "b"))
    shape = _check_normalized_shape(x, normalized_shape)
    check_shape(shape, w=w, b=b)
    rows = x.reshape(prod(x.shape[: x.ndim - len(shape)]), prod(shape))  # (N, I)
    x_hat = rows - _means(rows)
    var = np.vecdot(x_hat, x_hat)[:, None] / x_hat.shape[1]
    with np.errstate(divide="ignore", invalid="ignore"):  # eps = 0 can give nan
        inv_std = 1 / np.sqrt(var + check_number("eps", eps))  # (N, 1)
        x_hat *= inv_std
    out = x_hat.reshape(x.shape)
    if w is not None:
        out = out * w
    if b is not None:
        out = np.add(out, b, out=None if w is None else out)
    return out, (x_hat, inv_std, w, b is not None, x.shape, shape)


def layer_norm_backward(dout, cache):
    """dx = inv_std (g - mean(g) - x_hat mean(g · x_hat)), where g = w dout.

    Each mean is over an example. As in `batch_norm_backward`, the parts along 1 and along x_hat are
    taken out; w varies inside an example, so it comes first. dw[i] = Σ_n dout · x_hat and
    db[i] = Σ_n dout, where w and b were given.

    dx, dw and db have the shapes of x, w and b. Raises ValueError where dout does not have the
    shape and dtype of out.

    >>> x, w = np.array([[1.0, 3.0]]), np.array([1.0, 2.0])
    >>> _, cache = layer_norm_forward(x, w, normalized_shape=2, eps=0)
    >>> layer_norm_backward(np.array([[10.0, 5.0]]), cache)  # g is along 1
    (array([[0., 0.]]), array([-10.,   5.]))
    """
    x_hat, inv_std, w, has_bias, x_shape, shape = cache
    dout = check_dout(dout, x_shape, x_hat.dtype).reshape(x_hat.shape)  # (N, I)
    dw, db = over_rows(partial(np.einsum, "ni,ni->i"), dout, x_hat), sum_rows(dout)
    g = dout if w is None else dout * w.reshape(-1)
    dx = x_hat * (np.vecdot(g, x_hat)[:, None] / -g.shape[1])
    dx += g
    dx -= _means(g)
    dx *= inv_std
    given = (w is not None, dw.reshape(shape)), (has_bias, db.reshape(shape))
    return _given(dx.reshape(x_shape), *given)


def _means(rows):
    """The mean of each row, (N, 1). A product with ones is the fastest sum."""
    return (rows @ np.ones(rows.shape[1], rows.dtype))[:, None] / rows.shape[1]


def _given(dx, *others):
    """dx, and those of the other gradients whose array was given."""
    grads = [grad for given, grad in others if given]
    return (dx, *grads) if grads else dx


def _check_batch_norm(x, w, b, running_mean, running_var, training):
    check_flag(training=training)
    others = {"w": w, "b": b, "running_mean": running_mean, "running_var": running_var}
    check_float(x=x, **others, optional=tuple(others))
    check_ndim((2, 3, 4, 5), x=x)
    if x.shape[1] == 0:
        raise ValueError(f"x must have at least one channel: x {x.shape}")
    check_shape(x.shape[1:2], **others)
    if (running_mean is None) != (running_var is None):
        raise ValueError("running_mean and running_var must be given together, got one of them")
    if not training and running_mean is None:
        raise ValueError("running_mean and running_var must be given when training=False")
    if training and _count(x) == 1:
        raise ValueError(f"x must have more than one value per channel when training: x {x.shape}")


def _check_normalized_shape(x, normalized_shape):
    """normalized_shape as a tuple."""
    shape = tuple(np.atleast_1d(normalized_shape).tolist())
    if not shape or x.shape[-len(shape) :] != shape or 0 in shape:
        raise ValueError(
            f"normalized_shape must be the last axes of x, not empty, got {normalized_shape!r}: "
            f"x {x.shape}"
        )
    return shape


def _count(x):
    """How many entries each channel has."""
    return x.shape[0] * prod(x.shape[2:])


def per_channel(values, x):
    """Values (C,) with the axes that let them meet x (N, C, ...)."""
    return values.reshape(-1, *(1,) * (x.ndim - 2))


def _scale_and_shift(x_hat, w, b):
    out = x_hat if w is None else x_hat * per_channel(w, x_hat)
    return out if b is None else out + per_channel(b, x_hat)
