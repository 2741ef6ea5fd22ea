"""The discriminator's loss on logits, with both gradients."""

import numpy as np

from ...exercises import Case, Question


def discriminator_loss(real, fake):
    """Cross-entropy with the label 1 for real examples and 0 for fakes; a mean over each kind."""
    loss = softplus(-real).mean() + softplus(fake).mean()
    dreal = -sigmoid(-real) / real.size
    dfake = sigmoid(fake) / fake.size
    return loss, dreal, dfake


def softplus(s):
    """log(1 + exp(s)), for any s."""
    return np.logaddexp(0, s)


def sigmoid(s):
    """1 / (1 + exp(-s)), for any s."""
    return np.exp(-np.logaddexp(0, -s))


def logit_cases(rng):
    """Draw logits: by hand, small ones, other counts, and a discriminator that is wrong by far."""

    def case(label, real, fake, scale=1.5):
        return Case(label, (scale * rng.standard_normal(real), scale * rng.standard_normal(fake)))

    def extreme(real, fake):
        mixed = [np.concatenate([s, rng.standard_normal(2)]) for s in (real, fake)]
        return Case("wrong by far", tuple(rng.permutation(s) for s in mixed))

    halves = rng.permutation(np.arange(-4, 5) / 2)
    far = rng.uniform(800, 1000, 6)
    return [
        Case("by hand", (halves[:2], halves[2:5])),
        case("one of each", 1, 1),
        case("as many of each", 4, 4),
        case("more fakes", 3, 5),
        case("more real", 6, 2),
        case("two axes", (2, 3), (4, 2)),
        extreme(-far[:1], far[1:3]),
        extreme(np.array([-far[3], far[4]]), np.array([far[5], -far[5]])),
    ]


QUESTION = Question(
    id="4_3.discriminator_loss",
    points=2,
    difficulty=2,
    minutes=15,
    section="4.3, Forms that survive",
    reference=discriminator_loss,
    cases=logit_cases,
    quiet=True,
    outputs=("loss", "dreal", "dfake"),
)
