"""One step of the generator, through the discriminator."""

import numpy as np

from .._forbids import LIBRARIES
from .._question import Case, Mistake, Question
from ._players import descend, sigmoid, through


def move(z, a, b, w, c, lr, *, loss="other label", mean=True, slope=False, discriminator=False):
    """G's step, with the faults that the mistakes switch on."""
    fake = a * z + b
    belief = sigmoid(w * fake + c)
    value, ds = {
        "other label": (-np.log(belief), belief - 1),
        "saturating": (np.log(1 - belief), -belief),
        "fake label": (-np.log(1 - belief), belief),
    }[loss]
    value, ds = (value.mean(), ds / len(z)) if mean else (value.sum(), ds)
    ds = ds * belief * (1 - belief) if slope else ds
    own = descend(lr, (a, b), through(ds * w, z))
    return value, *own, *(descend(lr, (w, c), through(ds, fake)) if discriminator else (w, c))


def generator_step(z, a, b, w, c, *, lr):
    """G learns to be taken for real; w and c stay."""
    return move(z, a, b, w, c, lr)


def _with(**fault):
    """Make a mistake: a fault inside the step."""
    return lambda z, a, b, w, c, *, lr: move(z, a, b, w, c, lr, **fault)


def without_w(z, a, b, w, c, *, lr):
    """Send the logit's gradient straight into G."""
    belief = sigmoid(w * (a * z + b) + c)
    gradients = through((belief - 1) / len(z), z)
    return -np.log(belief).mean(), *descend(lr, (a, b), gradients), w, c


def at_the_fake(z, a, b, w, c, *, lr):
    """Multiply by what G made instead of by what it was given."""
    belief = sigmoid(w * (a * z + b) + c)
    gradients = through((belief - 1) * w / len(z), a * z + b)
    return -np.log(belief).mean(), *descend(lr, (a, b), gradients), w, c


def step_cases(rng):
    """Draw players and noise; D believes more and less in the fakes."""

    def case(label, count, center):
        a, w = rng.uniform(0.5, 1.5, 2) * rng.choice([-1, 1], 2)
        b = rng.uniform(-1, 1)
        z = rng.normal(0, 1, count)
        numbers = map(float, (a, b, w, center - w * (a * z.mean() + b)))
        return Case(label, (z, *numbers), {"lr": float(rng.uniform(0.2, 0.6))})

    return [
        case("one fake", 1, rng.uniform(0.5, 1)),
        case("one fake", 1, rng.uniform(-1, -0.5)),
        case("several fakes", 4, rng.uniform(0.5, 1)),
        case("several fakes", 7, rng.uniform(-1, -0.5)),
        case("D is sure", 5, rng.uniform(-5, -4)),
        case("D is fooled", 5, rng.uniform(2, 3)),
    ]


QUESTION = Question(
    id="3_3.generator_step",
    points=3,
    difficulty=3,
    minutes=20,
    section="3.3, Which gradient goes to whom",
    reference=generator_step,
    cases=step_cases,
    outputs=("loss", "a", "b", "w", "c"),
    forbids=(*LIBRARIES, "dlcourse.adversarial"),
    mistakes=[
        Mistake(
            "the generator ascends",
            "The loss is small when D believes in the fakes: G goes down, too.",
            lambda z, a, b, w, c, *, lr: move(z, a, b, w, c, -lr),
        ),
        Mistake(
            "the saturating loss",
            "log(1 - D) is the other generator loss, with hardly a slope where D is sure. "
            "Asked for is the cross-entropy with the label of real examples.",
            _with(loss="saturating"),
        ),
        Mistake(
            "the fakes keep their true label",
            "That is the discriminator's loss: G would learn to be caught.",
            _with(loss="fake label"),
        ),
        Mistake(
            "the discriminator moves, too",
            "The gradient goes through D, and D stays: otherwise D would learn to be fooled.",
            _with(discriminator=True),
        ),
        Mistake(
            "the way through the discriminator is left out",
            "Between the logit and the fake lies D: how does w x + c depend on x?",
            without_w,
        ),
        Mistake(
            "the gradient of a is multiplied by the fake",
            "G computes a z + b. What stands beside a?",
            at_the_fake,
        ),
        Mistake(
            "a sum in place of the mean",
            "The loss is a mean over the noise.",
            _with(mean=False),
        ),
        Mistake(
            "the sigmoid's derivative is there once too often",
            "The logarithm cancels it: what reaches the logit is the belief minus the label.",
            _with(slope=True),
        ),
    ],
    hints=[
        "A chain of three links: the loss by the logit, the logit by the fake, the fake by a and "
        "b.",
        "The first link is the one of the question before, with the label that G wishes for.",
        "Which of the four numbers does the second link contain, and which of them may change?",
    ],
)
