"""Normalization of each example by groups of channels: no other example has a say."""

from math import prod
from typing import NamedTuple

import numpy as np

from ..settings import check_integer
from ._sums import channel_dots, channel_sums
from .check import check_dout, check_float, check_shape
from .norm import layer_norm_backward, layer_norm_forward, per_channel


class GroupNormCache(NamedTuple):
    """What the backward pass reads."""

    x_hat: np.ndarray  # of x's shape
    w: np.ndarray | None
    has_bias: bool
    groups: tuple  # (N, G, entries)
    normalized: tuple  # from `layer_norm_forward`


def group_norm_forward(x, w=None, b=None, *, num_groups, eps=1e-5):
    """out[n, c, ...] = w[c] (x[n, c, ...] - mean[n, g]) / √(var[n, g] + eps) + b[c].

    Channel c belongs to group g, which is one of `num_groups` runs of C / num_groups channels. Mean
    and variance are those of all entries of the group in example n. So small batches do no harm,
    and evaluation is the same as training.

    Parameters
    ----------
    x : array (N, C, ...)
    w, b : arrays (C,), optional
    num_groups : int
        Divides C. 1 takes the whole example, C every channel by itself (instance normalization).
    eps : float

    Returns
    -------
    out : array of the shape of x
    cache : GroupNormCache

    Raises
    ------
    ValueError
        If the channels cannot be divided into the groups, a group has one value only, which is its
        own mean, or shapes or dtypes do not fit.

    References
    ----------
    Wu, He (2018), Group Normalization.

    Examples
    --------
    >>> group_norm_forward(np.array([[1.0, 3.0, 10.0, 50.0]]), num_groups=2)[0].round(4)
    array([[-1.,  1., -1.,  1.]])
    """
    check_float(x=x, w=w, b=b, optional=("w", "b"))
    _check_groups(x, num_groups)
    check_shape(x.shape[1:2], w=w, b=b)
    size = prod(x.shape[1:]) // num_groups
    groups = x.reshape(x.shape[0], num_groups, size)
    x_hat, cache = layer_norm_forward(groups, normalized_shape=size, eps=eps)
    out = x_hat = x_hat.reshape(x.shape)
    if w is not None:
        out = out * per_channel(w, x)
    if b is not None:
        out = out + per_channel(b, x)
    return out, GroupNormCache(x_hat, w, b is not None, groups.shape, cache)


def group_norm_backward(dout, cache):
    """dx is that of `layer_norm_backward` for each group, with g = w dout.

    dw[c] = Σ dout · x_hat and db[c] = Σ dout over examples and pixels, where w and b were given.

    dx, dw and db have the shapes of x, w and b. Raises ValueError where dout does not have the
    shape and dtype of out.

    >>> _, cache = group_norm_forward(np.array([[1.0, 3.0, 10.0, 50.0]]), num_groups=2)
    >>> group_norm_backward(np.array([[5.0, 5.0, 7.0, 7.0]]), cache)  # along 1 in each group
    array([[0., 0., 0., 0.]])
    """
    x_hat, w, has_bias, groups, normalized = cache
    dout = check_dout(dout, x_hat.shape, x_hat.dtype)
    g = dout if w is None else dout * per_channel(w, dout)
    dx = layer_norm_backward(g.reshape(groups), normalized).reshape(dout.shape)
    grads = [] if w is None else [channel_dots(dout, x_hat)]
    grads += [channel_sums(dout)] if has_bias else []
    return (dx, *grads) if grads else dx


def _check_groups(x, num_groups):
    if x.ndim < 2:
        raise ValueError(f"x must have at least two axes, (N, C, ...): x {x.shape}")
    check_integer("num_groups", num_groups, low=1)
    if x.shape[1] == 0 or x.shape[1] % num_groups:
        raise ValueError(f"num_groups must divide the channels of x, got {num_groups}: x {x.shape}")
    if prod(x.shape) == x.shape[0] * num_groups or 0 in x.shape[1:]:
        raise ValueError(
            f"x must have more than one value per group, got num_groups={num_groups}: x {x.shape}"
        )
