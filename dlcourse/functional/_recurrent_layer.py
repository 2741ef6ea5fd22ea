"""One recurrent layer in one direction: all steps forward, and all steps back.

The steps are done in stretches. Within one the same examples take part, and nothing is cut off by
truncation. Each is short, so that what it leaves in the processor's cache is used from there.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from ._recurrent_steps import rows

ROWS = 1024
"""About so many steps times examples make a stretch."""


class LayerCache(NamedTuple):
    """The weights and what `_recurrent_steps` keeps."""

    weights: tuple
    xh: np.ndarray
    h: np.ndarray
    saved: np.ndarray


def stretches(steps, examples, lengths=None, truncate=None):
    """(start, stop, n) for each stretch: the first n examples take part, the longest come first."""
    bounds = {steps, *range(0, steps, max(1, ROWS // max(examples, 1)))}
    if truncate is not None:
        bounds |= set(range(0, steps, truncate))
    if lengths is None:
        return [(start, stop, examples) for start, stop in pairwise(sorted(bounds))]
    bounds |= set(lengths.tolist())
    counts = ((a, b, int(np.count_nonzero(lengths > a))) for a, b in pairwise(sorted(bounds)))
    return [(start, stop, n) for start, stop, n in counts if n]


def layer_forward(steps, x, states, weights, parts):
    """The states after every step, and the cache. x (T, N, D), each of `states` (N, H)."""
    xh, h, cut = _inputs(x, weights)
    w = steps.weights(_one_matrix(weights), cut, x.shape[1])
    saved = np.empty((len(xh), steps.kept, *h.shape[1:]), x.dtype)
    h[0] = states[0]
    if steps.memory is not None:
        saved[0, steps.memory] = states[1]
    for start, stop, n in parts:
        part = slice(start, stop + 1)
        steps.forward(w, xh[part, :n], h[part, :n], saved[part, :, :n])
        h[start + 1 : stop + 1, n:] = 0
    h[1 + max((stop for _, stop, _ in parts), default=0) :] = 0
    return LayerCache(weights, xh, h, saved)


def layer_backward(steps, dout, dstates, cache, parts, truncate):
    """dx, then the gradients of the first states, then those of the weights."""
    weights, xh, h, saved = cache
    w_ih, w_hh, *biases = weights
    hidden, features = w_hh.shape[1], w_ih.shape[1]
    cut = features + (1 if biases else 0)
    w = steps.weights_back(w_hh, h.shape[1])
    dstates = [d.copy() for d in dstates]
    dx = np.zeros((*dout.shape[:2], features), dout.dtype)
    dw = np.zeros((len(w_hh), xh.shape[2]), dout.dtype)
    for start, stop, n in reversed(parts):
        part, inner = slice(start, stop + 1), slice(start, stop)
        da = np.empty((stop - start, n, steps.gates, hidden), dout.dtype)
        reached = [d[:n] for d in dstates]
        da_h = steps.backward(w, dout[inner, :n], h[part, :n], saved[part, :, :n], da, *reached)
        dx[inner, :n] = (rows(da) @ w_ih).reshape(stop - start, n, features)
        dw += steps.weight_gradient(da, da_h, xh[inner, :n], cut, saved[part, :, :n])
        if truncate is not None and start and start % truncate == 0:
            for d in reached:
                d[:] = 0
    return dx, dstates, _taken_apart(dw, features, cut, hidden)


def _inputs(x, weights):
    """Room for (x, 1, h, 1) of every step with x and the ones in place; its part h; where h is."""
    length, n, features = x.shape
    hidden, ones = weights[1].shape[1], len(weights) // 4
    cut = features + ones
    xh = np.empty((length + 1, n, cut + hidden + ones), x.dtype)
    xh[:-1, :, :features] = x
    if ones:
        xh[:, :, [features, -1]] = 1
    return xh, xh[:, :, cut : cut + hidden], cut


def _one_matrix(weights):
    """W = (w_ih | b_ih | w_hh | b_hh)."""
    w_ih, w_hh, *biases = weights
    if biases:
        b_ih, b_hh = biases
        return np.concatenate([w_ih, b_ih[:, None], w_hh, b_hh[:, None]], axis=1)
    return np.concatenate([w_ih, w_hh], axis=1)


def _taken_apart(dw, features, cut, hidden):
    """dw_ih, dw_hh and, where there are biases, db_ih, db_hh."""
    end = cut + hidden
    parts = dw[:, :features], dw[:, cut:end], *dw[:, features:cut].T, *dw[:, end:].T
    return [np.ascontiguousarray(part) for part in parts]
