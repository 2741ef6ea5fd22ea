"""Open task: set the weights of an LSTM by hand, so that it keeps a value and counts steps."""

import numpy as np

from ...exercises import Case, OpenTask, Symptom
from . import _memory as M

STEPS, SEQUENCES, RATE = 80, 24, 0.08


def set_memory():
    """Open and close gates by the signal; stay where tanh is straight."""
    rows = np.array(
        [  # value, signal, bias
            [0, 24, -12],  # i: unit 0 writes on the signal,
            [0, 0, 12],  #    unit 1 at every step
            [0, -24, 12],  # f: both forget on the signal
            [0, -24, 12],
            [0.1, 0, 0],  # g: the value, small,
            [0, 0, 0.01],  #    and a small step
            [0, 0, 12],  # o: always open
            [0, 0, 12],
        ]
    )
    return rows[:, :2], np.zeros((8, 2)), rows[:, 2]


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


def arranged(rows=range(8), columns=(0, 1)):
    """Make a change: another order of the rows, and of the columns of w_ih."""
    rows = list(rows)
    return lambda w_ih, w_hh, b: (w_ih[np.ix_(rows, columns)], w_hh[rows], b[rows])


def in_order(rows=range(8), columns=(0, 1)):
    """Misplace good weights; the symptom is that this order would make weights good."""
    back = arranged(np.argsort(rows), np.argsort(columns))
    return Symptom(lambda: back(*set_memory()), M.helps(arranged(rows, columns)))


def forget_turned(w_ih, w_hh, b):
    """Open the forget gates where they are shut, and the other way round."""
    sign = np.array([1, 1, -1, -1, 1, 1, 1, 1])
    return w_ih * sign[:, None], w_hh * sign[:, None], b * sign


def with_rows(shows, rows):
    """Spoil good weights in some rows (value, signal, bias)."""

    def wrong():
        w_ih, w_hh, b = set_memory()
        for n, row in rows.items():
            w_ih[n], b[n] = row[:2], row[2]
        return w_ih, w_hh, b

    return Symptom(wrong, shows)


SYMPTOMS = {
    "order-ifog": in_order(rows=(0, 1, 2, 3, 6, 7, 4, 5)),
    "sorted-by-unit": in_order(rows=(0, 4, 1, 5, 2, 6, 3, 7)),
    "columns-exchanged": in_order(columns=(1, 0)),
    "units-exchanged": in_order(rows=(1, 0, 3, 2, 5, 4, 7, 6)),
    "forget-turned": Symptom(lambda: forget_turned(*set_memory()), M.helps(forget_turned)),
    "value-overwritten": with_rows(M.value_overwritten, {0: (0, 0, 0)}),
    "values-add-up": with_rows(M.values_add_up, {2: (0, 0, 12)}),
    "value-fades": with_rows(M.value_fades, {2: (0, -6, 3)}),
    "count-goes-on": with_rows(M.count_goes_on, {3: (0, 0, 12)}),
    "count-bends": with_rows(M.count_bends, {4: (3, 0, 0), 5: (0, 0, 0.3)}),
    "no-value": with_rows(M.no_value, {4: (0, 0, 0)}),
    "no-count": with_rows(M.no_count, {1: (0, 24, -12)}),
    "values-in-count": with_rows(M.values_in_the_count, {5: (0.1, 0, 0.01)}),
    "value-squashed": with_rows(M.value_squashed, {4: (10, 0, 0)}),
}

QUESTION = OpenTask(
    id="3_2.set_memory",
    points=4,
    difficulty=4,
    minutes=35,
    section="3.2, The LSTM, one gate at a time",
    reference=set_memory,
    cases=memory_cases,
    metric=M.both_explained,
    metric_name="share of value and age that is explained",
    thresholds=[(0.49, 0.5), (0.90, 0.75), (0.98, 1.0)],
    allows=(),
    symptoms=SYMPTOMS,
)
