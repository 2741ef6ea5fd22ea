"""The walk of `rnn_backward`, and what goes wrong on it."""

import numpy as np

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
        sent = fault.get("sent", lambda da, dh: da)(da[:, t], dout[:, t] + carry)
        sent = sent @ fault.get("back", w_hh)
        dx[:, t], carry = da[:, t] @ w_ih, sent + fault.get("again", 0) * carry
        if cut(t) and fault.get("stop"):
            break
        if cut(t):
            carry = np.zeros_like(h_0)
    return dx, carry, da


def collect(da, x, before):
    """Sum the weights' gradients over batch and time."""
    return (*(np.einsum("ntj,ntk->jk", da, met) for met in (x, before)), da.sum(axis=(0, 1)))


def faulty(change=lambda w_hh, steps, truncate: {}, finish=None):
    """Make a mistake: a fault on the walk, or in what is made of it."""

    def wrong(dout, x, h_0, w_ih, w_hh, out, *, truncate=None):
        here = change(w_hh, x.shape[1], truncate)
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


def each_output_alone(dout, x, h_0, w_ih, w_hh, out, *, truncate=None):
    """Follow each output back through as many steps as a chunk has."""
    steps = x.shape[1]
    dx, dh_0, da = np.zeros_like(x), np.zeros_like(h_0), np.zeros_like(out)
    for start in range(steps):
        dh, stop = dout[:, start], max(start - (truncate or steps), -1)
        for t in range(start, stop, -1):
            part = dh * slope(out[:, t])
            da[:, t], dx[:, t], dh = da[:, t] + part, dx[:, t] + part @ w_ih, part @ w_hh
        dh_0 += dh * (stop == -1)
    return dx, dh_0, *collect(da, x, np.concatenate([h_0[:, None], out[:, :-1]], axis=1))


def slope_of_the_state_before(dout, x, h_0, w_ih, w_hh, out, *, truncate=None):
    """Take the derivative of tanh at the state before the step."""
    before = np.concatenate([h_0[:, None], out[:, :-1]], axis=1)
    moved = walk(dout, x, h_0, w_ih, w_hh, before, truncate)
    return *moved[:2], *collect(moved[2], x, before)


def first_state_summed(dout, x, h_0, w_ih, w_hh, out, *, truncate=None):
    """Give h_0 what every step sends back."""
    dx, _, da = walk(dout, x, h_0, w_ih, w_hh, out, truncate)
    before = np.concatenate([h_0[:, None], out[:, :-1]], axis=1)
    return dx, (da @ w_hh).sum(axis=1), *collect(da, x, before)
