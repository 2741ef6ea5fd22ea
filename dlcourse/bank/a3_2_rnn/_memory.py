"""What `set_memory` measures, and the symptoms by which its mistakes are known."""

import numpy as np

from ...exercises.compare import describe
from ...functional import lstm_forward

SHAPES = (8, 1), (8, 2), (8,)
LEAST = 0.9  # a unit that explains less counts as 0


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
    """Fit a line from a unit's states to its target: the share of the variance it explains.

    At each step the mean over the sequences is taken off both, so that a clock explains nothing.
    """
    state, target = (a - a.mean(axis=0) for a in (state, target))
    power = (state**2).sum()
    if power < 1e-18 * state.size:
        return 0.0
    return float((state * target).sum() ** 2 / power / (target**2).sum())


def shares(output, hidden):
    """Give what each of the two units explains."""
    x, targets = hidden
    out = states(output, x)
    return np.array([explained(out[..., n], targets[..., n]) for n in range(2)])


def both_work(output, hidden):
    """Average over the two units; a unit that explains less than 0.9 counts as 0."""
    found = shares(output, hidden)
    return float(np.where(found < LEAST, 0, found).mean())


def helps(change, unit=None):
    """Make a symptom: after a change the weights would be good, or one unit would."""
    units = [0, 1] if unit is None else [unit]

    def symptom(output, hidden):
        here = shares(output, hidden)[units]
        there = shares(change(*output), hidden)[units]
        return bool(there.min() > LEAST > here.min())

    return symptom


def reads_no_state(output, hidden):
    """Every gate looks at the number alone."""
    return states(output, hidden[0]).shape[2] == 2 and not output[1].any()


def unit_0(tell):
    """Make a symptom of what the states of unit 0 tell beside the numbers and the maximum."""

    def symptom(output, hidden):
        x, targets = hidden
        return bool(tell(states(output, x)[..., 0], x[..., 0], targets[..., 0]))

    return symptom


def unit_1(tell):
    """Make a symptom of what the states of unit 1 tell beside the ages."""
    return lambda output, hidden: bool(tell(states(output, hidden[0])[..., 1], hidden[1][..., 1]))


@unit_0
def latest_kept(state, number, largest):
    """Unit 0 holds the number that came last."""
    return explained(state, number) > LEAST


@unit_0
def nothing_kept(state, number, largest):
    """Unit 0 stands still."""
    return np.ptp(state) < 1e-9


@unit_1
def count_goes_on(state, age):
    """Unit 1 is the same in all sequences, and grows."""
    return np.ptp(state, axis=0).max() < 1e-3 * np.ptp(state) and (np.diff(state[0]) > 0).all()


def _means(state, age, *ages):
    """Give the mean state at some ages, as shares of the largest state."""
    return np.array([state[age == n].mean() for n in ages]) / max(np.abs(state).max(), 1e-300)


@unit_1
def count_bends(state, age):
    """Unit 1 grows with the count, and less and less."""
    one, two, ten, twelve = _means(state, age, 1, 2, 10, 12)
    early, late = two - one, (twelve - ten) / 2
    return abs(early) > 0.01 and 0 <= late / early < 0.6


@unit_1
def no_count(state, age):
    """Unit 1 stands still while no larger number comes."""
    return np.ptp(_means(state, age, 1, 2, 5, 12)) < 0.02
