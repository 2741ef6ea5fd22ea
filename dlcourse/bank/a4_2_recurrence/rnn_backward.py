"""Backpropagation through time, whole and truncated."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Question
from ._walk import rnn_backward
from ._walk_mistakes import MISTAKES


def time_cases(rng):
    """Draw networks, one new idea after the other; all sizes differ."""

    def case(label, batch, steps, inputs, units, end_only=False, **settings):
        shapes = (batch, steps, inputs), (batch, units), (units, inputs), (units, units), (units,)
        x, h_0, w_ih, w_hh, b = (rng.standard_normal(shape) / 1.5 for shape in shapes)
        out, h = np.zeros((batch, steps, units)), h_0
        for t in range(steps):
            h = out[:, t] = np.tanh(x[:, t] @ w_ih.T + b + h @ w_hh.T)
        dout = rng.standard_normal(out.shape)
        dout[:, :-1] *= not end_only
        return Case(label, (dout, x, h_0, w_ih, w_hh, out), settings)

    return [
        case("one step", 1, 1, 2, 3),
        case("two steps", 1, 2, 3, 2),
        case("two steps, loss at the end", 1, 2, 2, 3, end_only=True),
        case("several steps", 1, 5, 3, 2),
        case("several steps, loss at the end", 1, 6, 2, 3, end_only=True),
        case("batch", 3, 4, 2, 5),
        case("batch", 2, 6, 4, 3),
        case("truncated", 2, 7, 4, 3, truncate=3),
        case("truncated", 3, 8, 2, 4, truncate=2),
        case("truncated", 2, 5, 3, 4, truncate=1),
    ]


QUESTION = Question(
    id="4_2.rnn_backward",
    points=5,
    difficulty=4,
    minutes=40,
    section="4.2, Cut short: truncated BPTT",
    reference=rnn_backward,
    outputs=("dx", "dh_0", "dw_ih", "dw_hh", "db"),
    cases=time_cases,
    forbids=LIBRARIES,
    mistakes=MISTAKES,
    hints=[
        "Keep one array, the gradient that the next step sends to the state. "
        "It is zero at first, because nothing comes after the last step.",
        "One turn of the loop is the question before. What goes in as its dout, and what comes "
        "out for the turn after it?",
        "The weights' gradients start as zeros and grow by one step's part at each turn. "
        "For truncation, find the turn after which nothing may be sent on.",
    ],
)
