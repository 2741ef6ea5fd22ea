"""One step of an LSTM with coupled gates and peepholes, backward."""

import numpy as np

from ...exercises import Case, Question


def peephole_cell_backward(dh_new, dc_new, x, h, c, w_ih, w_hh, p_i, p_o, gates, c_new):
    """The new cell has three readers: the next step, tanh, and the output gate."""
    i, g, o = np.split(gates, 3, axis=1)
    shown = np.tanh(c_new)
    do = dh_new * shown
    da_o = do * o * (1 - o)
    dc = dc_new + dh_new * o * (1 - shown**2) + da_o * p_o
    di = dc * (g - c)
    dg = dc * i
    da_i = di * i * (1 - i)
    da_g = dg * (1 - g**2)
    dc_old = dc * (1 - i) + da_i * p_i
    dp_i, dp_o = (da_i * c).sum(axis=0), (da_o * c_new).sum(axis=0)
    da = np.hstack([da_i, da_g, da_o])
    return da @ w_ih, da @ w_hh, dc_old, da.T @ x, da.T @ h, da.sum(axis=0), dp_i, dp_o


def by_hand(rng, label, sent):
    """Draw small numbers, so that the case can be redone with a pencil."""
    dh_new, dc_new, x, h, c = rng.choice([-2.0, 2.0, 3.0], (5, 1, 1))
    w_ih, w_hh = rng.choice([-2.0, -1.0, 1.0, 2.0], (2, 3, 1))
    p_i, p_o = rng.choice([-2.0, -1.0, 1.0, 2.0], (2, 1))
    gates = rng.choice([0.25, 0.5], (1, 3)) * [1, rng.choice([-1, 1]), 1]
    c_new = (1 - gates[:, :1]) * c + gates[:, :1] * gates[:, 1:2]
    return Case(label, (sent * dh_new, dc_new, x, h, c, w_ih, w_hh, p_i, p_o, gates, c_new))


def cell_cases(rng):
    """Draw cells, one new idea after the other; all sizes differ."""

    def case(label, batch, inputs, units, dh=1, dc=1):
        shapes = (batch, inputs), (batch, units), (batch, units), (batch, units), (batch, units)
        x, h, c, dh_new, dc_new = (rng.standard_normal(shape) for shape in shapes)
        w_ih, w_hh = (rng.standard_normal((3 * units, size)) / 2 for size in (inputs, units))
        p_i, p_o = rng.standard_normal((2, units))
        b = rng.standard_normal(3 * units) / 2
        a_i, a_g, a_o = np.split(x @ w_ih.T + h @ w_hh.T + b, 3, axis=1)
        i, g = 1 / (1 + np.exp(-a_i - p_i * c)), np.tanh(a_g)
        c_new = (1 - i) * c + i * g
        gates = np.hstack([i, g, 1 / (1 + np.exp(-a_o - p_o * c_new))])
        arrays = dh_new * dh, dc_new * dc, x, h, c, w_ih, w_hh, p_i, p_o, gates, c_new
        return Case(label, arrays)

    return [
        by_hand(rng, "from the cell only, by hand", 0.0),
        by_hand(rng, "from both, by hand", 1.0),
        case("from the cell only", 2, 4, 3, dh=0),
        case("from the state only", 1, 2, 1, dc=0),
        case("from the state only", 2, 3, 4, dc=0),
        case("from both", 1, 4, 3),
        case("from both", 3, 4, 2),
        case("from both", 2, 5, 3),
    ]


QUESTION = Question(
    id="4_2.peephole_cell_backward",
    points=5,
    difficulty=5,
    minutes=35,
    section="4.2, The LSTM, backwards",
    transfer=True,
    reference=peephole_cell_backward,
    outputs=("dx", "dh", "dc", "dw_ih", "dw_hh", "db", "dp_i", "dp_o"),
    intermediates=("do", "da_o", "dc", "di", "dg", "da_i", "da_g", "da"),
    cases=cell_cases,
)
