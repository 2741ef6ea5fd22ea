"""Open task: set the weights of an LSTM by hand, so that it keeps a value and counts steps."""

import numpy as np

from .._question import Case, Mistake, OpenTask
from .lstm_cell import lstm_cell

STEPS, SEQUENCES, RATE = 80, 24, 0.08
SHAPES = (8, 2), (8, 2), (8,)


def set_memory(keep=12.0, write=24.0, small=0.01):
    """Open and close gates by the signal; stay where tanh is straight."""
    w_ih, b = np.zeros((8, 2)), np.zeros(8)
    i, f, g, o = (slice(n, n + 2) for n in (0, 2, 4, 6))
    w_ih[i, 1], b[i] = (write, 0), (-keep, keep)  # write on the signal; count at every step
    w_ih[f, 1], b[f] = -write, keep  # forget on the signal
    w_ih[g, 0], b[g] = (10 * small, 0), (0, small)
    b[o] = keep
    return w_ih, np.zeros((8, 2)), b


def memory_cases(rng):
    """Draw sequences of a value and a signal; the first step has the signal."""
    value = rng.uniform(-1, 1, (SEQUENCES, STEPS))
    signal = rng.random((SEQUENCES, STEPS)) < RATE
    signal[:, 0] = True
    steps = np.arange(STEPS)
    stored = np.maximum.accumulate(np.where(signal, steps, 0), axis=1)
    kept = np.take_along_axis(value, stored, axis=1)
    x = np.stack([value, signal], axis=2)
    return [Case("value and age", hidden=(x, np.stack([kept, steps - stored], axis=2)))]


def states(output, x):
    """Run the LSTM with the student's weights; refuse what is not a set of weights."""
    shapes = tuple(getattr(w, "shape", None) for w in output) if _is_tuple(output) else None
    if shapes != SHAPES or any(w.dtype.kind not in "fi" for w in output):
        raise ValueError(f"Three arrays are expected, w_ih, w_hh and b, of the shapes {SHAPES}.")
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


def _changed(change):
    """Make a mistake: good weights, changed afterwards."""

    def wrong():
        w_ih, w_hh, b = set_memory()
        change(w_ih, b)
        return w_ih, w_hh, b

    return wrong


def _set(w_ih, b, row, weights, bias):
    w_ih[row], b[row] = weights, bias


def other_order(output, order=(0, 1, 2, 3, 6, 7, 4, 5)):
    """Exchange the candidate's block and the output gate's."""
    w_ih, w_hh, b = output
    order = list(order)
    return w_ih[order], w_hh[order], b[order]


def in_other_order(output, hidden):
    """With the last two blocks exchanged, the weights would be good."""
    here = both_explained(output, hidden)
    return both_explained(other_order(output), hidden) > max(0.45, here + 0.2)


def units_exchanged(output, hidden):
    """Each unit does the other one's work."""
    x, targets = hidden
    out = states(output, x)
    crossed = [explained(out[..., n], targets[..., 1 - n]) for n in range(2)]
    return max(crossed) > 0.6


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


def count_bends(output, hidden):
    """Unit 1 grows with the count, and less and less."""
    x, targets = hidden
    state, age = states(output, x)[..., 1], targets[..., 1]
    means = np.array([state[age == n].mean() for n in (1, 2, 10, 12)])
    early, late = means[1] - means[0], (means[3] - means[2]) / 2
    return abs(early) > 1e-9 and 0 <= late / early < 0.6


QUESTION = OpenTask(
    id="3_2.set_memory",
    points=4,
    difficulty=4,
    minutes=35,
    section="3.2, The LSTM, one gate at a time",
    reference=set_memory,
    cases=memory_cases,
    metric=both_explained,
    metric_name="share of value and age that is explained",
    thresholds=[(0.49, 0.5), (0.90, 0.75), (0.98, 1.0)],
    forbids=("torch", "tensorflow", "keras", "jax", "sklearn"),
    mistakes=[
        Mistake(
            "the blocks are in the order i, f, o, g",
            "Rows 4 and 5 belong to the candidates, rows 6 and 7 to the output gates.",
            lambda: other_order(set_memory()),
            in_other_order,
        ),
        Mistake(
            "the two units are exchanged",
            "Unit 0 keeps the value, unit 1 counts; in each block of rows unit 0 comes first.",
            lambda: other_order(set_memory(), (1, 0, 3, 2, 5, 4, 7, 6)),
            units_exchanged,
        ),
        Mistake(
            "unit 0 is overwritten without the signal",
            "What should its input gate do at a step without the signal, whatever the value is?",
            _changed(lambda w_ih, b: _set(w_ih, b, 0, (0, 0), 0)),
            value_overwritten,
        ),
        Mistake(
            "the values add up in unit 0",
            "What should its forget gate do at the step with the signal?",
            _changed(lambda w_ih, b: _set(w_ih, b, 2, (0, 0), 12)),
            values_add_up,
        ),
        Mistake(
            "the value fades in unit 0",
            "A forget gate of 0.95 leaves 0.95 to the power of n after n steps. How near to 1 "
            "does a sigmoid come?",
            _changed(lambda w_ih, b: _set(w_ih, b, 2, (0, -6), 3)),
            value_fades,
        ),
        Mistake(
            "the count of unit 1 never starts again",
            "What should its forget gate do at the step with the signal?",
            _changed(lambda w_ih, b: _set(w_ih, b, 3, (0, 0), 12)),
            count_goes_on,
        ),
        Mistake(
            "the count of unit 1 bends",
            "Large numbers end in the flat part of tanh, and a leaking forget gate stops a count. "
            "Count in smaller steps, and forget nothing between signals.",
            lambda: set_memory(small=0.3),
            count_bends,
        ),
        Mistake(
            "all weights are 0",
            "With a candidate of 0 nothing is ever written. Set the candidates' rows first.",
            lambda: tuple(np.zeros(shape) for shape in SHAPES),
        ),
    ],
    hints=[
        "Choose unit by unit. Make a small table first: what should i, f, g and o be at a step "
        "with the signal, and at a step without it?",
        "A gate is a sigmoid of a weighted sum plus a bias. A bias of -10 shuts it; which weight "
        "on the signal opens it again?",
        "The state is o times tanh(c), and tanh is straight only near 0. A unit may write small "
        "numbers: only the line through its states matters.",
    ],
)
