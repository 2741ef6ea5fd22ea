"""The three gradients of a fully connected layer."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Mistake, Question


def linear_backward(dout, x, w):
    """Sum over every path, entry by entry."""
    dx, dw, db = np.zeros_like(x), np.zeros_like(w), np.zeros(len(w))
    for n, f in np.ndindex(dout.shape):
        dx[n] += dout[n, f] * w[f]
        dw[f] += dout[n, f] * x[n]
        db[f] += dout[n, f]
    return dx, dw, db


def _changed(change):
    """Make a mistake from what it does to the three right gradients."""
    return lambda dout, x, w: change(dout, *linear_backward(dout, x, w))


def layer_cases(rng):
    """Draw layers of which no two sizes are equal, one example and one neuron among them."""

    def case(label, examples, inputs, neurons):
        shapes = (examples, neurons), (examples, inputs), (neurons, inputs)
        return Case(label, tuple(rng.standard_normal(shape) for shape in shapes))

    return [
        case("one example", 1, 2, 3),
        case("one neuron", 4, 3, 1),
        case("one neuron", 5, 2, 1),
        case("a batch", 2, 3, 4),
        case("a batch", 6, 4, 3),
        case("a batch", 5, 7, 2),
    ]


QUESTION = Question(
    id="2_1.linear_backward",
    points=3,
    difficulty=2,
    minutes=15,
    section="2.1",
    reference=linear_backward,
    outputs=("dx", "dw", "db"),
    cases=layer_cases,
    forbids=LIBRARIES,
    mistakes=[
        Mistake(
            "db is the mean over the batch",
            "Every example is one more path from b to the loss, and paths add.",
            _changed(lambda dout, dx, dw, db: (dx, dw, db / len(dout))),
        ),
        Mistake(
            "dw is the mean over the batch",
            "The 1/N belongs to the loss, and it is already inside dout.",
            _changed(lambda dout, dx, dw, db: (dx, dw / len(dout), db)),
        ),
        Mistake(
            "dw is transposed",
            "dw has the shape of w: neurons first, inputs second.",
            _changed(lambda dout, dx, dw, db: (dx, dw.T, db)),
        ),
        Mistake(
            "db is summed over the neurons",
            "There is one bias for each neuron. Which axis of dout are the examples?",
            _changed(lambda dout, dx, dw, db: (dx, dw, dout.sum(axis=1))),
        ),
        Mistake(
            "db keeps the axis of the batch",
            "db has the shape of b, (F,), and no second axis.",
            _changed(lambda dout, dx, dw, db: (dx, dw, db[None])),
        ),
        Mistake(
            "dx and dw have changed places",
            "Gradients come in the order of the arguments: x, w, b.",
            _changed(lambda dout, dx, dw, db: (dw, dx, db)),
        ),
        Mistake(
            "the gradients have the wrong sign",
            "The gradient is the slope of the loss. Going downhill is the optimizer's work.",
            _changed(lambda dout, dx, dw, db: (-dx, -dw, -db)),
        ),
        Mistake(
            "dout is taken as all ones",
            "The local derivative is only half of the chain rule. What came in from above?",
            lambda dout, x, w: linear_backward(np.ones_like(dout), x, w),
        ),
    ],
    hints=[
        "Write down the shapes of dout, x and w. When all sizes differ, few products fit.",
        "w[f, d] touches column f of the output, once for every example. What is summed?",
        "A product of matrices sums the last index of the first against the first of the second. "
        "Where the index stands elsewhere, transpose.",
    ],
)
