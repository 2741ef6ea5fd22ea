"""What `set_memory` measures, and the symptoms by which its mistakes are known."""

import numpy as np

from ...exercises.compare import describe
from ...functional import lstm_forward

SHAPES = (8, 2), (8, 2), (8,)


def states(output, x):
    """Run the LSTM with the student's weights; refuse what is not a set of weights."""
    several = isinstance(output, tuple | list) and len(output) == 3
    shapes = tuple(getattr(w, "shape", None) for w in output) if several else None
    if shapes != SHAPES or any(w.dtype.kind not in "fi" for w in output):
        raise ValueError(
            f"A tuple of three arrays is expected, w_ih, w_hh and b, of the shapes {SHAPES}; "
            f"received: {describe(output)}."
        )
    if not all(np.isfinite(w).all() for w in output):
        raise ValueError("There are NaN or infinite weights.")
    w_ih, w_hh, b = (w.astype(np.float64) for w in output)
    (out, _, _), _ = lstm_forward(x, None, None, w_ih, w_hh, b, 0 * b, batch_first=True)
    return out


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


def helps(change):
    """Make a symptom: after a change the weights would be good."""

    def symptom(output, hidden):
        here = both_explained(output, hidden)
        return both_explained(change(*output), hidden) > max(0.45, here + 0.2)

    return symptom


def unit(n):
    """Make a symptom of what the states of unit n tell beside x, the values and the ages."""

    def symptom(tell):
        return lambda output, hidden: tell(
            states(output, hidden[0])[..., n], hidden[0], *np.moveaxis(hidden[1], 2, 0)
        )

    return symptom


@unit(0)
def value_overwritten(state, x, value, age):
    """Unit 0 follows values that came without the signal."""
    quiet = x[..., 1] == 0
    return explained(state[quiet], x[..., 0][quiet]) > 0.05


@unit(0)
def values_add_up(state, x, value, age):
    """Unit 0 holds the sum of all values that came with the signal."""
    cell = np.arctanh(np.clip(state, -1 + 1e-12, 1 - 1e-12))
    total = np.cumsum(x[..., 0] * x[..., 1], axis=1)
    return explained(cell, total) > max(0.8, explained(cell, value))


@unit(0)
def value_fades(state, x, value, age):
    """Unit 0 holds less of a value, the older it is."""
    fresh, old = age < 2, age > 9
    slopes = [np.polyfit(value[some], state[some], 1)[0] for some in (fresh, old)]
    return explained(state[fresh], value[fresh]) > 0.5 and abs(slopes[1]) < 0.8 * abs(slopes[0])


@unit(0)
def no_value(state, x, value, age):
    """Unit 0 has next to nothing to do with its value."""
    return explained(state, value) < 0.05


@unit(0)
def value_squashed(state, x, value, age):
    """Unit 0 tells large values from small ones, and not from each other."""
    small, large = np.abs(value) < 0.3, np.abs(value) > 0.7
    inner = np.polyfit(value[small], state[small], 1)[0]
    outer = np.polyfit(np.abs(value[large]), state[large] * np.sign(value[large]), 1)[0]
    return 0.5 < explained(state, value) < 0.95 and abs(outer) < 0.3 * abs(inner)


@unit(1)
def count_goes_on(state, x, value, age):
    """Unit 1 counts from the start of the sequence."""
    time = np.broadcast_to(np.arange(x.shape[1]), state.shape)
    return explained(state, time) > max(0.5, explained(state, age))


def _means(state, age, *ages):
    """Give the mean state at some ages, as shares of the largest state."""
    return np.array([state[age == n].mean() for n in ages]) / max(np.abs(state).max(), 1e-300)


@unit(1)
def count_bends(state, x, value, age):
    """Unit 1 grows with the count, and less and less."""
    one, two, ten, twelve = _means(state, age, 1, 2, 10, 12)
    early, late = two - one, (twelve - ten) / 2
    return abs(early) > 0.01 and 0 <= late / early < 0.6


@unit(1)
def no_count(state, x, value, age):
    """Unit 1 stands still between the signals."""
    return np.ptp(_means(state, age, 1, 2, 5, 12)) < 0.02


@unit(1)
def values_in_the_count(state, x, value, age):
    """Unit 1 adds up the values since the latest signal, beside the count."""
    total, start = np.cumsum(x[..., 0], axis=1), np.arange(x.shape[1]) - age.astype(int)
    since = total - np.take_along_axis(total, start, axis=1)
    line = np.polyfit(age.ravel(), state.ravel(), 1)
    return explained(state - np.polyval(line, age), since) > 0.3
