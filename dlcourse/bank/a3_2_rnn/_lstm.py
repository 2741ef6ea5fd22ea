"""One step of the LSTM, and what goes wrong in it."""

import numpy as np

from ._gates import sigmoid


def lstm_cell(x, h, c, w_ih, w_hh, b_ih, b_hh):
    """Forget, write, show: the new state and the new cell."""
    i, f, g, o = np.split(x @ w_ih.T + b_ih + h @ w_hh.T + b_hh, 4, axis=1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def overflowing(a):
    """Give NaN where exp(a) is infinite."""
    return np.exp(a) / (1 + np.exp(a))


def as_it_is(a):
    return a


def gates_with(combine, order=(0, 1, 2, 3), squash=(sigmoid, sigmoid, np.tanh, sigmoid)):
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


def without_biases(*gone):
    """Make a mistake: leave out b_ih (0), b_hh (1), or both."""

    def wrong(x, h, c, w_ih, w_hh, *biases):
        biases = [b * (n not in gone) for n, b in enumerate(biases)]
        return lstm_cell(x, h, c, w_ih, w_hh, *biases)

    return wrong
