"""One step of the recurrent unit, backward."""

import numpy as np

from ...exercises import Case, Question


def rnn_cell_backward(dout, x, h, w_ih, w_hh, out):
    """Go through tanh first, then to all that was multiplied and added."""
    da = dout * (1 - out**2)
    return da @ w_ih, da @ w_hh, da.T @ x, da.T @ h, da.sum(axis=0)


def cell_cases(rng):
    """Draw cells, one new idea after the other; all sizes differ."""

    def case(label, batch, inputs, units):
        shapes = (batch, inputs), (batch, units), (units, inputs), (units, units), (units,)
        x, h, w_ih, w_hh, b = (rng.standard_normal(shape) / 1.5 for shape in shapes)
        out = np.tanh(x @ w_ih.T + h @ w_hh.T + b)
        return Case(label, (rng.standard_normal(out.shape), x, h, w_ih, w_hh, out))

    def by_hand(inputs, units):
        shapes = (1, units), (1, inputs), (1, units), (units, inputs), (units, units)
        arrays = [rng.choice([-2.0, -1.0, 1.0, 2.0, 3.0], shape) for shape in shapes]
        return Case("by hand", (*arrays, rng.choice([-0.5, 0.5], (1, units))))

    return [
        by_hand(2, 1),
        by_hand(1, 2),
        case("one unit", 1, 1, 1),
        case("one unit, several inputs", 1, 3, 1),
        case("several units", 1, 2, 3),
        case("several units", 1, 4, 2),
        case("batch", 3, 2, 4),
        case("batch", 2, 5, 3),
        case("batch", 4, 3, 2),
    ]


QUESTION = Question(
    id="4_2.rnn_cell_backward",
    points=2,
    difficulty=2,
    minutes=15,
    section="4.2, T steps, H units",
    reference=rnn_cell_backward,
    outputs=("dx", "dh", "dw_ih", "dw_hh", "db"),
    intermediates=("da",),
    cases=cell_cases,
)
