"""The recurrent unit over time."""

import numpy as np

from ...exercises import Case, Question


def rnn(x, h_0, w_ih, w_hh, b_ih, b_hh):
    """Step through time; each state is made of the input and of the state before."""
    h, states = h_0, []
    for t in range(x.shape[1]):
        a = x[:, t] @ w_ih.T + b_ih + h @ w_hh.T + b_hh
        h = np.tanh(a)
        states.append(h)
    return np.stack(states, axis=1)


def rnn_cases(rng):
    """Draw networks, one new idea after the other; all sizes differ."""

    def case(label, batch, steps, inputs, units, start=True):
        shapes = (batch, steps, inputs), (batch, units), (units, inputs), (units, units)
        x, h_0, w_ih, w_hh = (rng.standard_normal(shape) for shape in shapes)
        b_ih, b_hh = rng.standard_normal((2, units))
        return Case(label, (x, h_0 * start, w_ih, w_hh / units**0.5, b_ih, b_hh))

    return [
        case("one step", 1, 1, 3, 2),
        case("one unit", 1, 5, 1, 1, start=False),
        case("several units", 1, 4, 2, 3, start=False),
        case("start from h_0", 1, 5, 2, 3),
        case("start from h_0", 1, 3, 4, 2),
        case("batch", 3, 6, 2, 4),
        case("batch", 2, 5, 4, 3),
        case("batch, from zero", 3, 4, 2, 5, start=False),
    ]


QUESTION = Question(
    id="3_2.rnn",
    points=2,
    difficulty=2,
    minutes=15,
    section="3.2, Unrolling",
    reference=rnn,
    cases=rnn_cases,
)
