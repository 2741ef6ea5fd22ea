"""One step of the GRU, in both conventions."""

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Question
from ._gates import cell_arrays
from ._gru import gru_cell
from ._gru_mistakes import MISTAKES


def gru_cases(rng):
    """Draw cells, one new idea after the other; all sizes differ."""

    def case(label, batch, inputs, units, variant, empty=False):
        x, h, *weights = cell_arrays(rng, batch, inputs, units, gates=3)
        return Case(label, (x, h * (not empty), *weights), {"variant": variant})

    return [
        case("empty memory", 1, 2, 1, "pytorch", empty=True),
        case("one unit", 1, 3, 1, "pytorch"),
        case("PyTorch's form", 2, 4, 3, "pytorch"),
        case("PyTorch's form", 4, 3, 2, "pytorch"),
        case("PyTorch's form", 3, 2, 5, "pytorch"),
        case("the textbook's form", 2, 4, 3, "textbook"),
        case("the textbook's form", 4, 3, 2, "textbook"),
        case("the textbook's form", 3, 2, 5, "textbook"),
    ]


QUESTION = Question(
    id="3_2.gru_cell",
    points=3,
    difficulty=3,
    minutes=20,
    section="3.2, The GRU, and its two conventions",
    reference=gru_cell,
    cases=gru_cases,
    forbids=LIBRARIES,
    mistakes=MISTAKES,
    hints=[
        "Compute r and z first; the candidate needs r, the last line needs z and the candidate.",
        "Keep the part of x and the part of h apart until the candidate is made.",
        "For the textbook's form cut the last third of the rows from w_hh: "
        "they multiply another vector than the first two thirds.",
    ],
)
