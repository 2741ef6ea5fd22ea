"""The recurrent unit over time."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Mistake, Question
from ._gates import sigmoid


def rnn(x, h_0, w_ih, w_hh, b_ih, b_hh):
    """Step through time; each state is made of the input and of the state before."""
    h, states = h_0, []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ w_ih.T + b_ih + h @ w_hh.T + b_hh)
        states.append(h)
    return np.stack(states, axis=1)


def no_memory(x, h_0, w_ih, w_hh, b_ih, b_hh):
    """Start every step from the first state."""
    return np.tanh(x @ w_ih.T + b_ih + h_0[:, None] @ w_hh.T + b_hh)


def without_tanh_between(x, h_0, w_ih, w_hh, b_ih, b_hh):
    """Carry the sum on, and squash only what is returned."""
    a, states = h_0, []
    for t in range(x.shape[1]):
        a = x[:, t] @ w_ih.T + b_ih + a @ w_hh.T + b_hh
        states.append(np.tanh(a))
    return np.stack(states, axis=1)


def _squashed_by(squash):
    """Make a mistake: another function in the place of tanh."""

    def wrong(x, h_0, w_ih, w_hh, b_ih, b_hh):
        h, states = h_0, []
        for t in range(x.shape[1]):
            h = squash(x[:, t] @ w_ih.T + b_ih + h @ w_hh.T + b_hh)
            states.append(h)
        return np.stack(states, axis=1)

    return wrong


def tanh_of_the_input(x, h_0, w_ih, w_hh, b_ih, b_hh):
    """Add the old state's part outside of tanh."""
    h, states = h_0, []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ w_ih.T + b_ih) + h @ w_hh.T + b_hh
        states.append(h)
    return np.stack(states, axis=1)


def along_the_batch(x, h_0, w_ih, w_hh, b_ih, b_hh):
    """Take the first axis for time."""
    h, states = h_0, []
    for x_t in x:
        h = np.tanh(x_t @ w_ih.T + b_ih + h @ w_hh.T + b_hh)
        states.append(h)
    return np.stack(states)


def before_the_step(x, h_0, *weights):
    """Store each state before it is updated."""
    states = rnn(x, h_0, *weights)
    return np.concatenate([h_0[:, None], states[:, :-1]], axis=1)


def with_first_state(x, h_0, *weights):
    """Put h_0 in front of the states."""
    return np.concatenate([h_0[:, None], rnn(x, h_0, *weights)], axis=1)


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
    forbids=LIBRARIES,
    mistakes=[
        Mistake(
            "the state is not carried on",
            "Step t reads the state that step t - 1 has just made, not the first one.",
            no_memory,
        ),
        Mistake(
            "h_0 is ignored",
            "The first step has a state before it too: it came as an argument.",
            lambda x, h_0, *weights: rnn(x, 0 * h_0, *weights),
        ),
        Mistake(
            "w_hh is not transposed",
            "Row j of w_hh holds the weights of unit j, just as in w_ih. "
            "The matrix is square, so no shape complains.",
            lambda x, h_0, w_ih, w_hh, b_ih, b_hh: rnn(x, h_0, w_ih, w_hh.T, b_ih, b_hh),
        ),
        Mistake(
            "b_hh is left out",
            "PyTorch keeps two biases. Both are added.",
            lambda x, h_0, w_ih, w_hh, b_ih, b_hh: rnn(x, h_0, w_ih, w_hh, b_ih, 0 * b_hh),
        ),
        Mistake(
            "b_ih is left out",
            "PyTorch keeps two biases. Both are added.",
            lambda x, h_0, w_ih, w_hh, b_ih, b_hh: rnn(x, h_0, w_ih, w_hh, 0 * b_ih, b_hh),
        ),
        Mistake(
            "both biases are left out",
            "What stands inside tanh has four terms: two products and two biases.",
            lambda x, h_0, w_ih, w_hh, b_ih, b_hh: rnn(x, h_0, w_ih, w_hh, 0 * b_ih, 0 * b_hh),
        ),
        Mistake(
            "the sum is carried on instead of its tanh",
            "The state is what comes out of tanh; the next step reads that.",
            without_tanh_between,
        ),
        Mistake(
            "the old state is added outside of tanh",
            "One tanh around everything: input, old state and both biases.",
            tanh_of_the_input,
        ),
        Mistake(
            "sigmoid in the place of tanh",
            "The plain recurrent unit has no gates: its state lies between -1 and 1.",
            _squashed_by(sigmoid),
        ),
        Mistake(
            "ReLU in the place of tanh",
            "There are such networks. Here the state lies between -1 and 1.",
            _squashed_by(lambda a: np.maximum(a, 0)),
        ),
        Mistake(
            "there is no tanh",
            "A sum of sums is one linear map. Each state goes through tanh.",
            _squashed_by(lambda a: a),
        ),
        Mistake(
            "the loop runs over the batch",
            "The first axis of x counts sequences, the second one steps.",
            along_the_batch,
        ),
        Mistake(
            "the steps are read backwards",
            "Step 0 comes first; the state of the last step has read all of them.",
            lambda x, h_0, *weights: rnn(x[:, ::-1], h_0, *weights),
        ),
        Mistake(
            "every step holds the last state",
            "An array that is overwritten changes wherever it was stored. "
            "Each step needs an array of its own.",
            lambda x, h_0, *weights: np.repeat(rnn(x, h_0, *weights)[:, -1:], x.shape[1], axis=1),
        ),
        Mistake(
            "the first input is not read",
            "There are T steps, counted from 0; h_0 is the state before all of them.",
            lambda x, h_0, *weights: rnn(x[:, 1:], h_0, *weights),
        ),
        Mistake(
            "each state is stored before its update",
            "Entry t of the output has read x_t already.",
            before_the_step,
        ),
        Mistake(
            "h_0 is part of the output",
            "The output has one state for each step of x; h_0 is known already.",
            with_first_state,
        ),
        Mistake(
            "only the last state is returned",
            "Keep the state of every step, and stack them along the time axis.",
            lambda x, h_0, *weights: rnn(x, h_0, *weights)[:, -1],
        ),
        Mistake(
            "the steps stand side by side in one axis",
            "The result has three axes: sequence, step, unit.",
            lambda x, h_0, *weights: rnn(x, h_0, *weights).reshape(len(x), -1),
        ),
        Mistake(
            "time comes first",
            "The batch is the first axis and time the second, as in x.",
            lambda x, h_0, *weights: rnn(x, h_0, *weights).swapaxes(0, 1),
        ),
    ],
    hints=[
        "A loop over the T steps, one line of arithmetic in it, and a list of what it made.",
        "Give the state one name. The line reads it and then overwrites it.",
        "For all rows of a batch at once, an input times a weight matrix (H, D) is x_t @ w.T. "
        "numpy.stack has an axis argument.",
    ],
)
