"""Open task: set the weights of an LSTM by hand, so that it keeps a value and counts steps."""

import numpy as np

from ...exercises.question import Case, Mistake, OpenTask
from . import _memory as M

STEPS, SEQUENCES, RATE = 80, 24, 0.08


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


def _changed(change):
    """Make a mistake: good weights, changed afterwards."""

    def wrong():
        w_ih, w_hh, b = set_memory()
        change(w_ih, b)
        return w_ih, w_hh, b

    return wrong


def _set(w_ih, b, row, weights, bias):
    w_ih[row], b[row] = weights, bias


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
    forbids=("torch", "tensorflow", "keras", "jax", "sklearn"),
    mistakes=[
        Mistake(
            "all weights are 0",
            "With a candidate of 0 nothing is ever written. Set the candidates' rows first.",
            lambda: tuple(np.zeros(shape) for shape in M.SHAPES),
        ),
        Mistake(
            "the blocks are in the order i, f, o, g",
            "Rows 4 and 5 belong to the candidates, rows 6 and 7 to the output gates.",
            lambda: M.rearranged(set_memory(), M.G_BEHIND_O),
            M.better(rows=M.G_BEHIND_O),
        ),
        Mistake(
            "the rows are sorted by unit",
            "They are sorted by gate: i of unit 0, i of unit 1, f of unit 0, and so on.",
            lambda: M.rearranged(set_memory(), np.argsort(M.UNIT_BY_UNIT)),
            M.better(rows=M.UNIT_BY_UNIT),
        ),
        Mistake(
            "the columns of w_ih are exchanged",
            "The first column belongs to the value, the second one to the signal.",
            lambda: M.rearranged(set_memory(), columns=(1, 0)),
            M.better(columns=(1, 0)),
        ),
        Mistake(
            "the two units are exchanged",
            "Unit 0 keeps the value, unit 1 counts; in each block of rows unit 0 comes first.",
            lambda: M.rearranged(set_memory(), M.UNITS_EXCHANGED),
            M.better(rows=M.UNITS_EXCHANGED),
        ),
        Mistake(
            "the forget gates are turned around",
            "In spite of its name: at 1 nothing is forgotten. Open it at the steps without the "
            "signal.",
            _changed(lambda w_ih, b: [_set(w_ih, b, row, (0, 24), -12) for row in (2, 3)]),
            M.forget_gates_turned,
        ),
        Mistake(
            "unit 0 is overwritten without the signal",
            "What should its input gate do at a step without the signal, whatever the value is?",
            _changed(lambda w_ih, b: _set(w_ih, b, 0, (0, 0), 0)),
            M.value_overwritten,
        ),
        Mistake(
            "the values add up in unit 0",
            "What should its forget gate do at the step with the signal?",
            _changed(lambda w_ih, b: _set(w_ih, b, 2, (0, 0), 12)),
            M.values_add_up,
        ),
        Mistake(
            "the value fades in unit 0",
            "A forget gate of 0.95 leaves 0.95 to the power of n after n steps. How near to 1 "
            "does a sigmoid come?",
            _changed(lambda w_ih, b: _set(w_ih, b, 2, (0, -6), 3)),
            M.value_fades,
        ),
        Mistake(
            "the count of unit 1 never starts again",
            "What should its forget gate do at the step with the signal?",
            _changed(lambda w_ih, b: _set(w_ih, b, 3, (0, 0), 12)),
            M.count_goes_on,
        ),
        Mistake(
            "the count of unit 1 bends",
            "Large numbers end in the flat part of tanh, and a leaking forget gate stops a count. "
            "Count in smaller steps, and forget nothing between signals.",
            lambda: set_memory(small=0.3),
            M.count_bends,
        ),
        Mistake(
            "unit 0 keeps nothing",
            "What do its input gate and its candidate do at the step with the signal?",
            _changed(lambda w_ih, b: _set(w_ih, b, 4, (0, 0), 0)),
            M.no_value,
        ),
        Mistake(
            "unit 1 does not count",
            "Every step has to add the same small number: which gate, which candidate?",
            _changed(lambda w_ih, b: _set(w_ih, b, 1, (0, 24), -12)),
            M.no_count,
        ),
        Mistake(
            "values get into the count of unit 1",
            "Every step has to add the same small number, whatever the value is.",
            _changed(lambda w_ih, b: _set(w_ih, b, 5, (0.1, 0), 0.01)),
            M.values_in_the_count,
        ),
        Mistake(
            "the value of unit 0 is squashed",
            "The candidate is a tanh: large numbers all come out near 1. Write a small one.",
            _changed(lambda w_ih, b: _set(w_ih, b, 4, (10, 0), 0)),
            M.value_squashed,
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
