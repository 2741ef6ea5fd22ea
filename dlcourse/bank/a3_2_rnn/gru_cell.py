"""One step of the GRU, in both conventions."""

import numpy as np

from ...exercises import Case, Question
from ._arrays import cell_arrays


def sigmoid(a):
    """Squash numbers into gates between 0 and 1."""
    return 1 / (1 + np.exp(-a))


def gru_cell(x, h, w_ih, w_hh, b_ih, b_hh, *, variant):
    """Mix the old state with a candidate that the reset gate lets forget."""
    x_r, x_z, x_n = np.split(x @ w_ih.T + b_ih, 3, axis=1)
    h_r, h_z, h_n = np.split(h @ w_hh.T + b_hh, 3, axis=1)
    w_hn, b_hn = np.split(w_hh, 3)[2], np.split(b_hh, 3)[2]
    r = sigmoid(x_r + h_r)
    z = sigmoid(x_z + h_z)
    if variant == "pytorch":
        reset = r * h_n
    else:
        reset = (r * h) @ w_hn.T + b_hn
    n = np.tanh(x_n + reset)
    return (1 - z) * n + z * h


def gru_cases(rng):
    """Draw cells, one new idea after the other; all sizes differ."""

    def case(label, batch, inputs, units, variant, halves=False):
        arrays = cell_arrays(rng, batch, inputs, units, gates=3, halves=halves)
        return Case(label, tuple(arrays), {"variant": variant})

    return [
        case("by hand", 1, 1, 1, "pytorch", halves=True),
        case("by hand", 1, 1, 1, "textbook", halves=True),
        case("PyTorch's form", 2, 4, 3, "pytorch"),
        case("PyTorch's form", 4, 3, 2, "pytorch"),
        case("PyTorch's form", 3, 2, 5, "pytorch"),
        case("the textbook's form", 2, 4, 3, "textbook"),
        case("the textbook's form", 4, 3, 2, "textbook"),
        case("the textbook's form", 3, 2, 5, "textbook"),
    ]


QUESTION = Question(
    id="3_2.gru_cell",
    points=2,
    difficulty=3,
    minutes=20,
    section="3.2, The GRU, and its two conventions",
    reference=gru_cell,
    intermediates=("r", "z", "n"),
    cases=gru_cases,
)
