"""One step of the GRU, backward, in both conventions."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Question
from ._gru import gru_cell_backward
from ._gru_mistakes import MISTAKES


def cell_cases(rng):
    """Draw cells of both forms; all sizes differ."""

    def case(label, batch, inputs, units, variant):
        shapes = (batch, units), (batch, inputs), (batch, units), (3 * units, inputs)
        dout, x, h, w_ih = (rng.standard_normal(shape) / 1.5 for shape in shapes)
        w_hh, b_hh = rng.standard_normal((3 * units, units)) / 1.5, rng.standard_normal(3 * units)
        given, state = (np.split(a, 3, axis=1) for a in (x @ w_ih.T, h @ w_hh.T + b_hh))
        r, z = (1 / (1 + np.exp(-a - b)) for a, b in zip(given[:2], state[:2], strict=True))
        reset = (r * h) @ np.split(w_hh, 3)[2].T + np.split(b_hh, 3)[2]
        n = np.tanh(given[2] + (r * state[2] if variant == "pytorch" else reset))
        arrays = dout, x, h, w_ih, w_hh, b_hh, np.hstack([r, z, n])
        return Case(label, arrays, {"variant": variant})

    return [
        case(f"{form}, {label}", *sizes, variant)
        for form, variant in (("PyTorch's form", "pytorch"), ("the textbook's form", "textbook"))
        for label, sizes in (
            ("one unit", (1, 3, 1)),
            ("several units", (1, 2, 3)),
            ("batch", (3, 4, 2)),
            ("batch", (2, 3, 4)),
        )
    ]


QUESTION = Question(
    id="4_2.gru_cell_backward",
    points=5,
    difficulty=5,
    minutes=40,
    section="4.2, The GRU, backwards, twice",
    reference=gru_cell_backward,
    outputs=("dx", "dh", "dw_ih", "dw_hh", "db_ih", "db_hh"),
    cases=cell_cases,
    forbids=LIBRARIES,
    mistakes=MISTAKES,
    hints=[
        "Start at the last line of the forward pass. It has three things to send gradients to: "
        "z, the candidate and the old state.",
        "Write the sum inside each gate as a letter, and find its gradient before anything else. "
        "The candidate comes first: r needs what it sends.",
        "The old state is read in four places. Collect four contributions, and look up in the "
        "forward pass where r stood in one of them.",
    ],
)
