"""The discriminator's loss on logits, with both gradients."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Question
from ._discriminator_mistakes import MISTAKES, averaged


def discriminator_loss(real, fake):
    """Average each kind by itself."""
    return averaged(real, fake)


def logit_cases(rng):
    """Draw logits: small ones, other counts, and a discriminator that is wrong by far."""

    def case(label, real, fake, scale=1.5):
        return Case(label, (scale * rng.standard_normal(real), scale * rng.standard_normal(fake)))

    def extreme(real, fake):
        mixed = [np.concatenate([s, rng.standard_normal(2)]) for s in (real, fake)]
        return Case("wrong by far", tuple(rng.permutation(s) for s in mixed))

    far = rng.uniform(800, 1000, 6)
    return [
        case("one of each", 1, 1),
        case("as many of each", 4, 4),
        case("more fakes", 3, 5),
        case("more real", 6, 2),
        case("two axes", (5, 1), (3, 1)),
        extreme(-far[:1], far[1:3]),
        extreme(np.array([-far[3], far[4]]), np.array([far[5], -far[5]])),
    ]


QUESTION = Question(
    id="4_3.discriminator_loss",
    points=3,
    difficulty=2,
    minutes=20,
    section="4.3, Forms that survive",
    reference=discriminator_loss,
    cases=logit_cases,
    outputs=("loss", "dreal", "dfake"),
    forbids=LIBRARIES,
    mistakes=MISTAKES,
    hints=[
        "Write -log of the sigmoid without a fraction: it is log(1 + exp(-s)). "
        "What is 1 minus a sigmoid?",
        "log(exp(a) + exp(b)) is one function of NumPy, made for large a and b.",
        "The derivative of log(1 + exp(s)) is the sigmoid of s. If its exponential overflows, "
        "take the exponential of its logarithm.",
    ],
)
