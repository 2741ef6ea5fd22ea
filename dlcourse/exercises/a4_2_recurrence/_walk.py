"""The walk of `rnn_backward`, and what goes wrong on it."""

import numpy as np

from .._question import Mistake
from .rnn_cell_backward import rnn_cell_backward, slope


def rnn_backward(dout, x, h_0, w_ih, w_hh, out, *, truncate=None):
    """Walk back through the steps; what reaches a state comes from its output and its future."""
    dx, carry = np.zeros_like(x), np.zeros_like(h_0)
    dweights = [np.zeros_like(w_ih), np.zeros_like(w_hh), np.zeros(len(w_hh))]
    for t in reversed(range(x.shape[1])):
        h = out[:, t - 1] if t > 0 else h_0
        dh = dout[:, t] + carry
        dx[:, t], carry, *step = rnn_cell_backward(dh, x[:, t], h, w_ih, w_hh, out[:, t])
        dweights = [total + part for total, part in zip(dweights, step, strict=True)]
        if truncate and t > 0 and t % truncate == 0:
            carry = np.zeros_like(h_0)
    return dx, carry, *dweights


def walk(dout, x, h_0, w_ih, w_hh, out, truncate, **fault):
    """Walk back as `rnn_backward` does, with room for one fault; give dx, dh_0 and every da."""
    cut = fault.get("cut", lambda t: truncate and t > 0 and t % truncate == 0)
    into = fault.get("into", lambda dout, carry, out: (dout + carry) * slope(out))
    dx, carry, da = np.zeros_like(x), np.zeros_like(h_0), np.zeros_like(out)
    for t in fault.get("order", reversed)(range(x.shape[1])):
        da[:, t] = into(dout[:, t], carry, out[:, t])
        sent = da[:, t] @ fault.get("back", w_hh)
        dx[:, t], carry = da[:, t] @ w_ih, sent + fault.get("again", 0) * carry
        if cut(t) and fault.get("stop"):
            break
        if cut(t):
            carry = np.zeros_like(h_0)
    return dx, carry, da


def collect(da, x, before):
    """Sum the weights' gradients over batch and time."""
    return (*(np.einsum("ntj,ntk->jk", da, met) for met in (x, before)), da.sum(axis=(0, 1)))


def _fault(fault=lambda w_hh, steps, truncate: {}, finish=None):
    """Make a mistake: a fault on the walk, or in what is made of it."""

    def wrong(dout, x, h_0, w_ih, w_hh, out, *, truncate=None):
        here = fault(w_hh, x.shape[1], truncate)
        dx, dh_0, da = walk(dout, x, h_0, w_ih, w_hh, out, truncate, **here)
        before = np.concatenate([h_0[:, None], out[:, :-1]], axis=1)
        if finish:
            return finish(dx, dh_0, da, x, before, out)
        return dx, dh_0, *collect(da, x, before)

    return wrong


def cut_early(w_hh, steps, truncate):
    """Cut one step before the chunk begins."""
    return {"cut": lambda t: truncate and (t + 1) % truncate == 0}


def cut_late(w_hh, steps, truncate):
    """Cut one step after the chunk begins."""
    return {"cut": lambda t: truncate and t > 0 and (t - 1) % truncate == 0}


def cut_at_the_start(w_hh, steps, truncate):
    """Cut before step 0, too."""
    return {"cut": lambda t: truncate and t % truncate == 0}


def cut_from_the_end(w_hh, steps, truncate):
    """Count the chunks from the end."""
    return {"cut": lambda t: truncate and t > 0 and (steps - t) % truncate == 0}


def last_output_only(dout, *arrays, truncate=None):
    """Start from the last output, and forget that the others were used too."""
    only = np.zeros_like(dout)
    only[:, -1] = dout[:, -1]
    return rnn_backward(only, *arrays, truncate=truncate)


