"""One step of the generator, through the discriminator."""

import numpy as np

from ...exercises import Case, Question


def sigmoid(s):
    """A logit's belief."""
    return 1 / (1 + np.exp(-s))


def generator_step(z, a, b, w, c, *, lr):
    """G learns to be taken for real; w and c stay."""
    fake = a * z + b
    belief = sigmoid(w * fake + c)
    loss = -np.log(belief).mean()
    df = belief - 1
    dG = df * w
    da = (dG * z).mean()
    db = dG.mean()
    return loss, a - lr * da, b - lr * db, w, c


def step_cases(rng):
    """Draw players and noise; D believes more and less in the fakes."""

    def case(label, count, center):
        a, w = rng.uniform(0.5, 1.5, 2) * rng.choice([-1, 1], 2)
        b = rng.uniform(-1, 1)
        z = rng.normal(0, 1, count)
        numbers = map(float, (a, b, w, center - w * (a * z.mean() + b)))
        return Case(label, (z, *numbers), {"lr": float(rng.uniform(0.2, 0.6))})

    def by_hand(label, count):
        z = np.array([2.0, -1.0])[:count] * rng.choice([-1, 1])
        a, w = rng.choice([-1.0, 1.0, 0.5], 2) * [1, 2]
        b = float(rng.choice([-1.5, 0.5]))
        c = -w * (a * z[0] + b)  # D is undecided about the first fake
        return Case(label, (z, float(a), b, float(w), float(c)), {"lr": 0.5})

    return [
        by_hand("one fake, by hand", 1),
        by_hand("two fakes, by hand", 2),
        case("one fake", 1, rng.uniform(0.5, 1)),
        case("one fake", 1, rng.uniform(-1, -0.5)),
        case("several fakes", 4, rng.uniform(0.5, 1)),
        case("several fakes", 7, rng.uniform(-1, -0.5)),
        case("D is sure", 5, rng.uniform(-5, -4)),
        case("D is fooled", 5, rng.uniform(2, 3)),
    ]


QUESTION = Question(
    id="3_3.generator_step",
    points=2,
    difficulty=3,
    minutes=15,
    section="3.3, Which gradient goes to whom",
    reference=generator_step,
    outputs=("loss", "a", "b", "w", "c"),
    intermediates=("fake", "belief", "df", "dG", "da", "db"),
    cases=step_cases,
)
