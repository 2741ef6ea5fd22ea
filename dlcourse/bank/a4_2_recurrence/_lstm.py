"""The LSTM's step back, with room for faults."""

import numpy as np


def lstm_cell_backward(dh_new, dc_new, x, h, c, w_ih, w_hh, gates, c_new):
    """Name the cell's total gradient once; the four gates and the old cell follow from it."""
    i, f, g, o = np.split(gates, 4, axis=1)
    shown = np.tanh(c_new)
    dc = dc_new + dh_new * o * (1 - shown**2)
    di, df, dg, do = dc * g, dc * c, dc * i, dh_new * shown
    da = np.hstack([di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)])
    return da @ w_ih, da @ w_hh, dc * f, da.T @ x, da.T @ h, da.sum(axis=0)


def pieces(dh_new, dc_new, c, gates, c_new, **fault):
    """Give the gradient of each gate's sum and of the old cell, with room for one fault."""
    i, f, g, o = np.split(gates, 4, axis=1)
    shown = np.tanh(c_new)
    slope = fault.get("slope", 1 - shown**2)
    dc = fault.get("total", lambda new, through: new + through)(
        dc_new, dh_new * fault.get("open", lambda o: o)(o) * slope
    )
    writing, written = fault.get("met", lambda i, g: (g, i))(i, g)
    di, df, dg = dc * writing, dc * fault.get("kept", c), dc * written
    do = fault.get("from", lambda dh, dc: dh)(dh_new, dc) * fault.get("shown", shown)
    da = [
        di * fault.get("sigmoid", lambda s: s * (1 - s))(i),
        df * fault.get("sigmoid", lambda s: s * (1 - s))(f),
        dg * fault.get("tanh", lambda s: 1 - s**2)(g),
        do * fault.get("sigmoid", lambda s: s * (1 - s))(o),
    ]
    return [da[n] for n in fault.get("order", range(4))], dc * fault.get("through", f)


def faulty(make=lambda f, c, c_new: {}, finish=None, **fault):
    """Make a mistake: a fault in the pieces, or in what is made of them."""

    def wrong(dh_new, dc_new, x, h, c, w_ih, w_hh, gates, c_new):
        gates = fault.get("seen", lambda gates: gates)(gates)
        here = {**make(np.split(gates, 4, axis=1)[1], c, c_new), **fault}
        blocks, dc = pieces(dh_new, dc_new, c, gates, c_new, **here)
        da = np.hstack(blocks)
        made = da @ w_ih, da @ w_hh, dc, da.T @ x, da.T @ h, da.sum(axis=0)
        return finish(dh_new, c, da, made) if finish else made

    return wrong


def squashed_again(gates):
    """Take the gates for the sums that they were made of."""
    *_, g, _ = np.split(gates, 4, axis=1)
    again = np.split(1 / (1 + np.exp(-gates)), 4, axis=1)
    return np.hstack([*again[:2], np.tanh(g), again[3]])


def met_new_state(dh_new, dc_new, x, h, c, w_ih, w_hh, gates, c_new):
    """Let dw_hh meet the state that the step has made."""
    made = lstm_cell_backward(dh_new, dc_new, x, h, c, w_ih, w_hh, gates, c_new)
    new = np.split(gates, 4, axis=1)[3] * np.tanh(c_new)
    new = lstm_cell_backward(dh_new, dc_new, x, new, c, w_ih, w_hh, gates, c_new)
    return *made[:4], new[4], made[5]


def cell_sent_twice(dh_new, dc_new, *arrays):
    """Add what came to the cell to what goes on."""
    dx, dh, dc, *dweights = lstm_cell_backward(dh_new, dc_new, *arrays)
    return dx, dh, dc + dc_new, *dweights
