"""One step of the LSTM, backward."""

import numpy as np

from .._forbids import LIBRARIES
from .._question import Case, Mistake, Question


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
    di, df, dg = dc * g, dc * fault.get("kept", c), dc * i
    do = fault.get("from", lambda dh, dc: dh)(dh_new, dc) * fault.get("shown", shown)
    da = [
        di * fault.get("sigmoid", lambda s: s * (1 - s))(i),
        df * fault.get("sigmoid", lambda s: s * (1 - s))(f),
        dg * fault.get("tanh", lambda s: 1 - s**2)(g),
        do * fault.get("sigmoid", lambda s: s * (1 - s))(o),
    ]
    return [da[n] for n in fault.get("order", range(4))], dc * fault.get("through", f)


def _fault(make=lambda f, c, c_new: {}, finish=None, **fault):
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
    mistakes=[
        Mistake(
            "the cell's own gradient is lost",
            "The next step reads the cell too: what it sends belongs to the cell's total gradient.",
            _fault(total=lambda new, through: through),
        ),
        Mistake(
            "the state sends nothing to the cell",
            "The state shows tanh of the new cell: that path belongs to the total gradient.",
            _fault(total=lambda new, through: new),
        ),
        Mistake(
            "dc is passed on without the forget gate",
            "The old cell was multiplied by the forget gate.",
            _fault(through=1.0),
        ),
        Mistake(
            "dc passes on only what came to the cell",
            "The old cell's gradient is the cell's total one, times the forget gate.",
            lambda *arrays: (
                *lstm_cell_backward(*arrays)[:2],
                arrays[1] * np.split(arrays[7], 4, axis=1)[1],
                *lstm_cell_backward(*arrays)[3:],
            ),
        ),
        Mistake(
            "the path from the state misses the output gate",
            "The state is the output gate times tanh of the cell.",
            _fault(open=np.ones_like),
        ),
        Mistake(
            "the output gate's gradient comes from the cell",
            "The output gate stands in the state's line only.",
            _fault(**{"from": lambda dh, dc: dc}),
        ),
        Mistake(
            "sigmoid and tanh are applied once more",
            "gates holds i, f, g and o as the forward pass used them.",
            _fault(seen=squashed_again),
        ),
        Mistake(
            "the derivative of tanh(c) is left out",
            "Between the cell and the state there is a tanh.",
            _fault(slope=1.0),
        ),
        Mistake(
            "the derivative of tanh is taken at the old cell",
            "The state shows the new cell.",
            _fault(lambda f, c, c_new: {"slope": 1 - np.tanh(c) ** 2}),
        ),
        Mistake(
            "1 - c² in the place of 1 - tanh(c)²",
            "The cell itself is not a tanh. Take its tanh first.",
            _fault(lambda f, c, c_new: {"slope": 1 - c_new**2}),
        ),
        Mistake(
            "the forget gate meets the new cell",
            "The forget gate was multiplied by the old cell.",
            _fault(lambda f, c, c_new: {"kept": c_new}),
        ),
        Mistake(
            "the output gate meets the cell without tanh",
            "The output gate was multiplied by tanh of the new cell.",
            _fault(lambda f, c, c_new: {"shown": c_new}),
        ),
        Mistake(
            "1 - g in the place of 1 - g²",
            "The candidate is a tanh: its derivative has the square.",
            _fault(tanh=lambda s: 1 - s),
        ),
        Mistake(
            "the candidate has a sigmoid's derivative",
            "The candidate is a tanh, the three gates are sigmoids.",
            _fault(tanh=lambda s: s * (1 - s)),
        ),
        Mistake(
            "the gates' derivatives are left out",
            "gates came out of sigmoid and tanh. The weights stand before them.",
            _fault(sigmoid=np.ones_like, tanh=np.ones_like),
        ),
        Mistake(
            "the gates have tanh's derivative",
            "i, f and o are sigmoids: s (1 - s).",
            _fault(sigmoid=lambda s: 1 - s**2),
        ),
        Mistake(
            "the blocks i and f are exchanged",
            "The blocks of rows are i, f, g, o.",
            _fault(order=(1, 0, 2, 3)),
        ),
        Mistake(
            "the blocks g and o are exchanged",
            "The blocks of rows are i, f, g, o: the candidate comes before the output gate.",
            _fault(order=(0, 1, 3, 2)),
        ),
        Mistake(
            "db is not summed over the batch",
            "The same bias serves all rows of the batch, so its gradients add up.",
            _fault(finish=lambda dh_new, c, da, made: (*made[:5], da)),
        ),
        Mistake(
            "the weights' gradients are averaged over the batch",
            "The loss has its own mean. A backward pass sums over everything a weight has met.",
            _fault(
                finish=lambda dh_new, c, da, made: (
                    *made[:3],
                    *(dw / len(c) for dw in made[3:]),
                )
            ),
        ),
        Mistake(
            "dh keeps what came in",
            "The old state reaches the new one only through the gates.",
            _fault(finish=lambda dh_new, c, da, made: (made[0], made[1] + dh_new, *made[2:])),
        ),
    ],
    hints=[
        "Draw the step: the new cell feeds the state and the next step. Add the two gradients "
        "that come back to it, and give the sum a name.",
        "In c' = f c + i g each factor's gradient is the total one times the other factor. "
        "Only the output gate gets its gradient from dh_new.",
        "Then each of the four goes through its own derivative, written with its value. "
        "Set side by side they are one array (N, 4H), and the rest is one linear layer.",
    ],
)
