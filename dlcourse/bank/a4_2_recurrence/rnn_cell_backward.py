"""One step of the recurrent unit, backward."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Mistake, Question


def slope(out):
    """The derivative of tanh, written with its value."""
    return 1 - out**2


def rnn_cell_backward(dout, x, h, w_ih, w_hh, out):
    """Go through tanh first, then to all that was multiplied and added."""
    da = dout * slope(out)
    return da @ w_ih, da @ w_hh, da.T @ x, da.T @ h, da.sum(axis=0)


def _slope(other):
    """Make a mistake: another derivative in the place of tanh's."""

    def wrong(dout, x, h, w_ih, w_hh, out):
        dout = dout * other(out) / slope(out)
        return rnn_cell_backward(dout, x, h, w_ih, w_hh, out)

    return wrong


def _with(change):
    """Make a mistake: the right gradients, changed afterwards."""

    def wrong(dout, x, h, w_ih, w_hh, out):
        return change(dout, *rnn_cell_backward(dout, x, h, w_ih, w_hh, out))

    return wrong


def cell_cases(rng):
    """Draw cells, one new idea after the other; all sizes differ."""

    def case(label, batch, inputs, units):
        shapes = (batch, inputs), (batch, units), (units, inputs), (units, units), (units,)
        x, h, w_ih, w_hh, b = (rng.standard_normal(shape) / 1.5 for shape in shapes)
        out = np.tanh(x @ w_ih.T + h @ w_hh.T + b)
        return Case(label, (rng.standard_normal(out.shape), x, h, w_ih, w_hh, out))

    return [
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
    points=3,
    difficulty=2,
    minutes=20,
    section="4.2, T steps, H units",
    reference=rnn_cell_backward,
    outputs=("dx", "dh", "dw_ih", "dw_hh", "db"),
    cases=cell_cases,
    forbids=LIBRARIES,
    mistakes=[
        Mistake(
            "1 - tanh in the place of 1 - tanh²",
            "The derivative of tanh is 1 - tanh², with the square.",
            _slope(lambda out: 1 - out),
        ),
        Mistake(
            "(1 - tanh)² in the place of 1 - tanh²",
            "Only tanh is squared. Check the brackets.",
            _slope(lambda out: (1 - out) ** 2),
        ),
        Mistake(
            "the derivative of tanh is left out",
            "dout belongs to what comes out of tanh. The weights stand before it.",
            _slope(np.ones_like),
        ),
        Mistake(
            "tanh is taken twice",
            "out is tanh of the sum already: its square is all that the derivative needs.",
            _slope(lambda out: 1 - np.tanh(out) ** 2),
        ),
        Mistake(
            "the sigmoid's derivative",
            "out (1 - out) belongs to the sigmoid.",
            _slope(lambda out: out * (1 - out)),
        ),
        Mistake(
            "dout is left out",
            "The derivative of tanh says how a changes out; dout says how out changes the loss.",
            lambda dout, *arrays: rnn_cell_backward(np.ones_like(dout), *arrays),
        ),
        Mistake(
            "dw_ih and dw_hh have not gone through tanh",
            "The weights stand inside tanh, as the bias does.",
            lambda dout, x, h, w_ih, w_hh, out: (
                *rnn_cell_backward(dout, x, h, w_ih, w_hh, out)[:2],
                dout.T @ x,
                dout.T @ h,
                rnn_cell_backward(dout, x, h, w_ih, w_hh, out)[4],
            ),
        ),
        Mistake(
            "w_hh is transposed on the way back",
            "Forward the state met w_hh.T, so backward the gradient meets w_hh itself. "
            "The matrix is square, so no shape complains.",
            lambda dout, x, h, w_ih, w_hh, out: (
                *rnn_cell_backward(dout, x, h, w_ih, w_hh, out)[:1],
                (dout * slope(out)) @ w_hh.T,
                *rnn_cell_backward(dout, x, h, w_ih, w_hh, out)[2:],
            ),
        ),
        Mistake(
            "dh has not gone through tanh",
            "The old state stands inside tanh, as the input does.",
            lambda dout, x, h, w_ih, w_hh, out: (
                *rnn_cell_backward(dout, x, h, w_ih, w_hh, out)[:1],
                dout @ w_hh,
                *rnn_cell_backward(dout, x, h, w_ih, w_hh, out)[2:],
            ),
        ),
        Mistake(
            "the derivative of tanh is taken at the old state",
            "The derivative is 1 - tanh² of the sum, and tanh of the sum is out.",
            lambda dout, x, h, w_ih, w_hh, out: rnn_cell_backward(dout, x, h, w_ih, w_hh, h),
        ),
        Mistake(
            "dw_hh is transposed",
            "Entry (j, k) joins the gradient of unit j with the old state of unit k.",
            _with(lambda dout, dx, dh, dw_ih, dw_hh, db: (dx, dh, dw_ih, dw_hh.T, db)),
        ),
        Mistake(
            "dw_hh and dw_ih are transposed",
            "Each gradient has the shape of its weights: one row for each unit.",
            _with(lambda dout, dx, dh, dw_ih, dw_hh, db: (dx, dh, dw_ih.T, dw_hh.T, db)),
        ),
        Mistake(
            "dw_hh meets the new state",
            "w_hh was multiplied by the state before the step.",
            lambda dout, x, h, w_ih, w_hh, out: (
                *rnn_cell_backward(dout, x, h, w_ih, w_hh, out)[:3],
                (dout * slope(out)).T @ out,
                rnn_cell_backward(dout, x, h, w_ih, w_hh, out)[4],
            ),
        ),
        Mistake(
            "db is not summed over the batch",
            "The same bias serves all rows of the batch, so its gradients add up.",
            lambda dout, x, h, w_ih, w_hh, out: (
                *rnn_cell_backward(dout, x, h, w_ih, w_hh, out)[:4],
                dout * slope(out),
            ),
        ),
        Mistake(
            "db is a single number",
            "Each unit has a bias of its own: sum over the batch, not over the units.",
            _with(lambda dout, *grads: (*grads[:4], grads[4].sum())),
        ),
        Mistake(
            "db is summed over the units",
            "Each unit has a bias of its own. The batch is the first axis.",
            lambda dout, x, h, w_ih, w_hh, out: (
                *rnn_cell_backward(dout, x, h, w_ih, w_hh, out)[:4],
                (dout * slope(out)).sum(axis=1),
            ),
        ),
        Mistake(
            "db keeps an axis of length 1",
            "The bias is (H,), and so is its gradient.",
            _with(lambda dout, *grads: (*grads[:4], grads[4][None])),
        ),
        Mistake(
            "dh keeps what came in",
            "The old state reaches the new one only through the product with w_hh.",
            _with(lambda dout, dx, dh, *weights: (dx, dh + dout, *weights)),
        ),
        Mistake(
            "the weights' gradients are averaged over the batch",
            "The loss has its own mean. A backward pass sums over everything a weight has met.",
            _with(
                lambda dout, dx, dh, *weights: (dx, dh, *(w / len(dout) for w in weights)),
            ),
        ),
        Mistake(
            "db alone is averaged over the batch",
            "The bias serves every row of the batch, as the weights do: its gradient is a sum.",
            _with(lambda dout, *grads: (*grads[:4], grads[4] / len(dout))),
        ),
        Mistake(
            "db forgets tanh",
            "The bias stands inside tanh, as the weights do.",
            _with(lambda dout, dx, dh, dw_ih, dw_hh, db: (dx, dh, dw_ih, dw_hh, dout.sum(axis=0))),
        ),
        Mistake(
            "dw_hh comes before dw_ih",
            "Gradients come in the order of the arguments: x, h, w_ih, w_hh, b.",
            _with(lambda dout, dx, dh, dw_ih, dw_hh, db: (dx, dh, dw_hh, dw_ih, db)),
        ),
        Mistake(
            "db is left out",
            "Five gradients: x, h, w_ih, w_hh, b.",
            _with(lambda dout, *grads: grads[:4]),
        ),
        Mistake(
            "the order is dh, dx",
            "Gradients come in the order of the arguments: x, h, w_ih, w_hh, b.",
            _with(lambda dout, dx, dh, *weights: (dh, dx, *weights)),
        ),
    ],
    hints=[
        "Give the sum inside tanh a name, a. Its gradient da has the shape of out; "
        "all five gradients follow from da.",
        "With da in hand it is the linear layer of chapter 2.1, twice: once for x, once for h.",
        "Which two shapes give (H, D) when multiplied, and sum over the batch?",
    ],
)
