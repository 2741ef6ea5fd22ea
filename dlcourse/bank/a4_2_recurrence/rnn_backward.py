"""Backpropagation through time, whole and truncated."""

import numpy as np

from ...exercises import Case, Question


def rnn_backward(dout, x, h_0, w_ih, w_hh, out, *, truncate=None):
    """Walk back through the steps; what reaches a state comes from its output and its future."""
    steps = x.shape[1]
    dx, dh = np.zeros_like(x), np.zeros_like(h_0)
    dw_ih, dw_hh, db = np.zeros_like(w_ih), np.zeros_like(w_hh), np.zeros(len(w_hh))
    for t in reversed(range(steps)):
        before = out[:, t - 1] if t > 0 else h_0
        da = (dout[:, t] + dh) * (1 - out[:, t] ** 2)
        dx[:, t] = da @ w_ih
        dh = da @ w_hh
        dw_ih += da.T @ x[:, t]
        dw_hh += da.T @ before
        db += da.sum(axis=0)
        if truncate and t > 0 and t % truncate == 0:
            dh = np.zeros_like(h_0)
    return dx, dh, dw_ih, dw_hh, db


def by_hand(rng, label, steps, **settings):
    """Draw small numbers, so that the case can be redone with a pencil."""
    shapes = (1, steps, 1), (1, steps, 1), (1, 1), (1, 1)
    dout, x, h_0, w_ih = (rng.choice([-2.0, -1.0, 1.0, 2.0, 3.0], shape) for shape in shapes)
    w_hh, out = rng.choice([-2.0, 2.0], (1, 1)), rng.choice([-0.5, 0.0, 0.5], shapes[0])
    return Case(label, (dout, x, h_0, w_ih, w_hh, out), settings)


def time_cases(rng):
    """Draw networks, one new idea after the other; all sizes differ."""

    def case(label, batch, steps, inputs, units, end_only=False, **settings):
        shapes = (batch, steps, inputs), (batch, units), (units, inputs), (units, units), (units,)
        x, h_0, w_ih, w_hh, b = (rng.standard_normal(shape) / 1.5 for shape in shapes)
        out, h = np.zeros((batch, steps, units)), h_0
        for t in range(steps):
            h = out[:, t] = np.tanh(x[:, t] @ w_ih.T + b + h @ w_hh.T)
        dout = rng.standard_normal(out.shape)
        dout[:, :-1] *= not end_only
        return Case(label, (dout, x, h_0, w_ih, w_hh, out), settings)

    return [
        by_hand(rng, "by hand", 2),
        case("one step", 1, 1, 2, 3),
        case("loss at the end", 1, 5, 2, 3, end_only=True),
        case("batch", 3, 4, 2, 5),
        by_hand(rng, "truncated, by hand", 3, truncate=2),
        case("truncated", 2, 7, 4, 3, truncate=3),
        case("truncated", 3, 8, 2, 4, truncate=2),
        case("truncated", 1, 6, 3, 2, truncate=3),
        case("truncated at every step", 2, 5, 3, 4, truncate=1),
        case("truncated, loss at the end", 2, 7, 2, 3, end_only=True, truncate=3),
    ]


QUESTION = Question(
    id="4_2.rnn_backward",
    points=4,
    difficulty=4,
    minutes=30,
    section="4.2, Cut short: truncated BPTT",
    reference=rnn_backward,
    outputs=("dx", "dh_0", "dw_ih", "dw_hh", "db"),
    cases=time_cases,
)
