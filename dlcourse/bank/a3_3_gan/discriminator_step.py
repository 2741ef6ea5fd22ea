"""One step of the discriminator, by hand."""

import numpy as np

from ...exercises import Case, Question


def sigmoid(s):
    """A logit's belief."""
    return 1 / (1 + np.exp(-s))


def discriminator_step(x, z, a, b, w, c, *, lr):
    """D learns that x is real and G(z) is not; a and b stay."""
    fake = a * z + b
    real_belief = sigmoid(w * x + c)
    fake_belief = sigmoid(w * fake + c)
    loss = -np.log(real_belief).mean() - np.log(1 - fake_belief).mean()
    dr = real_belief - 1
    df = fake_belief
    dw = (dr * x).mean() + (df * fake).mean()
    dc = dr.mean() + df.mean()
    return loss, a, b, w - lr * dw, c - lr * dc


def step_cases(rng):
    """Draw players and examples; counts differ in the end."""

    def case(label, real, fake):
        a, w = rng.uniform(0.5, 1.5, 2) * rng.choice([-1, 1], 2)
        b, c = rng.uniform(-1, 1, 2)
        x, z = rng.normal(2, 1, real), rng.normal(0, 1, fake)
        return Case(label, (x, z, *map(float, (a, b, w, c))), {"lr": float(rng.uniform(0.2, 0.6))})

    def by_hand(label, real, fake):
        x, z = rng.permuted([-1.0, 0.0, 1.0, 2.0])[:real], rng.choice([-2.0, 2.0], fake)
        a, w = rng.choice([-1.0, 1.0, 0.5], 2)
        b = float(rng.choice([-1.5, 0.5]))
        c = -w * (a * z[0] + b)  # D is undecided about the first fake
        return Case(label, (x, z, float(a), b, float(w), float(c)), {"lr": 0.5})

    return [
        by_hand("one of each, by hand", 1, 1),
        by_hand("two real and one fake, by hand", 2, 1),
        case("one of each", 1, 1),
        case("two of each", 2, 2),
        case("two of each", 2, 2),
        case("more fakes", 3, 5),
        case("more real", 6, 4),
    ]


QUESTION = Question(
    id="3_3.discriminator_step",
    points=2,
    difficulty=2,
    minutes=15,
    section="3.3, One round by hand",
    reference=discriminator_step,
    outputs=("loss", "a", "b", "w", "c"),
    intermediates=("fake", "real_belief", "fake_belief", "dr", "df", "dw", "dc"),
    cases=step_cases,
)
