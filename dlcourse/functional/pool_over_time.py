"""Pooling over time: one vector for a sequence of any length."""

import numpy as np

from ..settings import check_choice
from ._recurrent_check import check_sequence
from .check import check_dout, check_float


def pool_over_time_forward(x, *, mode="mean", lengths=None):
    """out[n, d] is the mean, or the maximum, of x[n, t, d] over the steps t < lengths[n].

    The mean asks how much of d there was, the maximum whether d was there at all, at any step. What
    stands behind the length is padding and never counts, whatever it holds.

    Parameters
    ----------
    x : array (N, T, D)
    mode : {"mean", "max"}
        Where several steps are the largest, "max" takes the first of them.
    lengths : array of integers (N,), optional
        How many of the T steps belong to each example, at least 1. All of them when not given.

    Returns
    -------
    out : array (N, D)
    cache : tuple

    Raises
    ------
    ValueError
        If x is not float32 or float64 of three axes with at least one step and one feature, the
        mode is unknown, or a length does not fit.

    Notes
    -----
    PyTorch has no function of that name; without lengths it is ``x.mean(dim=1)`` and
    ``x.max(dim=1).values``.

    References
    ----------
    Ronan Collobert, Jason Weston (2008), A Unified Architecture for Natural Language Processing:
    Deep Neural Networks with Multitask Learning: the max layer over time.

    Examples
    --------
    >>> x = np.array([[[1.0, 0.0], [3.0, 5.0], [9.0, 9.0]]])
    >>> pool_over_time_forward(x, mode="max")[0]
    array([[9., 9.]])
    >>> pool_over_time_forward(x, mode="mean", lengths=np.array([2]))[0]
    array([[2. , 2.5]])
    """
    check_float(x=x)
    check_sequence(x, True, lengths)
    check_choice("mode", mode, ("mean", "max"))
    inside = None if lengths is None else np.arange(x.shape[1]) < lengths[:, None]
    if mode == "max":
        seen = x if inside is None else np.where(inside[..., None], x, x.dtype.type(-np.inf))
        first = seen.argmax(axis=1)[:, None]
        out = np.take_along_axis(x, first, axis=1)[:, 0]
    elif inside is None:
        first, out = None, x.mean(axis=1)
    else:
        total = np.where(inside[..., None], x, x.dtype.type(0)).sum(axis=1)
        first, out = None, total / lengths[:, None].astype(x.dtype)
    return out, (first, inside, x.shape, x.dtype)


def pool_over_time_backward(dout, cache):
    """dx[n, t, d] = dout[n, d] / lengths[n] for the mean; for the maximum dout[n, d] at one step.

    The maximum is one of the x, so out moves with that one alone: the first that was the largest.
    The mean moves with each by its share. Padding gets 0.

    dx has the shape of x. Raises ValueError where dout does not have the shape and dtype of out.

    >>> x = np.array([[[1.0], [3.0], [3.0]]])
    >>> pool_over_time_backward(np.array([[6.0]]), pool_over_time_forward(x, mode="max")[1])
    array([[[0.],
            [6.],
            [0.]]])
    >>> pool_over_time_backward(np.array([[6.0]]), pool_over_time_forward(x)[1]).ravel()
    array([2., 2., 2.])
    """
    first, inside, shape, dtype = cache
    dout = check_dout(dout, (shape[0], shape[2]), dtype)[:, None]
    dx = np.zeros(shape, dtype)
    if first is not None:
        np.put_along_axis(dx, first, dout, axis=1)
    elif inside is None:
        dx[:] = dout / shape[1]
    else:
        share = dout / inside.sum(axis=1)[:, None, None].astype(dtype)
        np.copyto(dx, share, where=inside[..., None])
    return dx
