"""Open task: set the weights of an LSTM by hand, so that it compares, keeps and counts."""

import numpy as np

from ...exercises import Case, OpenTask, Symptom
from . import _memory as M

STEPS, SEQUENCES = 80, 24


def set_memory():
    """Compare each number with the state of unit 0; stay where tanh is straight."""
    rows = np.array(
        [  # number, state of unit 0, of unit 1, bias
            [400, -20000, 0, 0],  # i: unit 0 writes a number that is larger than its own,
            [0, 0, 0, 12],  #          unit 1 at every step
            [-400, 20000, 0, 0],  # f: both forget at such a number
            [-400, 20000, 0, 0],
            [0.02, 0, 0, 0],  # g: the number, 50 times smaller,
            [0, 0, 0, 0.004],  #   and a small step
            [0, 0, 0, 12],  # o: always open
            [0, 0, 0, 12],
        ]
    )
    return rows[:, :1], rows[:, 1:3], rows[:, 3]


def memory_cases(rng):
    """Draw numbers; now and then one is larger than all before it.

    How large the others are differs from sequence to sequence, so that no average tells the
    maximum, and some come close to it, so that no fixed limit does.
    """
    draw, scale = rng.random((SEQUENCES, STEPS)), rng.random(SEQUENCES)
    larger, near = rng.random((2, SEQUENCES, STEPS)) < [[[0.08]], [[0.05]]]
    largest, age = 0.1 + 0.3 * draw[:, 0], np.zeros(SEQUENCES)
    steps = [(largest, largest, age)]
    for t in range(1, STEPS):
        higher = largest + 0.02 + 0.08 * draw[:, t]
        lower = (largest - 0.02) * np.where(near[:, t], 1, scale * draw[:, t])
        new = larger[:, t] & (higher <= 1)
        number, age = np.where(new, higher, lower), np.where(new, 0, age + 1)
        largest = np.maximum(largest, number)
        steps.append((number, largest, age))
    number, largest, age = np.moveaxis(steps, 0, 2)
    return [Case("maximum and age", hidden=(number[..., None], np.stack([largest, age], axis=2)))]


def change(rows=range(8), units=(0, 1), **factors):
    """Make a change of weights: another order, then factors for rows of all that gates receive."""
    rows, units = list(rows), list(units)
    scale = np.ones(8)
    for name, factor in factors.items():
        scale[int(name[1:])] = factor
    return lambda w_ih, w_hh, b: (
        scale[:, None] * w_ih[rows],
        scale[:, None] * w_hh[np.ix_(rows, units)],
        scale * b[rows],
    )


TURN_I, TURN_F = {"_0": -1}, {"_2": -1, "_3": -1}
ALL = {f"_{row}": 30.0 for row in range(4)}


def in_order(rows=range(8), units=(0, 1)):
    """Misplace good weights; the symptom is that this order would make weights good."""
    back = change(np.argsort(rows), np.argsort(units))
    return Symptom(lambda: back(*set_memory()), M.helps(change(rows, units)))


def undone(first, unit=None, then=None):
    """Spoil good weights by a change; the symptom is that another one, or its like, would help."""
    return Symptom(lambda: first(*set_memory()), M.helps(then or first, unit))


def with_rows(shows, rows):
    """Spoil good weights in some rows (number, unit 0, unit 1, bias)."""

    def wrong():
        w_ih, w_hh, b = (w.copy() for w in set_memory())
        for n, row in rows.items():
            w_ih[n], w_hh[n], b[n] = row[0], row[1:3], row[3]
        return w_ih, w_hh, b

    return Symptom(wrong, shows)


def on_the_states_scale(w_ih, w_hh, b):
    """Make the states that i and f of both units compare as large as the numbers."""
    size = np.where(np.arange(8) < 4, w_ih[4, 0] or 1.0, 1.0)
    return w_ih, w_hh / size[:, None], b


def smaller(w_ih, w_hh, b):
    """Write a number 50 times smaller, and compare as before."""
    w_ih, w_hh, factor = w_ih.copy(), w_hh.copy(), 0.02 / (w_ih[4, 0] or 1.0)
    w_ih[4] *= factor
    w_hh[:4, 0] /= factor
    return w_ih, w_hh, b


def row_from(target, source, sign):
    """Make a change: what one gate receives is what another one does, or its opposite."""

    def changed(*weights):
        weights = [w.copy() for w in weights]
        for w in weights:
            w[target] = sign * w[source]
        return tuple(weights)

    return changed


def sees_unit_0(w_ih, w_hh, b):
    """Let unit 1 compare with unit 0 in the place of itself."""
    w_hh = w_hh.copy()
    w_hh[[1, 3]] = w_hh[[1, 3], ::-1]
    return w_ih, w_hh, b


SYMPTOMS = {
    "order-ifog": in_order(rows=(0, 1, 2, 3, 6, 7, 4, 5)),
    "sorted-by-unit": in_order(rows=(0, 4, 1, 5, 2, 6, 3, 7)),
    "units-exchanged": in_order(rows=(1, 0, 3, 2, 5, 4, 7, 6), units=(1, 0)),
    "forget-turned": undone(change(**TURN_F)),
    "smallest-kept": undone(change(**TURN_I, **TURN_F)),
    "no-comparison": with_rows(
        M.reads_no_state,
        {0: (60, 0, 0, -20), 2: (-60, 0, 0, 20), 3: (-60, 0, 0, 20)},
    ),
    "other-scale": with_rows(
        M.helps(on_the_states_scale),
        {0: (400, -400, 0, 0), 2: (-400, 400, 0, 0), 3: (-400, 400, 0, 0)},
    ),
    "soft": undone(change(**dict.fromkeys(ALL, 1 / 30)), then=change(**ALL)),
    "largest-bends": with_rows(
        M.helps(smaller, 0),
        {
            0: (400, -200, 0, 0),
            2: (-400, 200, 0, 0),
            3: (-400, 200, 0, 0),
            4: (2, 0, 0, 0),
        },
    ),
    "numbers-add-up": with_rows(M.helps(row_from(2, 0, -1), 0), {2: (0, 0, 0, 12)}),
    "latest-kept": with_rows(M.latest_kept, {0: (0, 0, 0, 12), 2: (0, 0, 0, -12)}),
    "no-number": with_rows(M.nothing_kept, {4: (0, 0, 0, 0)}),
    "sees-itself": with_rows(M.helps(sees_unit_0, 1), {3: (-400, 0, 20000, 0)}),
    "count-goes-on": with_rows(M.count_goes_on, {3: (0, 0, 0, 12)}),
    "count-bends": with_rows(M.count_bends, {5: (0, 0, 0, 0.3)}),
    "no-count": with_rows(M.no_count, {5: (0, 0, 0, 0)}),
}

QUESTION = OpenTask(
    id="3_2.set_memory",
    points=4,
    difficulty=5,
    minutes=45,
    section="3.2, The LSTM, one gate at a time",
    transfer=True,
    reference=set_memory,
    cases=memory_cases,
    metric=M.both_work,
    metric_name="share of maximum and age that is explained, from 0.9 on",
    thresholds=[(0.45, 0.5), (0.90, 0.75), (0.98, 1.0)],
    allows=(),
    symptoms=SYMPTOMS,
)
