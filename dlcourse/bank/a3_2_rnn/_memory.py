"""What `set_memory` measures, and the symptoms by which its mistakes are known."""

import numpy as np

from ...exercises.compare import describe
from .lstm_cell import lstm_cell

SHAPES = (8, 2), (8, 2), (8,)
G_BEHIND_O = (0, 1, 2, 3, 6, 7, 4, 5)
UNITS_EXCHANGED = (1, 0, 3, 2, 5, 4, 7, 6)
UNIT_BY_UNIT = (0, 4, 1, 5, 2, 6, 3, 7)  # row n of a block is taken from here


def states(output, x):
    """Run the LSTM with the student's weights; refuse what is not a set of weights."""
    shapes = tuple(getattr(w, "shape", None) for w in output) if _is_tuple(output) else None
    if shapes != SHAPES or any(w.dtype.kind not in "fi" for w in output):
        raise ValueError(
            f"A tuple of three arrays is expected, w_ih, w_hh and b, of the shapes {SHAPES}; "
            f"received: {describe(output)}."
        )
    if not all(np.isfinite(w).all() for w in output):
        raise ValueError("There are NaN or infinite weights.")
    w_ih, w_hh, b = (w.astype(np.float64) for w in output)
    h, c, out = np.zeros((len(x), 2)), np.zeros((len(x), 2)), []
    for t in range(x.shape[1]):
        h, c = lstm_cell(x[:, t], h, c, w_ih, w_hh, b, 0 * b)
        out.append(h)
    return np.stack(out, axis=1)


def _is_tuple(output):
    return isinstance(output, tuple | list) and len(output) == 3


def explained(state, target):
    """Fit a line from a unit's states to its target: the share of the variance it explains."""
    state, target = (a - a.mean() for a in (state.ravel(), target.ravel()))
    power = (state**2).sum()
    if power < 1e-18 * len(state):
        return 0.0
    return float((state @ target) ** 2 / power / (target**2).sum())


def both_explained(output, hidden):
    """Average over the two units."""
    x, targets = hidden
    out = states(output, x)
    return float(np.mean([explained(out[..., n], targets[..., n]) for n in range(2)]))


def rearranged(output, rows=range(8), columns=(0, 1)):
    """Bring the rows, and the columns of w_ih, into another order."""
    w_ih, w_hh, b = output
    rows = list(rows)
    return w_ih[rows][:, list(columns)], w_hh[rows], b[rows]


def better(**order):
    """Make a symptom: in another order the weights would be good."""

    def symptom(output, hidden):
        here = both_explained(output, hidden)
        return both_explained(rearranged(output, **order), hidden) > max(0.45, here + 0.2)

    return symptom


def forget_gates_turned(output, hidden):
    """It would help to open the forget gates where they are shut, and the other way round."""
    here, sign = both_explained(output, hidden), np.array([1, 1, -1, -1, 1, 1, 1, 1])
    w_ih, w_hh, b = output
    turned = w_ih * sign[:, None], w_hh * sign[:, None], b * sign
    return both_explained(turned, hidden) > max(0.45, here + 0.2)


def value_overwritten(output, hidden):
    """Unit 0 follows values that came without the signal."""
    x, _ = hidden
    quiet = x[..., 1] == 0
    return explained(states(output, x)[..., 0][quiet], x[..., 0][quiet]) > 0.05


def values_add_up(output, hidden):
    """Unit 0 holds the sum of all values that came with the signal."""
    x, targets = hidden
    state = np.arctanh(np.clip(states(output, x)[..., 0], -1 + 1e-12, 1 - 1e-12))
    total = np.cumsum(x[..., 0] * x[..., 1], axis=1)
    return explained(state, total) > max(0.8, explained(state, targets[..., 0]))


def value_fades(output, hidden):
    """Unit 0 holds less of a value, the older it is."""
    x, targets = hidden
    state, (value, age) = states(output, x)[..., 0], np.moveaxis(targets, 2, 0)
    fresh, old = ((age < 2), (age > 9))
    slopes = [np.polyfit(value[some], state[some], 1)[0] for some in (fresh, old)]
    return explained(state[fresh], value[fresh]) > 0.5 and abs(slopes[1]) < 0.8 * abs(slopes[0])


def count_goes_on(output, hidden):
    """Unit 1 counts from the start of the sequence."""
    x, targets = hidden
    state = states(output, x)[..., 1]
    time = np.broadcast_to(np.arange(x.shape[1]), state.shape)
    return explained(state, time) > max(0.5, explained(state, targets[..., 1]))


def _means(output, hidden, *ages):
    """Give the mean state of unit 1 at some ages, as shares of its largest state."""
    x, targets = hidden
    state, age = states(output, x)[..., 1], targets[..., 1]
    return np.array([state[age == n].mean() for n in ages]) / max(np.abs(state).max(), 1e-300)


def count_bends(output, hidden):
    """Unit 1 grows with the count, and less and less."""
    one, two, ten, twelve = _means(output, hidden, 1, 2, 10, 12)
    early, late = two - one, (twelve - ten) / 2
    return abs(early) > 0.01 and 0 <= late / early < 0.6


def no_value(output, hidden):
    """Unit 0 has next to nothing to do with its number."""
    x, targets = hidden
    return explained(states(output, x)[..., 0], targets[..., 0]) < 0.05


def no_count(output, hidden):
    """Unit 1 stands still between the signals."""
    return np.ptp(_means(output, hidden, 1, 2, 5, 12)) < 0.02


def value_squashed(output, hidden):
    """Unit 0 tells large values from small ones, and not from each other."""
    x, targets = hidden
    state, value = states(output, x)[..., 0].ravel(), targets[..., 0].ravel()
    small, large = np.abs(value) < 0.3, np.abs(value) > 0.7
    inner = np.polyfit(value[small], state[small], 1)[0]
    outer = np.polyfit(np.abs(value[large]), state[large] * np.sign(value[large]), 1)[0]
    return 0.5 < explained(state, value) < 0.95 and abs(outer) < 0.3 * abs(inner)


def values_in_the_count(output, hidden):
    """Unit 1 adds up the values since the latest signal, beside the count."""
    x, targets = hidden
    state, age = states(output, x)[..., 1], targets[..., 1]
    value, start = np.cumsum(x[..., 0], axis=1), np.arange(x.shape[1]) - age.astype(int)
    since = value - np.take_along_axis(value, start, axis=1)
    return (
        explained(state - np.polyval(np.polyfit(age.ravel(), state.ravel(), 1), age), since) > 0.3
    )
