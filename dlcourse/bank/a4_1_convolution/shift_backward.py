"""A shift by a learned fraction of a pixel, backward."""

import numpy as np

from ...exercises import Case, Question


def shift_backward(dout, x, shift):
    """Each channel has a kernel of two weights; its gradient goes on to the shift behind it."""
    k = np.floor(shift).astype(int)
    a = shift - k
    w = np.stack([1 - a, a], axis=1)
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for c, m, j in np.ndindex(*x.shape[1:], 2):
        met = m + k[c] + j
        if 0 <= met < x.shape[2]:
            dx[:, c, met] += dout[:, c, m] * w[c, j]
            dw[c, j] += dout[:, c, m] @ x[:, c, met]
    dshift = dw[:, 1] - dw[:, 0]
    return dx, dshift


def shift_cases(rng):
    """Draw signals and shifts to both sides; the first of each idea are by hand."""

    def by_hand(label, *shift, size=3):
        x, dout = (_whole((1, len(shift), size), rng) for _ in range(2))
        return Case(label, (dout, x, np.array(shift)))

    def case(label, images, channels, size, low, high):
        x, dout = rng.standard_normal((2, images, channels, size))
        return Case(label, (dout, x, rng.uniform(low, high, channels)))

    return [
        by_hand("less than a step, by hand", rng.choice([0.25, 0.75])),
        by_hand("several steps, by hand", rng.choice([1.25, 1.75]), size=5),
        by_hand("backwards, by hand", rng.choice([-0.25, -0.75]), size=4),
        by_hand("whole steps, by hand", 1.0, 0.0, -1.0),
        by_hand("channels, by hand", 0.25, -1.5),
        case("batch", 3, 2, 7, 0, 1),
        case("batch", 4, 3, 6, -3, 3),
        case("batch", 2, 5, 8, -9, 9),
    ]


def _whole(shape, rng):
    """Draw small integers, none of them zero."""
    return rng.choice([-3.0, -2.0, -1.0, 1.0, 2.0, 3.0], shape)


QUESTION = Question(
    id="4_1.shift_backward",
    points=4,
    difficulty=4,
    minutes=30,
    section="4.1, The three gradients, by index",
    reference=shift_backward,
    outputs=("dx", "dshift"),
    intermediates=("k", "a", "w", "dw"),
    transfer=True,
    cases=shift_cases,
)
