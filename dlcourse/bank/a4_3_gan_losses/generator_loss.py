"""The generator's non-saturating loss on logits, with its gradient."""

import numpy as np

from ...exercises import Case, Question


def generator_loss(fake):
    """Cross-entropy of the fakes with the label of real examples."""
    loss = softplus(-fake).mean()
    dfake = -sigmoid(-fake) / fake.size
    return loss, dfake


def softplus(s):
    """log(1 + exp(s)), for any s."""
    return np.logaddexp(0, s)


def sigmoid(s):
    """1 / (1 + exp(-s)), for any s."""
    return np.exp(-np.logaddexp(0, -s))


def logit_cases(rng):
    """Draw logits: by hand, undecided, D fooled, D sure, and D beyond doubt."""

    def case(label, shape, center):
        return Case(label, (center + rng.standard_normal(shape),))

    halves = rng.permutation(np.arange(-4, 5) / 2)
    far = rng.uniform(800, 1000, 3)
    return [
        Case("by hand", (halves[:3],)),
        case("one fake", 1, 0.5),
        case("several fakes", 5, 0.0),
        case("several fakes", (2, 3), 0.0),
        case("D is fooled", 6, 2.0),
        case("D is sure", 3, -8.0),
        Case("D is sure beyond doubt", (np.array([-far[0], 0.5, -far[1]]),)),
        Case("D is sure beyond doubt", (np.array([far[2], -far[2]]),)),
    ]


QUESTION = Question(
    id="4_3.generator_loss",
    points=1,
    difficulty=2,
    minutes=10,
    section="4.3, Through the logit",
    reference=generator_loss,
    cases=logit_cases,
    quiet=True,
    outputs=("loss", "dfake"),
)
