"""Rounding with a scale that is learned: forward, and the gradients behind a straight-through."""

import numpy as np

from ...exercises import Case, Question


def learned_step(w, step, dout, *, bits, signed):
    """The derivative of rounding is taken to be 1, that of clipping is what it is."""
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    ratio = w / step[:, None]
    codes = np.rint(np.clip(ratio, low, high))
    inside = (low < ratio) & (ratio < high)
    dw = dout * inside
    dstep = np.sum(dout * (codes - inside * ratio), axis=1) / np.sqrt(w.shape[1] * high)
    return step[:, None] * codes, dw, dstep


def by_hand(rng, label, rows, step, dout, bits, signed=True):
    """Bring few entries into another order, in another unit."""
    order, unit = rng.permutation(len(rows[0])), 2.0 ** rng.integers(-1, 2)
    w, step = unit * np.array(rows, float)[:, order], unit * np.array(step, float)
    dout = np.array(dout, float)[:, order] * int(rng.integers(1, 5))
    return Case(label, (w, step, dout), {"bits": bits, "signed": signed})


def step_cases(rng):
    """Draw rows and steps, some so small that much is clipped; values at the bounds first."""

    def case(label, shape, bits, signed=True, width=1.0):
        w = rng.standard_normal(shape) * np.exp(0.5 * rng.standard_normal((shape[0], 1)))
        w = w if signed else np.maximum(w, 0)
        step = width * (0.01 + 2 * np.mean(np.abs(w), axis=1)) / 2 ** (0.5 * bits)
        step = step * rng.uniform(0.7, 1.4, len(w))
        return Case(label, (w, step, rng.standard_normal(shape)), {"bits": bits, "signed": signed})

    bounds, positive, twice = [-4, 2, -1.5, 0.75], [0, 2.5, 3, 5.0, 1.25], [[1, 3, 0.5]] * 2
    return [
        by_hand(rng, "by hand", [[1.5, -0.25, 4.0, -6.0]], [1.0], [[1, 2, 1, 3]], 3),
        by_hand(rng, "at the bounds, by hand", [bounds], [2.0], [[2, 1, 3, 1]], 2),
        by_hand(rng, "without sign, by hand", [positive], [1.0], [[1, 2, 1, 3, 2]], 2, False),
        by_hand(rng, "two rows, by hand", twice, [2, 0.5], [[1, 1, 2], [1, 1, 2]], 3),
        case("8 bits", (4, 25), 8),
        case("4 bits", (7, 12), 4),
        case("3 bits", (5, 31), 3),
        case("2 bits", (6, 9), 2),
        case("much is clipped", (5, 14), 4, width=0.2),
        case("nothing is clipped", (3, 8), 8, width=4.0),
        case("without sign", (6, 13), 4, signed=False),
        case("without sign", (4, 17), 2, signed=False, width=0.5),
        case("without sign", (5, 11), 3, signed=False),
    ]


QUESTION = Question(
    id="8_3.learned_step",
    points=3,
    difficulty=4,
    minutes=30,
    section="8.3, Quantization",
    transfer=True,
    reference=learned_step,
    outputs=("out", "dw", "dstep"),
    intermediates=("low", "high", "ratio", "codes", "inside"),
    cases=step_cases,
)
