"""Gradients of the parameters for each example of a batch alone, before they are summed.

A backward pass sums over the batch, since every example uses the same parameters. Here that one sum
is left out: each function takes what its operation's backward pass takes and gives what that gives
for the parameters, with an axis for the examples in front. Summed over it, both agree.
"""

import numpy as np

from ._windows import rows, unfold
from .conv import conv1d_forward, conv2d_forward
from .group_norm import group_norm_forward
from .linear import embedding_forward, linear_forward
from .norm import layer_norm_forward


def linear_per_example(dout, cache):
    """dw[n, o, i] = Σ_t dout[n, t, o] x[n, t, i]; db[n, o] = Σ_t dout[n, t, o].

    t stands for the axes between the first and the last. Without them each dw[n] is one outer
    product, of rank one: its norm is ‖dout[n]‖ ‖x[n]‖.

    References
    ----------
    Goodfellow (2015), Efficient Per-Example Gradient Computations.

    Examples
    --------
    >>> _, cache = linear_forward(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0, 6.0]]))
    >>> linear_per_example(np.array([[1.0], [10.0]]), cache)
    (array([[[ 1.,  2.]],
    <BLANKLINE>
           [[30., 40.]]]),)
    """
    x, w, has_bias = cache
    dout = dout.reshape(len(x), -1, w.shape[0])
    dw = dout.swapaxes(1, 2) @ x.reshape(len(x), -1, w.shape[1])
    return (dw, dout.sum(axis=1)) if has_bias else (dw,)


def conv2d_per_example(dout, cache):
    """dw[n, f, c, i, j] = Σ_p Σ_q dout[n, f, p, q] x[n, c, y, z]; db[n, f] = Σ_p Σ_q dout[n, f].

    y = stride p + dilation i - padding, and z likewise. As columns it is one matrix product for
    each example, dout[n] @ columns[n]ᵀ, of which the gradient of the batch is the sum.

    References
    ----------
    Rochette, Manoel and Tramel (2019), Efficient Per-Example Gradient Computations in Convolutional
    Neural Networks.

    Examples
    --------
    >>> x, w = np.array([[[[1.0, 2.0]]], [[[3.0, 4.0]]]]), np.ones((1, 1, 1, 1))
    >>> out, cache = conv2d_forward(x, w)
    >>> conv2d_per_example(np.ones_like(out), cache)[0].ravel()
    array([3., 7.])
    """
    count, groups = cache.x_shape[0], len(cache.filters)
    per_group = rows(dout, groups=groups)  # (G, F/G, oh ow N), the batch innermost
    per_group = per_group.reshape(*per_group.shape[:2], -1, count)
    columns = unfold(cache.x, cache.windows, groups)
    columns = columns.reshape(*columns.shape[:2], -1, count)  # (G, C/G kh kw, oh ow, N)
    dw = per_group.transpose(3, 0, 1, 2) @ columns.transpose(3, 0, 2, 1)
    dw = dw.reshape(count, *cache.w_shape)
    return (dw, dout.sum(axis=(2, 3))) if cache.has_bias else (dw,)


def conv1d_per_example(dout, cache):
    """Those of conv2d, without the axis of height one."""
    dw, *db = conv2d_per_example(dout[..., None, :], cache)
    return dw[..., 0, :], *db


def embedding_per_example(dout, cache):
    """dw[n, v, d] = Σ_t [ids[n, t] = v] dout[n, t, d]: a table for each example.

    It is refused where a row's gradient is divided by how often the batch read it: that number is
    no matter of one example.
    """
    w, ids, padding_idx, scale_grad_by_freq = cache
    if scale_grad_by_freq:
        raise ValueError("scale_grad_by_freq must be False: it counts over the whole batch")
    dw = np.zeros((len(ids), *w.shape), w.dtype)
    example = np.arange(len(ids)).reshape(-1, *(1,) * (ids.ndim - 1))
    np.add.at(dw, (example, ids), dout)
    if padding_idx is not None:
        dw[:, padding_idx] = 0
    return (dw,)


def layer_norm_per_example(dout, cache):
    """dw[n, i] = Σ_t dout[n, t, i] x_hat[n, t, i]; db[n, i] = Σ_t dout[n, t, i]."""
    x_hat, _, w, has_bias, x_shape, shape = cache
    dout = dout.reshape(x_shape[0], -1, *shape)
    db = dout.sum(axis=1)
    dw = (dout * x_hat.reshape(dout.shape)).sum(axis=1)
    return _given(w, dw, has_bias, db)


def group_norm_per_example(dout, cache):
    """dw[n, c] = Σ dout[n, c] x_hat[n, c] and db[n, c] = Σ dout[n, c], over the pixels."""
    dout = dout.reshape(*dout.shape[:2], -1)
    dw = (dout * cache.x_hat.reshape(dout.shape)).sum(axis=2)
    return _given(cache.w, dw, cache.has_bias, dout.sum(axis=2))


def _given(w, dw, has_bias, db):
    return ((dw,) if w is not None else ()) + ((db,) if has_bias else ())


PER_EXAMPLE = {
    linear_forward: linear_per_example,
    conv1d_forward: conv1d_per_example,
    conv2d_forward: conv2d_per_example,
    embedding_forward: embedding_per_example,
    layer_norm_forward: layer_norm_per_example,
    group_norm_forward: group_norm_per_example,
}
"""By the forward pass of an operation, the gradients of its parameters for each example."""
