"""Real-time recurrent learning: derivatives go forwards, and the weights move at each step."""

import numpy as np

from ...exercises import Case, Question


def learn_online(x, y, h, w_ih, w_hh, b, *, rate):
    """Carry dh/dw_hh from step to step; entry [k, i, j] is that of unit k by weight (i, j)."""
    dh_dw = np.zeros((len(h), *w_hh.shape))
    for x_t, y_t in zip(x, y, strict=True):
        new = np.tanh(w_ih @ x_t + w_hh @ h + b)
        immediate = np.einsum("ki,j->kij", np.eye(len(h)), h)
        through = np.einsum("kl,lij->kij", w_hh, dh_dw)
        slope = (1 - new**2)[:, None, None]
        dh_dw = slope * (immediate + through)
        dw_hh = np.einsum("k,kij->ij", new - y_t, dh_dw)
        w_hh = w_hh - rate * dw_hh
        h = new
    return w_hh, h


def by_hand(rng, steps, inputs, units):
    """Draw small numbers, so that the case can be redone with a pencil."""
    w_hh, h = rng.choice([-1.0, 1.0, 2.0], (units, units)), rng.choice([-2.0, 2.0], units)
    if units == 1:
        w_hh *= 0
    else:
        h[1], w_hh[:, 1] = h[0], -w_hh[:, 0]
    x, y = np.zeros((steps, inputs)), rng.choice([-2.0, -1.0, 1.0, 2.0], (steps, units))
    weights = rng.choice([-1.0, 1.0], (units, inputs)), w_hh, np.zeros(units)
    return Case("by hand, zero states", (x, y, h, *weights), {"rate": 0.5})


def stream_cases(rng):
    """Draw sequences, first such that every state after the first is zero."""

    def case(label, steps, inputs, units, rate=0.3):
        shapes = (
            (steps, inputs),
            (steps, units),
            (units,),
            (units, inputs),
            (units, units),
            (units,),
        )
        arrays = [rng.standard_normal(shape) for shape in shapes]
        return Case(label, tuple(arrays), {"rate": rate})

    return [
        by_hand(rng, 3, 1, 1),
        by_hand(rng, 2, 1, 2),
        case("one step", 1, 2, 3),
        case("one unit", 5, 3, 1),
        case("two steps", 2, 4, 3),
        case("three steps", 3, 2, 4),
        case("many steps", 8, 3, 2),
        case("many steps", 6, 2, 5, rate=0.1),
    ]


QUESTION = Question(
    id="4_2.learn_online",
    points=5,
    difficulty=5,
    minutes=40,
    section="4.2, Four steps",
    transfer=True,
    reference=learn_online,
    outputs=("w_hh", "h"),
    cases=stream_cases,
)
