"""Symmetric quantization with one scale for each row, and the bytes that it needs."""

import numpy as np

from ...exercises import Case, Question


def quantize_rows(w, *, bits):
    """The largest entry of a row gets the largest code; all others are rounded to the nearest."""
    largest = 2 ** (bits - 1) - 1
    top = np.max(np.abs(w), axis=1)
    scales = np.where(top > 0, top / largest, 1.0)
    codes = np.rint(w / scales[:, None]).astype(int)
    size = -(-bits * w.size // 8) + 4 * len(w)
    return codes, scales, size


def weight_cases(rng):
    """Draw weights whose rows differ in size; few and round ones first, with halves between."""

    def hand(label, rows, bits, most=2):
        w = rng.permuted(np.array(rows, float), axis=1) * rng.choice([-1, 1], (len(rows), 1))
        return Case(label, (w * 2.0 ** rng.integers(-1, most),), {"bits": bits})

    def case(label, shape, bits, spread=1.0, zeros=()):
        w = rng.standard_normal(shape) * np.exp(spread * rng.standard_normal((shape[0], 1)))
        w[list(zeros)] = 0
        return Case(label, (w,), {"bits": bits})

    return [
        hand("by hand", [[7.0, -2.0, 4.25, 0.75, 1.0], [3.5, 3.0, -0.5, 1.125, 0.0]], 4),
        hand("halves, by hand", [[-7.0, 3.5, 2.5, -0.5], [7.0, -1.5, 4.5, 5.5]], 4),
        hand("a row of zeros, by hand", [[0.0, 0.0, 0.0], [3.0, -1.0, 1.5]], 3),
        hand("two bits, by hand", [[-6.0, 3.0, 2.0, 5.0, 0.0]], 2),
        case("8 bits", (5, 30), 8),
        case("4 bits", (9, 7), 4),
        case("3 bits", (6, 11), 3, zeros=(2, 5)),
        case("2 bits", (7, 13), 2),
        case("rows of one size", (4, 21), 5, spread=0.0),
        case("rows far apart", (8, 17), 6, spread=4.0),
    ]


QUESTION = Question(
    id="8_3.quantize_rows",
    points=2,
    difficulty=2,
    minutes=15,
    section="8.3, Quantization",
    reference=quantize_rows,
    outputs=("codes", "scales", "size"),
    intermediates=("largest", "top", "scales", "codes"),
    cases=weight_cases,
)
