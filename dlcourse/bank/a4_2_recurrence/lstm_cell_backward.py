"""One step of the LSTM, backward."""

import numpy as np

from ...exercises import Case, Question


def lstm_cell_backward(dh_new, dc_new, x, h, c, w_ih, w_hh, gates, c_new):
    """Name the cell's total gradient once; the four gates and the old cell follow from it."""
    i, f, g, o = np.split(gates, 4, axis=1)
    shown = np.tanh(c_new)
    dc = dc_new + dh_new * o * (1 - shown**2)
    di = dc * g
    df = dc * c
    dg = dc * i
    do = dh_new * shown
    da_i = di * i * (1 - i)
    da_f = df * f * (1 - f)
    da_g = dg * (1 - g**2)
    da_o = do * o * (1 - o)
    da = np.hstack([da_i, da_f, da_g, da_o])
    return da @ w_ih, da @ w_hh, dc * f, da.T @ x, da.T @ h, da.sum(axis=0)


def by_hand(rng, label, sent=1.0):
    """Draw small numbers, so that the case can be redone with a pencil."""
    dh_new, dc_new, x, h, c = rng.choice([-2.0, 2.0, 3.0], (5, 1, 1))
    w_ih, w_hh = rng.choice([-2.0, -1.0, 1.0, 2.0], (2, 4, 1))
    gates = rng.choice([0.25, 0.5], (1, 4)) * [1, 1, rng.choice([-1, 1]), 1]
    made = gates, gates[:, 1:2] * c + gates[:, :1] * gates[:, 2:3]
    return Case(label, (sent * dh_new, dc_new, x, h, c, w_ih, w_hh, *made))


def cell_cases(rng):
    """Draw cells, one new idea after the other; all sizes differ."""

    def case(label, batch, inputs, units, dh=1, dc=1):
        shapes = (batch, inputs), (batch, units), (batch, units), (batch, units), (batch, units)
        x, h, c, dh_new, dc_new = (rng.standard_normal(shape) for shape in shapes)
        w_ih, w_hh = (rng.standard_normal((4 * units, size)) / 2 for size in (inputs, units))
        a = x @ w_ih.T + h @ w_hh.T + rng.standard_normal(4 * units) / 2
        i, f, g, o = np.split(1 / (1 + np.exp(-a)), 4, axis=1)
        g = np.tanh(np.split(a, 4, axis=1)[2])
        made = np.hstack([i, f, g, o]), f * c + i * g
        return Case(label, (dh_new * dh, dc_new * dc, x, h, c, w_ih, w_hh, *made))

    return [
        by_hand(rng, "from the cell only, by hand", sent=0.0),
        by_hand(rng, "from both, by hand"),
        case("from the cell only", 1, 3, 1, dh=0),
        case("from the cell only", 2, 4, 3, dh=0),
        case("from the state only", 1, 2, 1, dc=0),
        case("from the state only", 2, 3, 4, dc=0),
        case("from both", 1, 4, 3),
        case("from both", 3, 4, 2),
        case("from both", 4, 2, 5),
        case("from both", 2, 5, 3),
    ]


QUESTION = Question(
    id="4_2.lstm_cell_backward",
    points=3,
    difficulty=4,
    minutes=25,
    section="4.2, The LSTM, backwards",
    reference=lstm_cell_backward,
    outputs=("dx", "dh", "dc", "dw_ih", "dw_hh", "db"),
    intermediates=("dc", "di", "df", "dg", "do", "da_i", "da_f", "da_g", "da_o", "da"),
    cases=cell_cases,
)
