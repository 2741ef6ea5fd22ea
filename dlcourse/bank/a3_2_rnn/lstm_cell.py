"""One step of the LSTM."""

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Question
from ._gates import cell_arrays
from ._lstm import lstm_cell
from ._lstm_mistakes import MISTAKES


def lstm_cases(rng):
    """Draw cells, one new idea after the other; all sizes differ."""

    def case(label, batch, inputs, units, empty=False, far=0.0):
        x, h, *weights = cell_arrays(rng, batch, inputs, units, gates=4)
        c = rng.standard_normal((batch, units)) * (not empty)
        weights[2][:units] -= far
        weights[2][units : 2 * units] += far
        return Case(label, (x, h * (not empty), c, *weights))

    return [
        case("one unit, empty memory", 1, 2, 1, empty=True),
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
    points=3,
    difficulty=3,
    minutes=20,
    section="3.2, The LSTM, one gate at a time",
    reference=lstm_cell,
    outputs=("h", "c"),
    cases=lstm_cases,
    forbids=LIBRARIES,
    mistakes=MISTAKES,
    hints=[
        "Compute one array of shape (N, 4H) first: it holds what all four gates receive.",
        "numpy.split cuts an array into equal parts along an axis.",
        "Two lines remain after the gates: one for the cell, one for the state. "
        "Look at what happens when a gate is 0 and when it is 1.",
    ],
)