def last_chunk_only(dout, *arrays, truncate=None):
    """Stop at the first cut instead of starting anew."""
    kept = dout.copy()
    if truncate:
        kept[:, : (dout.shape[1] - 1) // truncate * truncate] = 0
    return rnn_backward(kept, *arrays, truncate=truncate)


MISTAKES = [
    Mistake(
        "each step goes back alone",
        "A state is read by its output and by the next step. Both send a gradient: add them.",
        _fault(lambda *_: {"into": lambda dout, carry, out: dout * slope(out)}),
    ),
    Mistake(
        "only the last output sends a gradient",
        "Every state was an output too: dout[:, t] joins at every step.",
        last_output_only,
    ),
    Mistake(
        "the weights' gradients are overwritten",
        "The same weights work at every step, so their gradients add up: a sum over all steps.",
        _fault(
            finish=lambda dx, dh_0, da, x, before, out: (
                dx,
                dh_0,
                *collect(da[:, :1], x[:, :1], before[:, :1]),
            )
        ),
    ),
    Mistake(
        "the weights' gradients are averaged over time",
        "The same weights work at every step, so their gradients add up.",
        _fault(
            finish=lambda dx, dh_0, da, x, before, out: (
                dx,
                dh_0,
                *(dw / x.shape[1] for dw in collect(da, x, before)),
            )
        ),
    ),
    Mistake(
        "dw_hh meets the state after the step",
        "At step t, w_hh was multiplied by the state of step t - 1.",
        _fault(
            finish=lambda dx, dh_0, da, x, before, out: (dx, dh_0, *collect(da, x, out)),
        ),
    ),
    Mistake(
        "dw_hh forgets h_0",
        "At step 0, w_hh was multiplied by h_0.",
        _fault(
            finish=lambda dx, dh_0, da, x, before, out: (
                dx,
                dh_0,
                *collect(da, x, np.where(np.arange(x.shape[1])[:, None] > 0, before, 0)),
            )
        ),
    ),
    Mistake(
        "dw_hh meets the last state at step 0",
        "Index -1 is the last state. At step 0, w_hh was multiplied by h_0.",
        _fault(
            finish=lambda dx, dh_0, da, x, before, out: (
                dx,
                dh_0,
                *collect(da, x, np.roll(out, 1, axis=1)),
            )
        ),
    ),
    Mistake(
        "dw_hh meets h_0 at every step",
        "At step t, w_hh was multiplied by the state of step t - 1.",
        _fault(
            finish=lambda dx, dh_0, da, x, before, out: (
                dx,
                dh_0,
                *collect(da, x, np.repeat(before[:, :1], x.shape[1], axis=1)),
            )
        ),
    ),
    Mistake(
        "what came from the future is sent on twice",
        "It went into the state's total gradient. What is sent on is made from that one alone.",
        _fault(lambda *_: {"again": 1}),
    ),
    Mistake(
        "the gradient from the future misses the derivative of tanh",
        "dout[:, t] and what the next step sends reach the same state: add, then go through tanh.",
        _fault(lambda *_: {"into": lambda dout, carry, out: dout * slope(out) + carry}),
    ),
    Mistake(
        "1 - tanh in the place of 1 - tanh²",
        "The derivative of tanh is 1 - tanh², with the square.",
        _fault(lambda *_: {"into": lambda dout, carry, out: (dout + carry) * (1 - out)}),
    ),
    Mistake(
        "w_hh is transposed on the way back",
        "Forward the state met w_hh.T, so backward the gradient meets w_hh itself. "
        "The matrix is square, so no shape complains.",
        _fault(lambda w_hh, steps, truncate: {"back": w_hh.T}),
    ),
    Mistake(
        "the loop runs forwards",
        "Step t needs what step t + 1 sends back: begin at the last step.",
        _fault(lambda *_: {"order": iter}),
    ),
    Mistake(
        "dh_0 has not met w_hh",
        "h_0 was multiplied by w_hh at step 0, as every state was one step later.",
        _fault(
            finish=lambda dx, dh_0, da, x, before, out: (dx, da[:, 0], *collect(da, x, before)),
        ),
    ),
    Mistake(
        "dh_0 is left out",
        "Five gradients: x, h_0, w_ih, w_hh, b.",
        lambda *arrays, **settings: (
            rnn_backward(*arrays, **settings)[:1] + rnn_backward(*arrays, **settings)[2:]
        ),
    ),
    Mistake(
        "nothing is truncated",
        "Where a chunk begins, the gradient of the state stops.",
        lambda *arrays, truncate=None: rnn_backward(*arrays),
    ),
    Mistake(
        "the cut is one step early",
        "Chunks begin at t = k, 2k, ...: no gradient goes from step k to the state of k - 1.",
        _fault(cut_early),
    ),
    Mistake(
        "the cut is one step late",
        "Chunks begin at t = k, 2k, ...: no gradient goes from step k to the state of k - 1.",
        _fault(cut_late),
    ),
    Mistake(
        "dh_0 is cut off",
        "At step 0 nothing is cut: h_0 belongs to the first chunk.",
        _fault(cut_at_the_start),
    ),
    Mistake(
        "the walk ends at the first cut",
        "A cut stops what comes from the future. The steps before it have outputs of their own.",
        _fault(lambda *_: {"stop": True}),
    ),
    Mistake(
        "the chunks are counted from the end",
        "Chunks begin at t = k, 2k, ...; the last one may be shorter.",
        _fault(cut_from_the_end),
    ),
    Mistake(
        "only the last chunk goes back",
        "A cut stops what comes from the future. The outputs before it still count.",
        last_chunk_only,
    ),
]
