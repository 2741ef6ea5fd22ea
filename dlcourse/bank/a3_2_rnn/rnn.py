"""The recurrent unit over time."""

import numpy as np

from ...exercises import Case, Question
from ._arrays import draw


def rnn(x, h_0, w_ih, w_hh, b_ih, b_hh):
    """Step through time; each state is made of the input and of the state before."""
    h, states = h_0, []
    for t in range(x.shape[1]):
        a = x[:, t] @ w_ih.T + b_ih + h @ w_hh.T + b_hh
        h = np.tanh(a)
        states.append(h)
    return np.stack(states, axis=1)


def rnn_cases(rng):
    """Draw networks, one new idea after the other; sizes differ, but for one of two by hand.

    There all are 2, so that a product with the weights in front has a shape, and can be named.
    """

    def case(label, batch, steps, inputs, units, start=True, halves=False):
        shapes = (batch, steps, inputs), (batch, units), (units, inputs), (units, units)
        x, h_0, w_ih, w_hh = (draw(rng, shape, halves) for shape in shapes)
        b_ih, b_hh = draw(rng, (2, units), halves)
        return Case(label, (x, h_0 * start, w_ih, w_hh / (units**0.5, 1)[halves], b_ih, b_hh))

    return [
        case("by hand, one unit", 1, 3, 1, 1, halves=True),
        case("by hand, a batch", 2, 1, 2, 2, halves=True),
        case("one step", 1, 1, 3, 2),
        case("several units", 1, 4, 2, 3, start=False),
        case("start from h_0", 1, 5, 2, 3),
        case("start from h_0", 1, 3, 4, 2),
        case("batch", 3, 6, 2, 4),
        case("batch, from zero", 3, 4, 2, 5, start=False),
    ]


QUESTION = Question(
    id="3_2.rnn",
    points=1,
    difficulty=2,
    minutes=10,
    section="3.2, Unrolling",
    reference=rnn,
    cases=rnn_cases,
)
