"""What goes wrong in the generator's loss and its gradient."""

import numpy as np

from ...exercises.question import Mistake
from ._logits import CUTS, HIDDEN, by_belief, by_definition, overflowing, sigmoid, softplus


def generator_loss(fake):
    """Cross-entropy of the fakes with the label of real examples."""
    return softplus(-fake).mean(), -sigmoid(-fake) / fake.size


def _loss(change):
    """Make a mistake: another loss, and the right gradient."""
    return lambda fake: (change(fake), generator_loss(fake)[1])


def _slope(change):
    """Make a mistake: the right loss, and other slopes, without the mean."""
    return lambda fake: (softplus(-fake).mean(), change(fake) / fake.size)


FORMS = [
    Mistake(
        "the logarithm of a sigmoid",
        "At a logit of -1000 the sigmoid is 0, and its logarithm is infinite. Simplify first.",
        _loss(lambda fake: by_definition(fake, 1).mean()),
    ),
    *(
        Mistake(
            f"a small number hides in the logarithm: {small:g}",
            "It cuts the loss off: at a logit of -1000 the loss is 1000.",
            _loss(lambda fake, small=small: by_definition(fake, 1, small).mean()),
        )
        for small in HIDDEN
    ),
    *(
        Mistake(
            f"the logits are cut off at {cut}",
            "At a logit of -1000 the loss is 1000. Write the formula so that nothing is cut.",
            lambda fake, cut=cut: generator_loss(np.clip(fake, -cut, cut)),
        )
        for cut in CUTS
    ),
    Mistake(
        "only the large part of the loss",
        "max(-s, 0) is what the loss is near far from 0. What is left of log(1 + exp(-s))?",
        _loss(lambda fake: np.maximum(-fake, 0).mean()),
    ),
    Mistake(
        "only the small part of the loss",
        "log(1 + exp(-|s|)) is at most log 2. What was taken out of log(1 + exp(-s)) before?",
        _loss(lambda fake: np.log1p(np.exp(-np.abs(fake))).mean()),
    ),
    Mistake(
        "the gradient is infinite over infinite",
        "The loss is right. exp(-s) / (1 + exp(-s)) is nan where exp(-s) overflows: "
        "divide by it first.",
        _slope(lambda fake: -overflowing(-fake)),
    ),
]
MEANS = [
    Mistake(
        "a sum in place of the mean",
        "The loss is a mean over the fakes, and so is its slope.",
        lambda fake: (softplus(-fake).sum(), -sigmoid(-fake)),
    ),
    Mistake(
        "the loss is a sum, the gradient is that of a mean",
        "The gradient is right. The loss is a mean over the fakes.",
        _loss(lambda fake: softplus(-fake).sum()),
    ),
    Mistake(
        "the gradient is not divided by the number of fakes",
        "The loss is a mean. What does that do to its derivative by one logit?",
        lambda fake: (softplus(-fake).mean(), -sigmoid(-fake)),
    ),
    Mistake(
        "the logarithm of the mean belief",
        "The gradient is right. Each fake has its own logarithm: average last.",
        _loss(lambda fake: -np.log(sigmoid(fake).mean())),
    ),
]
MISTAKES = [
    Mistake(
        "the saturating loss",
        "log(1 - D) has hardly a slope where D is sure of its fakes, "
        "just where the generator has the most to learn.",
        lambda fake: (-softplus(fake).mean(), -sigmoid(fake) / fake.size),
    ),
    Mistake(
        "the loss is the saturating one, the slope is not",
        "The gradient is right. Which label does the generator wish for in its loss?",
        _loss(lambda fake: -softplus(fake).mean()),
    ),
    Mistake(
        "the slope is that of the saturating loss",
        "The loss is right. Its slope has to be at its largest where D is sure of a fake.",
        _slope(lambda fake: -sigmoid(fake)),
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
        _slope(sigmoid),
    ),
    Mistake(
        "the generator ascends",
        "A larger logit makes the loss smaller: the slope is negative.",
        _slope(lambda fake: sigmoid(-fake)),
    ),
    Mistake(
        "the loss has the wrong sign",
        "Logarithms of probabilities are negative, and a loss is their opposite.",
        _loss(lambda fake: -softplus(-fake).mean()),
    ),
    Mistake(
        "the sigmoid's derivative is there once too often",
        "The logarithm cancels it: the slope is belief minus label, over the number.",
        _slope(lambda fake: -sigmoid(-fake) * sigmoid(fake) * sigmoid(-fake)),
    ),
    Mistake(
        "the slope is by the belief",
        "The derivative of -log D by D is -1 / D. By the logit it has one factor more.",
        _slope(by_belief),
    ),
    *FORMS,
    *MEANS,
]
