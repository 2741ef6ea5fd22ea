"""What goes wrong in one step of the LSTM, by name."""

import numpy as np

from ...exercises.question import Mistake
from ._gates import sigmoid
from ._lstm import (
    as_it_is,
    combined,
    falling,
    forgotten_too,
    gates_with,
    interleaved,
    lstm_cell,
    no_tanh,
    old_cell_shown,
    one_gate,
    overflowing,
    shown_first,
    squashed_cell,
    state_kept,
    without_biases,
    written_as_a_sum,
)

SIGMOID_G, TANH_O = (sigmoid,) * 4, (sigmoid, sigmoid, np.tanh, np.tanh)
OVERFLOWING = (overflowing, overflowing, np.tanh, overflowing)

MISTAKES = [
    Mistake(
        "the gates i and f are exchanged",
        "The first block of rows belongs to the input gate, the second to the forget gate.",
        gates_with(combined, order=(1, 0, 2, 3)),
    ),
    Mistake(
        "the gates are in the order i, f, o, g",
        "PyTorch's blocks are i, f, g, o: the candidate comes before the output gate.",
        gates_with(combined, order=(0, 1, 3, 2)),
    ),
    Mistake(
        "the gates are in the order i, o, f, g",
        "PyTorch's blocks are i, f, g, o.",
        gates_with(combined, order=(0, 2, 3, 1)),
    ),
    Mistake(
        "the gates are in the order f, i, o, g",
        "Many texts draw them so. PyTorch's blocks are i, f, g, o.",
        gates_with(combined, order=(1, 0, 3, 2)),
    ),
    Mistake(
        "the candidate goes through a sigmoid",
        "Three gates are sigmoids. The candidate g may be negative: it is a tanh.",
        gates_with(combined, squash=SIGMOID_G),
    ),
    Mistake(
        "the output gate goes through a tanh",
        "Three gates are sigmoids. Only the candidate is a tanh.",
        gates_with(combined, squash=TANH_O),
    ),
    Mistake(
        "every fourth row belongs to one gate",
        "The rows come in four blocks of H: first all rows of i, then all of f, and so on.",
        interleaved,
    ),
    Mistake(
        "the candidate has no tanh",
        "What is written lies between -1 and 1.",
        gates_with(combined, squash=(sigmoid, sigmoid, as_it_is, sigmoid)),
    ),
    Mistake(
        "the gates have neither sigmoid nor tanh",
        "A gate is a number between 0 and 1. What the product gives can be any number.",
        gates_with(combined, squash=(as_it_is,) * 4),
    ),
    Mistake(
        "the sigmoid falls",
        "A gate opens when what it receives grows. Check the sign inside exp.",
        gates_with(combined, squash=(falling, falling, np.tanh, falling)),
    ),
    Mistake(
        "the cell is shown without tanh",
        "The output gate multiplies tanh of the new cell.",
        gates_with(no_tanh),
    ),
    Mistake(
        "the old cell is shown",
        "First the cell is written, then the output gate shows the new one.",
        gates_with(old_cell_shown),
    ),
    Mistake(
        "tanh is taken after the output gate",
        "First tanh of the new cell, then the output gate.",
        gates_with(shown_first),
    ),
    Mistake(
        "the cell itself goes through tanh",
        "The cell is a running sum and may be any number. Only what is shown is squashed.",
        gates_with(squashed_cell),
    ),
    Mistake(
        "the output gate is left out",
        "The cell is shown only as far as the output gate is open.",
        gates_with(lambda i, f, g, o, c: combined(i, f, g, 1.0, c)),
    ),
    Mistake(
        "the forget gate is turned around",
        "In spite of its name: at 1 nothing is forgotten.",
        gates_with(lambda i, f, g, o, c: combined(i, 1 - f, g, o, c)),
    ),
    Mistake(
        "the forget gate closes what is written, too",
        "The forget gate acts on the old cell; what is new has a gate of its own.",
        gates_with(forgotten_too),
    ),
    Mistake(
        "the old state is kept in the place of the old cell",
        "The forget gate multiplies the cell c. The state h is only shown.",
        state_kept,
    ),
    Mistake(
        "the input gate is left out",
        "The candidate is written only as far as the input gate is open.",
        gates_with(lambda i, f, g, o, c: combined(1.0, f, g, o, c)),
    ),
    Mistake(
        "the input gate is added to the candidate",
        "A gate multiplies: what it meets passes as far as it is open.",
        gates_with(written_as_a_sum),
    ),
    Mistake(
        "the forget gate is left out",
        "The old cell is kept only as far as the forget gate is open.",
        gates_with(lambda i, f, g, o, c: combined(i, 1.0, g, o, c)),
    ),
    Mistake(
        "the input gate is one minus the forget gate",
        "That is one gate of the GRU. The LSTM has a gate of its own for writing.",
        gates_with(one_gate),
    ),
    Mistake(
        "the sigmoid overflows",
        "exp of a large positive number is infinite, and infinity over infinity is no number.",
        gates_with(combined, squash=OVERFLOWING),
    ),
    Mistake(
        "b_hh is left out",
        "PyTorch keeps two biases. Both are added.",
        without_biases(1),
    ),
    Mistake(
        "b_ih is left out",
        "PyTorch keeps two biases. Both are added.",
        without_biases(0),
    ),
    Mistake(
        "both biases are left out",
        "What the gates receive has four terms: two products and two biases.",
        without_biases(0, 1),
    ),
    Mistake(
        "the old state is left out",
        "The gates read the input and the old state h.",
        lambda x, h, c, *weights: lstm_cell(x, 0 * h, c, *weights),
    ),
    Mistake(
        "the gates read the cell",
        "The gates read h. The cell c is changed by them and never multiplied by a matrix.",
        lambda x, h, c, *weights: lstm_cell(x, c, c, *weights),
    ),
    Mistake(
        "only the state is returned",
        "The next step needs the cell as well. Return both.",
        lambda *arrays: lstm_cell(*arrays)[0],
    ),
    Mistake(
        "the order is c, h",
        "The state h comes first, then the cell c.",
        lambda *arrays: lstm_cell(*arrays)[::-1],
    ),
]
