"""One step of an LSTM whose gates see the cell, and which writes where it forgets."""

import numpy as np

from ...exercises import Case, Question
from ._arrays import draw


def sigmoid(a):
    """Squash numbers into gates between 0 and 1."""
    return 1 / (1 + np.exp(-a))


def peephole_cell(x, h, c, w_ih, w_hh, b, p):
    """Forget what will be overwritten; the output gate waits for the new cell."""
    a_f, a_g, a_o = np.split(x @ w_ih.T + h @ w_hh.T + b, 3, axis=1)
    p_f, p_o = p
    f = sigmoid(a_f + p_f * c)
    g = np.tanh(a_g)
    c_new = f * c + (1 - f) * g
    o = sigmoid(a_o + p_o * c_new)
    h_new = o * np.tanh(c_new)
    return h_new, c_new


def peephole_cases(rng):
    """Draw cells, one new idea after the other; all sizes differ."""

    def case(label, batch, inputs, units, halves=False, peep=(1, 1)):
        rows = 3 * units
        shapes = (batch, inputs), (batch, units), (batch, units), (rows, inputs), (rows, units)
        x, h, c, w_ih, w_hh = (draw(rng, shape, halves) for shape in shapes)
        b, p = draw(rng, rows, halves), draw(rng, (2, units), halves)
        return Case(label, (x, h, c, w_ih, w_hh, b, p * np.array(peep)[:, None]))

    return [
        case("by hand, gates coupled", 1, 1, 1, halves=True, peep=(0, 0)),
        case("by hand", 1, 1, 1, halves=True),
        case("f sees the cell", 3, 2, 4, peep=(1, 0)),
        case("o sees the cell", 2, 4, 3, peep=(0, 1)),
        case("one unit", 3, 2, 1),
        case("several units", 1, 2, 4),
        case("batch", 3, 4, 2),
        case("batch", 4, 2, 5),
    ]


QUESTION = Question(
    id="3_2.peephole_cell",
    points=3,
    difficulty=3,
    minutes=25,
    section="3.2, The LSTM, one gate at a time",
    transfer=True,
    reference=peephole_cell,
    outputs=("h", "c"),
    intermediates=("f", "g", "o"),
    cases=peephole_cases,
)
