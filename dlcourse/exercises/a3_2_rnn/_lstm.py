"""One step of the LSTM, and what goes wrong in it."""

import numpy as np

from .._question import Mistake
from ._gates import sigmoid


def lstm_cell(x, h, c, w_ih, w_hh, b_ih, b_hh):
    """Forget, write, show: the new state and the new cell."""
    i, f, g, o = np.split(x @ w_ih.T + b_ih + h @ w_hh.T + b_hh, 4, axis=1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def overflowing(a):
    """Give NaN where exp(a) is infinite."""
    return np.exp(a) / (1 + np.exp(a))


def _as_it_is(a):
    return a


def _gates(combine, order=(0, 1, 2, 3), squash=(sigmoid, sigmoid, np.tanh, sigmoid)):
    """Make a mistake: other blocks, other functions, or another way to combine i, f, g, o, c."""

    def wrong(x, h, c, w_ih, w_hh, b_ih, b_hh):
        blocks = np.split(x @ w_ih.T + b_ih + h @ w_hh.T + b_hh, 4, axis=1)
        return combine(*(s(blocks[n]) for s, n in zip(squash, order, strict=True)), c)

    return wrong


def combined(i, f, g, o, c):
    """Combine the gates as they should be."""
    c = f * c + i * g
    return o * np.tanh(c), c


def no_tanh(i, f, g, o, c):
    """Show the cell as it is."""
    c = f * c + i * g
    return o * c, c


def old_cell_shown(i, f, g, o, c):
    """Show the cell before it was written."""
    return o * np.tanh(c), f * c + i * g


def falling(a):
    """Take exp of a where exp of -a belongs."""
    return 1 / (1 + np.exp(a))


def one_gate(i, f, g, o, c):
    """Write what the forget gate leaves free."""
    return combined(1 - f, f, g, o, c)


def squashed_cell(i, f, g, o, c):
    """Squash the cell itself."""
    c = np.tanh(f * c + i * g)
    return o * c, c


def shown_first(i, f, g, o, c):
    """Close the output gate before tanh."""
    c = f * c + i * g
    return np.tanh(o * c), c


def forgotten_too(i, f, g, o, c):
    """Forget what was just written."""
    c = f * (c + i * g)
    return o * np.tanh(c), c


def written_as_a_sum(i, f, g, o, c):
    """Add input gate and candidate."""
    c = f * c + i + g
    return o * np.tanh(c), c


def state_kept(x, h, c, *weights):
    """Keep the old state in the place of the old cell."""
    return lstm_cell(x, h, h, *weights)


def interleaved(x, h, c, *weights):
    """Read four neighboring rows as the four gates of one unit."""
    order = np.arange(4 * h.shape[1]).reshape(-1, 4).T.ravel()
    return lstm_cell(x, h, c, *(w[order] for w in weights))


def _without(n):
    """Make a mistake: leave one of the two biases out."""

    def wrong(x, h, c, w_ih, w_hh, *biases):
        biases = [b * (m != n) for m, b in enumerate(biases)]
        return lstm_cell(x, h, c, w_ih, w_hh, *biases)

    return wrong


SIGMOID_G, TANH_O = (sigmoid,) * 4, (sigmoid, sigmoid, np.tanh, np.tanh)
OVERFLOWING = (overflowing, overflowing, np.tanh, overflowing)

MISTAKES = [
    Mistake(
        "the gates i and f are exchanged",
        "The first block of rows belongs to the input gate, the second to the forget gate.",
        _gates(combined, order=(1, 0, 2, 3)),
    ),
    Mistake(
        "the gates are in the order i, f, o, g",
        "PyTorch's blocks are i, f, g, o: the candidate comes before the output gate.",
        _gates(combined, order=(0, 1, 3, 2)),
    ),
    Mistake(
        "the gates are in the order i, o, f, g",
        "PyTorch's blocks are i, f, g, o.",
        _gates(combined, order=(0, 2, 3, 1)),
    ),
    Mistake(
        "the gates are in the order f, i, o, g",
        "Many texts draw them so. PyTorch's blocks are i, f, g, o.",
        _gates(combined, order=(1, 0, 3, 2)),
    ),
    Mistake(
        "the candidate goes through a sigmoid",
        "Three gates are sigmoids. The candidate g may be negative: it is a tanh.",
        _gates(combined, squash=SIGMOID_G),
    ),
    Mistake(
        "the output gate goes through a tanh",
        "Three gates are sigmoids. Only the candidate is a tanh.",
        _gates(combined, squash=TANH_O),
    ),
    Mistake(
        "every fourth row belongs to one gate",
        "The rows come in four blocks of H: first all rows of i, then all of f, and so on.",
        interleaved,
    ),
    Mistake(
        "the candidate has no tanh",
        "What is written lies between -1 and 1.",
        _gates(combined, squash=(sigmoid, sigmoid, _as_it_is, sigmoid)),
    ),
    Mistake(
        "the gates have neither sigmoid nor tanh",
        "A gate is a number between 0 and 1. What the product gives can be any number.",
        _gates(combined, squash=(_as_it_is,) * 4),
    ),
    Mistake(
        "the sigmoid falls",
        "A gate opens when what it receives grows. Check the sign inside exp.",
        _gates(combined, squash=(falling, falling, np.tanh, falling)),
    ),
    Mistake(
        "the cell is shown without tanh",
        "The output gate multiplies tanh of the new cell.",
        _gates(no_tanh),
    ),
    Mistake(
        "the old cell is shown",
        "First the cell is written, then the output gate shows the new one.",
        _gates(old_cell_shown),
    ),
    Mistake(
        "tanh is taken after the output gate",
        "First tanh of the new cell, then the output gate.",
        _gates(shown_first),
    ),
    Mistake(
        "the cell itself goes through tanh",
        "The cell is a running sum and may be any number. Only what is shown is squashed.",
        _gates(squashed_cell),
    ),
    Mistake(
        "the output gate is left out",
        "The cell is shown only as far as the output gate is open.",
        _gates(lambda i, f, g, o, c: combined(i, f, g, 1.0, c)),
    ),
    Mistake(
        "the forget gate is turned around",
        "In spite of its name: at 1 nothing is forgotten.",
        _gates(lambda i, f, g, o, c: combined(i, 1 - f, g, o, c)),
    ),
    Mistake(
        "the forget gate closes what is written, too",
        "The forget gate acts on the old cell; what is new has a gate of its own.",
        _gates(forgotten_too),
    ),
    Mistake(
        "the old state is kept in the place of the old cell",
        "The forget gate multiplies the cell c. The state h is only shown.",
        state_kept,
    ),
    Mistake(
        "the input gate is left out",
        "The candidate is written only as far as the input gate is open.",
        _gates(lambda i, f, g, o, c: combined(1.0, f, g, o, c)),
    ),
    Mistake(
        "the input gate is added to the candidate",
        "A gate multiplies: what it meets passes as far as it is open.",
        _gates(written_as_a_sum),
    ),
    Mistake(
        "the forget gate is left out",
        "The old cell is kept only as far as the forget gate is open.",
        _gates(lambda i, f, g, o, c: combined(i, 1.0, g, o, c)),
    ),
    Mistake(
        "the input gate is one minus the forget gate",
        "That is one gate of the GRU. The LSTM has a gate of its own for writing.",
        _gates(one_gate),
    ),
    Mistake(
        "the sigmoid overflows",
        "exp of a large positive number is infinite, and infinity over infinity is no number.",
        _gates(combined, squash=OVERFLOWING),
    ),
    Mistake(
        "b_hh is left out",
        "PyTorch keeps two biases. Both are added.",
        _without(1),
    ),
    Mistake(
        "b_ih is left out",
        "PyTorch keeps two biases. Both are added.",
        _without(0),
    ),
    Mistake(
        "both biases are left out",
        "What the gates receive has four terms: two products and two biases.",
        lambda x, h, c, w_ih, w_hh, *biases: lstm_cell(
            x, h, c, w_ih, w_hh, *(0 * b for b in biases)
        ),
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
