"""Recurrent layers over time: the cell, once for each step, with the same weights at every step.

Backward goes through the steps in reverse. Each step adds its part to the gradients of the weights.
"""

import numpy as np

from .._settings import check_choice, check_flag, check_integer
from ._check import check_dout, check_float, check_integers, check_ndim, check_shape
from .recurrent_cells import (
    gru_cell_backward,
    gru_cell_forward,
    lstm_cell_backward,
    lstm_cell_forward,
    rnn_cell_backward,
    rnn_cell_forward,
)

CELLS = {
    "rnn": (rnn_cell_forward, rnn_cell_backward, 1, ("h_0",)),
    "lstm": (lstm_cell_forward, lstm_cell_backward, 4, ("h_0", "c_0")),
    "gru": (gru_cell_forward, gru_cell_backward, 3, ("h_0",)),
}


def rnn_forward(
    x,
    h_0=None,
    *weights,
    num_layers=1,
    bidirectional=False,
    nonlinearity="tanh",
    lengths=None,
    truncate=None,
    batch_first=True,
):
    """rnn_cell at every step."""
    check_choice("nonlinearity", nonlinearity, ("tanh", "relu"))
    settings = num_layers, bidirectional, lengths, truncate, batch_first
    return _forward("rnn", x, (h_0,), weights, {"nonlinearity": nonlinearity}, *settings)


def rnn_backward(douts, cache):
    """Gradients of rnn."""
    return _backward(douts, cache)


def lstm_forward(
    x,
    h_0=None,
    c_0=None,
    *weights,
    num_layers=1,
    bidirectional=False,
    lengths=None,
    truncate=None,
    batch_first=True,
):
    """lstm_cell at every step."""
    settings = num_layers, bidirectional, lengths, truncate, batch_first
    return _forward("lstm", x, (h_0, c_0), weights, {}, *settings)


def lstm_backward(douts, cache):
    """Gradients of lstm."""
    return _backward(douts, cache)


def gru_forward(
    x,
    h_0=None,
    *weights,
    num_layers=1,
    bidirectional=False,
    variant="pytorch",
    lengths=None,
    truncate=None,
    batch_first=True,
):
    """gru_cell at every step."""
    check_choice("variant", variant, ("pytorch", "textbook"))
    settings = num_layers, bidirectional, lengths, truncate, batch_first
    return _forward("gru", x, (h_0,), weights, {"variant": variant}, *settings)


def gru_backward(douts, cache):
    """Gradients of gru."""
    return _backward(douts, cache)


def _forward(
    op, x, given, weights, cell, num_layers, bidirectional, lengths, truncate, batch_first
):
    check_flag(bidirectional=bidirectional, batch_first=batch_first)
    forward, backward, gates, names = CELLS[op]
    directions = 2 if bidirectional else 1
    layers = _check(
        x, given, names, weights, gates, num_layers, directions, lengths, truncate, batch_first
    )
    layer = x.swapaxes(0, 1) if batch_first else x
    steps, n = layer.shape[:2]
    active = np.ones((steps, n, 1), bool)
    if lengths is not None:
        active = (np.arange(steps)[:, None] < lengths)[:, :, None]
        layer = np.where(active, layer, 0)
    hidden = weights[1].shape[1]
    states = [
        np.zeros((len(layers), n, hidden), x.dtype) if state is None else state for state in given
    ]
    lasts, caches = [], []
    for k in range(num_layers):
        outs = []
        for p in range(directions):
            d = k * directions + p
            out, last, cache = _run(
                forward, layer, [s[d] for s in states], layers[d], active, p == 1, cell
            )
            outs.append(out)
            lasts.append(last)
            caches.append(cache)
        layer = np.concatenate(outs, axis=2)
    out = np.ascontiguousarray(layer.swapaxes(0, 1)) if batch_first else layer
    ends = [np.stack(s) for s in zip(*lasts, strict=True)]
    kept = x, given, layers, caches, active, truncate, batch_first, backward, out.shape
    return (out, *ends), kept


