"""One step of a generator that is told what to make."""

import numpy as np

from ...exercises import Case, Question


def sigmoid(s):
    """A logit's belief."""
    return 1 / (1 + np.exp(-s))


def conditional_step(z, y, a, b, w, c, *, lr):
    """G is told the label and makes a z + b[y]; D knows it, too, and has a line for each."""
    fake = a * z + b[y]
    belief = sigmoid(w[y] * fake + c[y])
    loss = -np.log(belief).mean()
    df = (belief - 1) / len(z)
    dG = df * w[y]
    da = (dG * z).sum()
    db = np.bincount(y, weights=dG, minlength=len(b))
    return loss, a - lr * da, b - lr * db


def step_cases(rng):
    """Draw labels that repeat, that are missing, and players that differ from label to label."""

    def case(label, labels, count):
        y = rng.permutation(labels)
        z = rng.standard_normal(len(y))
        w, c = rng.uniform(0.5, 1.5, (2, count)) * rng.choice([-1, 1], (2, count))
        a, b = float(rng.uniform(0.5, 1.5)), rng.uniform(-1, 1, count)
        return Case(label, (z, y, a, b, w, c), {"lr": float(rng.uniform(0.5, 1))})

    def by_hand(label, labels):
        y, z = np.array(labels), np.array([2.0, -1.0, 1.0])[: len(labels)] * rng.choice([-1, 1])
        b, w = rng.permutation([-0.5, 1.0]), rng.permutation([-1.0, 2.0])
        c = -w * b - w[y[0]] * z[0]  # D is undecided about the first fake
        return Case(label, (z, y, 1.0, b, w, c), {"lr": 1.0})

    return [
        by_hand("one fake, by hand", [1]),
        by_hand("a label twice, by hand", [0, 0, 1]),
        case("each label once", [0, 1, 2], 3),
        case("each label once", [0, 1, 2, 3], 4),
        case("labels repeat", [0, 0, 0, 1, 1, 2], 3),
        case("labels repeat", [0, 1, 1, 1, 1, 2, 2], 3),
        case("a label is missing", [1, 1, 3, 3, 3], 4),
        case("the last label is missing", [0, 0, 2, 1], 5),
    ]


QUESTION = Question(
    id="3_3.conditional_step",
    points=2,
    difficulty=3,
    minutes=20,
    section="3.3, Which gradient goes to whom",
    reference=conditional_step,
    outputs=("loss", "a", "b"),
    intermediates=("fake", "belief", "df", "dG", "da", "db"),
    transfer=True,
    cases=step_cases,
)
