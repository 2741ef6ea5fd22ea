"""One LSTM or GRU unit whose gates are set by hand, and the signals it reads."""

from typing import NamedTuple

import numpy as np

from ...functional import gru_cell_forward, lstm_cell_forward, sigmoid_forward

STEPS = 30
MOST = 10.0  # the largest bias of a gate: σ(10) = 0.99995
TEXT = "f(x, g(y, (a, b)), h(c)) + (d)"


class Signal(NamedTuple):
    """Values and marks, each (30,), and what they are."""

    x: np.ndarray
    marked: np.ndarray
    name: str


class Trace(NamedTuple):
    """What a unit did: gates by name, cell (None for a GRU) and state, each (30,).

    `left` is what remains of each step's writing at the end; it adds up to the last memory.
    """

    gates: dict
    c: np.ndarray | None
    h: np.ndarray
    left: np.ndarray


def _pulse():
    x = np.zeros(STEPS)
    x[3] = 1
    return Signal(x, x == 1, "a single 1 at step 4, marked")


def _writes():
    x = np.random.default_rng(11).uniform(-1, 1, STEPS)
    marked = np.isin(np.arange(STEPS), (4, 17))
    x[marked] = 0.9, -0.6
    return Signal(x, marked, "random numbers, of which those at steps 5 and 18 are marked")


def _square():
    x = np.where(np.arange(STEPS) // 5 % 2, -1.0, 1.0)
    return Signal(x, np.arange(STEPS) % 5 == 0, "1 and −1 in turn, five steps each; changes marked")


def _brackets():
    signs = np.array([(letter == "(") - (letter == ")") for letter in TEXT])
    return Signal(3.0 * signs, signs != 0, f"3 at each ( and −3 at each ) of {TEXT}, marked")


SIGNALS = {
    "one pulse": _pulse(),
    "two marks in noise": _writes(),
    "square wave": _square(),
    "brackets": _brackets(),
}


def bias(gate):
    """The bias whose sigmoid is `gate`, within ±10: a sigmoid reaches neither 0 nor 1."""
    gate = np.clip(gate, 1e-9, 1 - 1e-9)
    return float(np.clip(np.log(gate / (1 - gate)), -MOST, MOST))


def weights(cell, usual, at_marks):
    """Weights of one unit that reads (value, mark).

    Parameters
    ----------
    cell : str
        "LSTM" or "GRU".
    usual, at_marks : dict of str to float
        Each gate's value at steps without and with a mark.

    Returns
    -------
    w_ih, w_hh, b_ih, b_hh : ndarray, shapes (G, 2), (G, 1), (G,), (G,)
        In PyTorch's order i f g o or r z n. The candidate reads the value, and in the GRU the
        state as well, with weight 1.
    """
    order = "ifgo" if cell == "LSTM" else "rzn"
    w_ih, b_ih = np.zeros((len(order), 2)), np.zeros(len(order))
    w_hh = np.zeros((len(order), 1))
    for row, name in enumerate(order):
        if name in usual:
            b_ih[row] = bias(usual[name])
            w_ih[row, 1] = bias(at_marks[name]) - b_ih[row]
        else:
            w_ih[row, 0] = 1
            w_hh[row] = cell == "GRU"
    return w_ih, w_hh, b_ih, np.zeros(len(order))


def run(cell, signal, usual, at_marks):
    """Let a unit read a signal."""
    arrays = weights(cell, usual, at_marks)
    inputs = np.column_stack([signal.x, signal.marked])
    ws = np.where(signal.marked[:, None], *([s[name] for name in s] for s in (at_marks, usual)))
    biases = np.vectorize(bias)(ws)
    gates = dict(zip(usual, sigmoid_forward(biases)[0].T, strict=True))
    step = lstm_cell_forward if cell == "LSTM" else gru_cell_forward
    state, states = (np.zeros((1, 1)),) * (2 if cell == "LSTM" else 1), []
    for x in inputs:
        out, _ = step(x[None], *state, *arrays)
        state = out if cell == "LSTM" else (out,)
        states.append([float(s[0, 0]) for s in state])
    h, memory = np.array(states)[:, 0], np.array(states)[:, -1]
    keep = gates["f" if cell == "LSTM" else "z"]
    written = memory - keep * np.concatenate([[0], memory[:-1]])
    still = np.append(np.cumprod(keep[:0:-1])[::-1], 1)
    return Trace(gates, memory if cell == "LSTM" else None, h, written * still)


def forgetting(keep):
    """Say how fast a memory fades that is multiplied by `keep` at each step."""
    if keep < 0.001:
        return "the memory is emptied"
    if keep < 0.5:
        return f"{1 - keep:.0%} of the memory is gone after one step"
    if keep > 0.9999:
        return "next to nothing is forgotten"
    return f"half of the memory is gone after {np.log(0.5) / np.log(keep):.1f} steps"
