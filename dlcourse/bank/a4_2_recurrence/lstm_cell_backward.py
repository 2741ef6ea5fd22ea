"""One step of the LSTM, backward."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Question
from ._lstm import lstm_cell_backward
from ._lstm_mistakes import MISTAKES


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
    points=5,
    difficulty=4,
    minutes=35,
    section="4.2, The LSTM, backwards",
    reference=lstm_cell_backward,
    outputs=("dx", "dh", "dc", "dw_ih", "dw_hh", "db"),
    cases=cell_cases,
    forbids=LIBRARIES,
    mistakes=MISTAKES,
    hints=[
        "Draw the step: the new cell feeds the state and the next step. Add the two gradients "
        "that come back to it, and give the sum a name.",
        "In c' = f c + i g each factor's gradient is the total one times the other factor. "
        "Only the output gate gets its gradient from dh_new.",
        "Then each of the four goes through its own derivative, written with its value. "
        "Set side by side they are one array (N, 4H), and the rest is one linear layer.",
    ],
)
