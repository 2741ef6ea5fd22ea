"""What goes wrong in the discriminator's loss and its gradients."""

import numpy as np

from ...exercises.question import Mistake
from ._logits import CUTS, HIDDEN, by_definition, overflowing, sigmoid, softplus


def terms(real, fake, labels=(1, 0)):
    """Losses of all logits and their derivatives, without any mean."""
    losses = [softplus(-s if y else s) for s, y in zip((real, fake), labels, strict=True)]
    return losses, [sigmoid(s) - y for s, y in zip((real, fake), labels, strict=True)]


def averaged(real, fake, *, labels=(1, 0), sizes=None):
    """Divide by the sizes, which are those of the batches."""
    losses, slopes = terms(real, fake, labels)
    sizes = sizes or (real.size, fake.size)
    loss = sum(each.sum() / n for each, n in zip(losses, sizes, strict=True))
    return loss, *(slope / n for slope, n in zip(slopes, sizes, strict=True))


def one_heap(real, fake):
    """Divide by the number of all examples."""
    return averaged(real, fake, sizes=(real.size + fake.size,) * 2)


def _with(change):
    """Make a mistake: the right loss and gradients, changed afterwards."""
    return lambda real, fake: change(real, fake, *averaged(real, fake))


def _slopes(change):
    """Make a mistake: the right loss, and other slopes of all logits, without any mean."""
    return lambda real, fake: (averaged(real, fake)[0], *change(real, fake))


def _losses(each):
    """Make a mistake: the right gradients, and another form of softplus."""

    def wrong(real, fake):
        return each(-real).mean() + each(fake).mean(), *averaged(real, fake)[1:]

    return wrong


def _unstable(small):
    """Make a mistake: the loss by its definition."""

    def wrong(real, fake):
        loss = by_definition(real, 1, small).mean() + by_definition(fake, 0, small).mean()
        return loss, *averaged(real, fake)[1:]

    return wrong


FORMS = [
    Mistake(
        "the logarithm of a sigmoid",
        "At a logit of -1000 the sigmoid is 0, and its logarithm is infinite. Simplify first.",
        _unstable(0.0),
    ),
    *(
        Mistake(
            f"a small number hides in the logarithm: {small:g}",
            "It cuts the loss off: at a logit of -1000 the loss is 1000.",
            _unstable(small),
        )
        for small in HIDDEN
    ),
    *(
        Mistake(
            f"the logits are cut off at {cut}",
            "At a logit of -1000 the loss is 1000. Write the formula so that nothing is cut.",
            lambda real, fake, cut=cut: averaged(
                np.clip(real, -cut, cut), np.clip(fake, -cut, cut)
            ),
        )
        for cut in CUTS
    ),
    Mistake(
        "only the large part of the loss",
        "max(s, 0) is what the loss is near far from 0. What is left of log(1 + exp(s))?",
        _losses(lambda s: np.maximum(s, 0)),
    ),
    Mistake(
        "only the small part of the loss",
        "log(1 + exp(-|s|)) is at most log 2. What was taken out of log(1 + exp(s)) before?",
        _losses(lambda s: np.log1p(np.exp(-np.abs(s)))),
    ),
    Mistake(
        "the gradient is infinite over infinite",
        "The loss is right. exp(s) / (1 + exp(s)) is nan for a large s: divide by exp(s) first.",
        _slopes(
            lambda real, fake: (-overflowing(-real) / real.size, overflowing(fake) / fake.size)
        ),
    ),
]
COUNTS = [
    Mistake(
        "one mean over both batches together",
        "Each kind has its own mean, whatever the other's number is.",
        one_heap,
    ),
    Mistake(
        "sums in place of means",
        "Both terms are means.",
        lambda real, fake: averaged(real, fake, sizes=(1, 1)),
    ),
    Mistake(
        "the mean of the two terms",
        "L_D is the sum of two means. There is no half in it.",
        _with(lambda real, fake, *results: tuple(result / 2 for result in results)),
    ),
    Mistake(
        "the loss is a sum, the gradients are those of a mean",
        "The gradients are right. Both terms of the loss are means.",
        _with(
            lambda real, fake, loss, *grads: (averaged(real, fake, sizes=(1, 1))[0], *grads),
        ),
    ),
    Mistake(
        "the gradients are not divided by the numbers",
        "The loss has two means. What does that do to its derivative by one logit?",
        _slopes(lambda real, fake: terms(real, fake)[1]),
    ),
    Mistake(
        "the gradients are divided by the number of all",
        "The loss is right. Each logit stands in one of the two means only.",
        _slopes(lambda real, fake: one_heap(real, fake)[1:]),
    ),
    Mistake(
        "each gradient is divided by the other's number",
        "The loss is right. A real logit stands in the mean over the real ones.",
        _slopes(lambda real, fake: averaged(real, fake, sizes=(fake.size, real.size))[1:]),
    ),
]
MISTAKES = [
    Mistake(
        "real and fake labels are swapped",
        "D shall answer 1 to real examples and 0 to fakes.",
        lambda real, fake: averaged(real, fake, labels=(0, 1)),
    ),
    Mistake(
        "a fooled discriminator pays little",
        "Where a fake is believed, D is wrong, and its loss has to be large there.",
        lambda real, fake: averaged(real, fake, labels=(1, 1)),
    ),
    Mistake(
        "the value in place of the loss",
        "V is what D makes large. The loss is its opposite, a positive number.",
        _with(lambda real, fake, *results: tuple(-result for result in results)),
    ),
    Mistake(
        "the loss has the wrong sign",
        "Logarithms of probabilities are negative, and a loss is their opposite.",
        _with(lambda real, fake, loss, *grads: (-loss, *grads)),
    ),
    Mistake(
        "the real logits' gradient has the wrong sign",
        "A larger logit of a real example makes the loss smaller.",
        _with(lambda real, fake, loss, dreal, dfake: (loss, -dreal, dfake)),
    ),
    Mistake(
        "the fake logits' gradient has the wrong sign",
        "A larger logit of a fake makes the loss larger.",
        _with(lambda real, fake, loss, dreal, dfake: (loss, dreal, -dfake)),
    ),
    Mistake(
        "both gradients have the wrong sign",
        "A larger logit of a real example makes the loss smaller, that of a fake larger.",
        _with(lambda real, fake, loss, dreal, dfake: (loss, -dreal, -dfake)),
    ),
    Mistake(
        "the real logits' gradient has the label of a fake",
        "The loss is right. Belief minus label: the label of a real example is 1.",
        _with(lambda real, fake, loss, dreal, dfake: (loss, sigmoid(real) / real.size, dfake)),
    ),
    Mistake(
        "the fake logits' gradient is the generator's",
        "The loss is right. To D the label of a fake is 0.",
        _with(lambda real, fake, loss, dreal, dfake: (loss, dreal, -sigmoid(-fake) / fake.size)),
    ),
    Mistake(
        "the sigmoid's derivative is there once too often",
        "The logarithm cancels it: the slope is belief minus label, over the number.",
        _with(
            lambda real, fake, loss, dreal, dfake: (
                loss,
                dreal * sigmoid(real) * sigmoid(-real),
                dfake * sigmoid(fake) * sigmoid(-fake),
            )
        ),
    ),
    *FORMS,
    *COUNTS,
]
