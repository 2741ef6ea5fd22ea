"""The generator's non-saturating loss on logits, with its gradient."""

import numpy as np

from .._forbids import LIBRARIES
from .._question import Case, Mistake, Question
from ._logits import by_definition, sigmoid, softplus


def generator_loss(fake):
    """Cross-entropy of the fakes with the label of real examples."""
    return softplus(-fake).mean(), -sigmoid(-fake) / fake.size


def _unstable(small):
    """Make a mistake: the loss by its definition."""
    return lambda fake: (by_definition(fake, 1, small).mean(), generator_loss(fake)[1])


def logit_cases(rng):
    """Draw logits: undecided, a fooled discriminator, one that is sure, and one beyond doubt."""

    def case(label, shape, center):
        return Case(label, (center + rng.standard_normal(shape),))

    far = rng.uniform(800, 1000, 3)
    return [
        case("one fake", 1, 0.5),
        case("several fakes", 5, 0.0),
        case("several fakes", (4, 1), 0.0),
        case("D is fooled", 6, 2.0),
        case("D is sure", 3, -8.0),
        Case("D is sure beyond doubt", (np.array([-far[0], 0.5, -far[1]]),)),
        Case("D is sure beyond doubt", (np.array([far[2], -far[2]]),)),
    ]


QUESTION = Question(
    id="4_3.generator_loss",
    points=2,
    difficulty=2,
    minutes=15,
    section="4.3, Through the logit",
    reference=generator_loss,
    cases=logit_cases,
    outputs=("loss", "dfake"),
    forbids=LIBRARIES,
    mistakes=[
        Mistake(
            "the saturating loss",
            "log(1 - D) has hardly a slope where D is sure of its fakes, "
            "just where the generator has the most to learn.",
            lambda fake: (-softplus(fake).mean(), -sigmoid(fake) / fake.size),
        ),
        Mistake(
            "the slope is that of the saturating loss",
            "The loss is right. Its slope has to be at its largest where D is sure of a fake.",
            lambda fake: (softplus(-fake).mean(), -sigmoid(fake) / fake.size),
        ),
        Mistake(
            "the fakes keep their true label",
            "That is the discriminator's term: the generator would learn to be caught.",
            lambda fake: (softplus(fake).mean(), sigmoid(fake) / fake.size),
        ),
        Mistake(
            "the gradient is the discriminator's",
            "The loss is right. But this gradient belongs to the label 0: "
            "each player has its own gradient.",
            lambda fake: (softplus(-fake).mean(), sigmoid(fake) / fake.size),
        ),
        Mistake(
            "the generator ascends",
            "A larger logit makes the loss smaller: the slope is negative.",
            lambda fake: (softplus(-fake).mean(), sigmoid(-fake) / fake.size),
        ),
        Mistake(
            "the logarithm of a sigmoid",
            "At a logit of -1000 the sigmoid is 0, and its logarithm is infinite. Simplify first.",
            _unstable(0.0),
        ),
        Mistake(
            "a small number hides in the logarithm",
            "It cuts the loss off: at a logit of -1000 the loss is 1000.",
            _unstable(1e-12),
        ),
        Mistake(
            "a sum in place of the mean",
            "The loss is a mean over the fakes, and so is its slope.",
            lambda fake: (softplus(-fake).sum(), -sigmoid(-fake)),
        ),
        Mistake(
            "the sigmoid's derivative is there once too often",
            "The logarithm cancels it: the slope is belief minus label, over the number.",
            lambda fake: (
                softplus(-fake).mean(),
                -sigmoid(-fake) * sigmoid(fake) * sigmoid(-fake) / fake.size,
            ),
        ),
    ],
    hints=[
        "Which label does the generator wish for? Take the cross-entropy with that label.",
        "It is the first term of the discriminator's loss, with the fakes in it.",
        "Check the slope in your head at three logits: -1000, 0 and 1000.",
    ],
)
