"""The gradient through an arm of two links."""

import numpy as np

from ...exercises import Case, Question


def arm_backward(dout, angles, *, lengths):
    """A joint moves the hand at right angles to the line from the joint to it."""
    l1, l2 = lengths
    a1, a2 = angles[:, 0], angles[:, 1]
    u, v = l2 * np.cos(a1 + a2), l2 * np.sin(a1 + a2)
    x, y = l1 * np.cos(a1) + u, l1 * np.sin(a1) + v
    da1 = dout[:, 1] * x - dout[:, 0] * y
    da2 = dout[:, 1] * u - dout[:, 0] * v
    return np.stack([da1, da2], axis=1)


def arm_cases(rng):
    """Draw right angles first, then any; the links are not equal."""

    def case(label, count, lengths=(1.0, 0.8), still=None):
        dout, angles = rng.standard_normal((count, 2)), rng.uniform(-3, 3, (count, 2))
        if still is not None:
            angles[:, still] = 0
        return Case(label, (dout, angles), {"lengths": lengths})

    def hand(label, quarters, dout):
        angles = np.array(quarters) * np.pi / 2
        return Case(label, (np.array([dout], float), angles[None]), {"lengths": (3.0, 2.0)})

    turn = int(rng.choice([-1, 1]))
    whole = rng.choice([-2.0, -1.0, 2.0, 5.0], 2, replace=False)
    return [
        hand("right angles, by hand", (0, turn), whole),
        hand("right angles, by hand", (turn, turn), whole[::-1]),
        case("a straight arm", 3, still=1),
        case("a level upper arm", 4, still=0),
        case("one pose", 1),
        case("a batch", 5),
        case("a batch", 7, lengths=(0.6, 1.7)),
        case("a batch", 2, lengths=(2.5, 1.5)),
    ]


QUESTION = Question(
    id="2_2.arm_backward",
    points=3,
    difficulty=3,
    minutes=20,
    section="2.2, Manufacturing: a robot arm",
    reference=arm_backward,
    intermediates=("u", "v", "x", "y", "da1", "da2"),
    cases=arm_cases,
)
