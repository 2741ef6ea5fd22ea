"""Streams of numbers and marks, and what a network's weights make of them."""

import numpy as np

from ...exercises import Case
from ...functional import gru_forward, lstm_forward, rnn_forward

TRAINING, TESTING, STEPS, STREAMS, SILENT, MOST_UNITS = 2000, 500, 30, 6, 12, 32
RUN = {1: rnn_forward, 3: gru_forward, 4: lstm_forward}
RATE = 0.25


def stream_cases(rng):
    """Draw streams of numbers and of marks, of which the first ones count; mix all."""
    count = TRAINING + TESTING
    numbers = rng.uniform(-1, 1, (count, STEPS, STREAMS))
    marks = rng.random((count, STEPS, STREAMS)) < RATE
    first = rng.integers(0, STEPS - SILENT - 1, count)
    for step in (first, first + 1):
        marks[np.arange(count), step, 0] = True
    marks[:, STEPS - SILENT :, 0] = False
    y, single = (at_last(numbers[..., 0], on) for on in (double(marks[..., 0]), marks[..., 0]))
    mix = np.linalg.qr(rng.standard_normal((2 * STREAMS, 2 * STREAMS)))[0]
    x = (np.concatenate([numbers, marks], axis=2) @ mix).astype(np.float32)
    known, hidden = x[:TRAINING], x[TRAINING:]
    arguments = known, y[:TRAINING].astype(np.float32)
    return [Case("marked numbers", arguments, hidden=(hidden, y[TRAINING:], single[TRAINING:]))]


def double(marks):
    """Tell where a mark follows a mark."""
    return marks & np.pad(marks, ((0, 0), (1, 0)))[:, :-1]


def at_last(numbers, on):
    """Pick from each sequence the number of the last step that is on."""
    last = on.shape[1] - 1 - on[:, ::-1].argmax(axis=1)
    return numbers[np.arange(len(numbers)), last]


def answers_of(output, x):
    """Run a network with the weights that were handed in, and read its last state."""
    if not isinstance(output, tuple | list) or len(output) != 6:
        raise ValueError("Six arrays are expected: w_ih, w_hh, b_ih, b_hh, v and d.")
    if not all(isinstance(part, float | int | np.ndarray | np.generic) for part in output):
        raise ValueError("Six arrays of numbers are expected: w_ih, w_hh, b_ih, b_hh, v and d.")
    *weights, v, d = (np.asarray(part, np.float64) for part in output)
    units = weights[1].shape[-1] if weights[1].ndim == 2 else 0
    gates = len(weights[1]) // units if units else 0
    if gates not in RUN or len(weights[1]) != gates * units or units > MOST_UNITS:
        raise ValueError(
            f"w_hh is to be (H, H), (3H, H) or (4H, H) with H up to {MOST_UNITS}, "
            f"got {weights[1].shape}."
        )
    if v.shape != (units,) or d.size != 1:
        raise ValueError(f"v is to be ({units},) and d one number, got {v.shape} and {d.shape}.")
    if not all(np.isfinite(part).all() for part in (*weights, v, d)):
        raise ValueError("There are NaN or infinite weights: the gradients exploded. Do you clip?")
    outputs = RUN[gates](x.astype(np.float64), None, *with_cell(gates, weights), batch_first=True)
    return outputs[0][0][:, -1] @ v + d.item()


def with_cell(gates, weights):
    """Put the LSTM's second initial state before its weights."""
    return [None, *weights] if gates == 4 else weights


def share_explained(output, hidden):
    """Compare the squared error with that of the mean: 1 is perfect, 0 is no better."""
    x, y, _ = hidden
    return explained(answers_of(output, x), y)


def explained(answers, y):
    """Return the share of the variance of y that the answers explain."""
    return float(1 - np.mean((answers - y) ** 2) / y.var())


def agreement(answers, y):
    """Square the correlation of answers and numbers; 0 for answers that are all the same."""
    return 0.0 if np.ptp(answers) < 1e-6 else np.corrcoef(answers, y)[0, 1] ** 2


def thrown_away(output, hidden):
    """The answers are far from all numbers, and know nothing of them."""
    answers = answers_of(output, hidden[0])
    return explained(answers, hidden[1]) < -0.5 and agreement(answers, hidden[1]) < 0.1


def nothing_learned(output, hidden):
    """The answers know nothing of the numbers, but where these lie."""
    answers = answers_of(output, hidden[0])
    return -0.5 < explained(answers, hidden[1]) < 0.1 and agreement(answers, hidden[1]) < 0.1


def any_mark(output, hidden):
    """The answers follow the number at the last mark, single or double."""
    x, y, single = hidden
    answers = answers_of(output, x)
    lone = y != single
    return agreement(answers[lone], single[lone]) > max(0.1, agreement(answers[lone], y[lone]))


def another_scale(output, hidden):
    """The answers lie on a line with the numbers, but not on the right one."""
    answers = answers_of(output, hidden[0])
    return agreement(answers, hidden[1]) > max(0.7, explained(answers, hidden[1]) + 0.1)


def exchange_blocks(a):
    """Exchange the first two of three blocks of rows."""
    first, second, third = np.split(a, 3)
    return np.concatenate([second, first, third])


def blocks_exchanged(output, hidden):
    """The weights of a GRU would be good with r and z exchanged."""
    before = share_explained(output, hidden)
    if len(output[1]) != 3 * output[1].shape[1]:
        return False
    other = *map(exchange_blocks, output[:4]), *output[4:]
    return share_explained(other, hidden) > max(0.5, before + 0.2)
