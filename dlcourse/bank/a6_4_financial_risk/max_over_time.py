"""The largest of each unit's states, over the steps that a sequence has; forward and backward."""

import numpy as np

from ...exercises import Case, Question


def max_over_time(h, lengths, dout):
    """Each unit takes the step at which it was largest, and sends its gradient back there."""
    n, t, d = h.shape
    real = np.arange(t) < lengths[:, None]
    inside = np.where(real[:, :, None], h, -np.inf)
    step = np.argmax(inside, axis=1)
    out = np.max(inside, axis=1)
    dh = np.zeros_like(h)
    dh[np.arange(n)[:, None], step, np.arange(d)] = dout
    return out, dh


def state_cases(rng):
    """Draw states; what stands behind the end of a sequence is larger than all before it."""

    def case(label, shape, shortest, step=None, shift=0.0, behind=9.0):
        n, t, _ = shape
        lengths = rng.permuted(np.append([t, shortest], rng.integers(shortest, t + 1, n - 2)))
        h = rng.standard_normal(shape) + shift
        h = np.round(h / step) * step if step else h
        h[np.arange(t) >= lengths[:, None]] += behind
        return Case(label, (h, lengths, rng.standard_normal((n, shape[2]))))

    def hand(label, columns, lengths, dout):
        h = np.array(columns, float).T[None] + float(rng.integers(-3, 4))
        dout = np.array([dout], float) * int(rng.integers(1, 5))
        return Case(label, (h, np.array([lengths]), dout))

    return [
        hand("by hand", [[1, 3, 2, 9], [0, -1, -2, 8]], 3, [1, 2]),
        hand("equal states, by hand", [[2, 5, 5, 1], [4, 4, 4, 4]], 4, [1, -1]),
        case("some shorter", (7, 9, 5), 2),
        case("all negative", (5, 8, 3), 3, shift=-9.0, behind=9.0),
        case("equal states", (6, 10, 4), 4, step=1.0),
        case("equal states", (9, 5, 2), 1, step=2.0),
        case("one step", (4, 6, 3), 1),
        case("padding is zero", (5, 7, 6), 1, shift=-30.0, behind=30.0),
        case("no padding", (3, 4, 8), 4),
    ]


QUESTION = Question(
    id="6_4.max_over_time",
    points=2,
    difficulty=2,
    minutes=15,
    section="6.4, Fraud: a sequence",
    reference=max_over_time,
    outputs=("out", "dh"),
    intermediates=("real", "step", "out"),
    cases=state_cases,
)
