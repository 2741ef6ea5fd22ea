"""One step of the LSTM."""

import numpy as np

from ...exercises import Case, Question
from ._arrays import cell_arrays, draw


def sigmoid(a):
    """Squash numbers into gates between 0 and 1."""
    return 1 / (1 + np.exp(-a))


def lstm_cell(x, h, c, w_ih, w_hh, b_ih, b_hh):
    """Forget, write, show: the new state and the new cell."""
    a = x @ w_ih.T + b_ih + h @ w_hh.T + b_hh
    i, f, g, o = np.split(a, 4, axis=1)
    i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
    c_new = f * c + i * g
    h_new = o * np.tanh(c_new)
    return h_new, c_new


def lstm_cases(rng):
    """Draw cells, one new idea after the other; all sizes differ."""

    def case(label, batch, inputs, units, halves=False, far=0.0):
        x, h, *weights = cell_arrays(rng, batch, inputs, units, gates=4, halves=halves)
        c = draw(rng, (batch, units), halves)
        weights[2][:units] -= far
        weights[2][units : 2 * units] += far
        return Case(label, (x, h, c, *weights))

    return [
        case("by hand", 1, 1, 1, halves=True),
        case("one unit", 1, 3, 1),
        case("several units", 1, 2, 3),
        case("several units", 1, 4, 2),
        case("batch", 3, 4, 2),
        case("batch", 2, 3, 5),
        case("batch", 4, 2, 3),
        case("gates far open and shut", 2, 4, 3, far=800.0),
    ]


QUESTION = Question(
    id="3_2.lstm_cell",
    points=2,
    difficulty=3,
    minutes=15,
    section="3.2, The LSTM, one gate at a time",
    reference=lstm_cell,
    outputs=("h", "c"),
    intermediates=("i", "f", "g", "o"),
    cases=lstm_cases,
)
