"""The discriminator's loss on logits, with both gradients."""

import numpy as np

from .._forbids import LIBRARIES
from .._question import Case, Mistake, Question
from ._logits import by_definition, sigmoid, softplus


def terms(real, fake, labels=(1, 0)):
    """Losses of all logits and their derivatives, without any mean."""
    losses = [softplus(-s if y else s) for s, y in zip((real, fake), labels, strict=True)]
    return losses, [sigmoid(s) - y for s, y in zip((real, fake), labels, strict=True)]


def discriminator_loss(real, fake):
    """Average each kind by itself."""
    return averaged(real, fake)


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
    return lambda real, fake: change(real, fake, *discriminator_loss(real, fake))


def _unstable(small):
    """Make a mistake: the loss by its definition."""

    def wrong(real, fake):
        loss = by_definition(real, 1, small).mean() + by_definition(fake, 0, small).mean()
        return loss, *discriminator_loss(real, fake)[1:]

    return wrong


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
    mistakes=[
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
            "the gradients are not divided by the numbers",
            "The loss has two means. What does that do to its derivative by one logit?",
            _with(lambda real, fake, loss, *grads: (loss, *terms(real, fake)[1])),
        ),
        Mistake(
            "the real logits' gradient has the wrong sign",
            "A larger logit of a real example makes the loss smaller.",
            _with(lambda real, fake, loss, dreal, dfake: (loss, -dreal, dfake)),
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
    ],
    hints=[
        "Write -log of the sigmoid without a fraction: it is log(1 + exp(-s)). "
        "What is 1 minus a sigmoid?",
        "log(exp(a) + exp(b)) is one function of NumPy, made for large a and b.",
        "The derivative of log(1 + exp(s)) is the sigmoid of s. If its exponential overflows, "
        "take the exponential of its logarithm.",
    ],
)