def _run(forward, x, states, weights, active, reverse, cell):
    steps = range(len(x))[::-1] if reverse else range(len(x))
    out = np.empty((*x.shape[:2], states[0].shape[1]), x.dtype)
    caches = {}
    for t in steps:
        new, caches[t] = forward(x[t], *states, *weights, **cell)
        new = new if isinstance(new, tuple) else (new,)
        states = [np.where(active[t], b, a) for a, b in zip(states, new, strict=True)]
        out[t] = np.where(active[t], new[0], 0)
    return out, states, (caches, steps)


def _backward(douts, cache):
    x, given, layers, caches, active, truncate, batch_first, backward, out_shape = cache
    dout, *dends = douts
    dout = check_dout(dout, out_shape, x.dtype)
    n = active.shape[1]
    hidden = layers[0][1].shape[1]
    dends = [check_dout(d, (len(layers), n, hidden), x.dtype) for d in dends]
    dout = dout.swapaxes(0, 1) if batch_first else dout
    dout = np.where(active, dout, 0)
    directions = out_shape[2] // hidden
    dstates, dweights = [None] * len(layers), [None] * len(layers)
    for k in range(len(layers) // directions)[::-1]:
        dlayer = 0
        for p in range(directions):
            d = k * directions + p
            part = dout[:, :, p * hidden : (p + 1) * hidden]
            dx, dstates[d], dweights[d] = _run_back(
                backward, part, [e[d] for e in dends], caches[d], active, truncate
            )
            dlayer = dlayer + dx
        dout = dlayer
    dx = np.ascontiguousarray(dout.swapaxes(0, 1)) if batch_first else dout
    starts = [np.stack(s) for s in zip(*dstates, strict=True)]
    starts = [s for s, g in zip(starts, given, strict=True) if g is not None]
    return (dx, *starts, *(dw for dws in dweights for dw in dws))


def _run_back(backward, dout, dstates, cache, active, truncate):
    caches, steps = cache
    dx, dweights = [None] * len(dout), 0
    for t in steps[::-1]:
        on = active[t]
        held = [np.where(on, 0, d) for d in dstates]
        dnew = [np.where(on, d, 0) for d in dstates]
        dnew[0] = dnew[0] + dout[t]
        grads = backward(tuple(dnew) if len(dnew) > 1 else dnew[0], caches[t])
        dx[t], rest = grads[0], grads[1:]
        cut = truncate is not None and t > 0 and t % truncate == 0
        through = [np.zeros_like(d) if cut else d for d in rest[: len(dstates)]]
        dstates = [a + b for a, b in zip(held, through, strict=True)]
        step = rest[len(dstates) :]
        dweights = [a + b for a, b in zip(dweights, step, strict=True)] if dweights else step
    return np.stack(dx), dstates, dweights


def _check(x, given, names, weights, gates, num_layers, directions, lengths, truncate, batch_first):
    check_integer("num_layers", num_layers, low=1)
    states = dict(zip(names, given, strict=True))
    named = {f"weights[{k}]": w for k, w in enumerate(weights)}
    check_float(x=x, **states, **named, optional=names)
    check_ndim((3,), x=x)
    n, steps = x.shape[:2] if batch_first else x.shape[1::-1]
    runs = num_layers * directions
    if len(weights) not in (2 * runs, 4 * runs):
        raise ValueError(
            f"weights must be {2 * runs} arrays, or {4 * runs} with biases, for "
            f"num_layers={num_layers} and {directions} directions, got {len(weights)}"
        )
    check_ndim((2,), **{"weights[1]": weights[1]})
    hidden = weights[1].shape[1]
    check_shape((runs, n, hidden), **states)
    if steps == 0:
        raise ValueError(f"x must have at least one step: x {x.shape}")
    if lengths is not None:
        check_integers(lengths=lengths)
        check_shape((n,), lengths=lengths)
        if n and not (lengths.min() >= 1 and lengths.max() <= steps):
            raise ValueError(
                f"lengths must be from 1 to {steps}, got {lengths.min()} to {lengths.max()}"
            )
    if truncate is not None:
        check_integer("truncate", truncate, low=1)
        if directions == 2:
            raise ValueError("truncate is not supported together with bidirectional=True")
    size = len(weights) // runs
    return [weights[d * size : (d + 1) * size] for d in range(runs)]
