"""Integrated gradients of one hidden layer without steps, over several baselines."""

import numpy as np

from ...exercises import Case, Question


def integrated_exactly(x, starts, w, b, v):
    """A unit is active on one part of a straight way: its length is all that is needed."""
    before, after = starts @ w.T + b, w @ x + b
    rise = np.maximum(after, 0) - np.maximum(before, 0)
    move = after - before
    still = move == 0
    share = np.where(still, after > 0, rise / np.where(still, 1, move))
    slopes = (share * v) @ w
    each = (x - starts) * slopes
    return share, np.mean(each, axis=0)


def start_cases(rng):
    """Draw baselines; units that begin, cease, stay, and do not move."""

    def case(label, size, units, count, bias=0.0):
        x, w, b, v = (rng.standard_normal(s) for s in (size, (units, size), units, units))
        return Case(label, (x, rng.standard_normal((count, size)), w, b + bias, v))

    def hand(label, x, starts, w, b):
        order, signs = rng.permutation(2), rng.choice([1.0, 2.0], len(b))
        x, starts, w = (np.array(part, float)[..., order] for part in (x, starts, w))
        return Case(label, (x, starts, w, np.array(b, float), signs))

    return [
        hand("one unit begins, by hand", [4, 2], [[0, 0]], [[1, 2]], [-2]),
        hand("two units, by hand", [4, 1], [[0, 3]], [[1, -1], [1, 1]], [0, -4]),
        hand("two ways, by hand", [2, 2], [[0, 0], [4, 0]], [[2, -1]], [-1]),
        resting("units that do not move", rng),
        case("one way", 8, 12, 1),
        case("many ways", 10, 20, 30),
        case("all units active", 5, 4, 6, bias=30.0),
        case("no unit active", 5, 4, 6, bias=-30.0),
    ]


def resting(label, rng):
    """Let three units look at two pixels only, which all starts share with x: whole numbers."""
    x, starts, w, b, v = (rng.standard_normal(s) for s in (6, (4, 6), (5, 6), 5, 5))
    x[:2] = starts[:, :2] = rng.integers(1, 5, 2)
    w[:3] = 0
    w[:3, :2] = rng.integers(1, 4, (3, 2))
    b[:3] = -w[:3] @ x + [-8.0, 0.5, 0.0]  # below 0, above 0, and at 0
    return Case(label, (x, starts, w, b, v))


QUESTION = Question(
    id="8_1.integrated_exactly",
    points=3,
    difficulty=3,
    minutes=30,
    section="8.1, Integrated gradients",
    transfer=True,
    reference=integrated_exactly,
    outputs=("share", "out"),
    intermediates=("before", "after", "slopes", "each"),
    cases=start_cases,
)
