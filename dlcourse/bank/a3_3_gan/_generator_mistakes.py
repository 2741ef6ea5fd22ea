"""What goes wrong in one step of the generator."""

import numpy as np

from ...exercises.question import Mistake
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


def _with(**fault):
    """Make a mistake: a fault inside the step."""
    return lambda z, a, b, w, c, *, lr: move(z, a, b, w, c, lr, **fault)


def _gradients(change):
    """Make a mistake: other gradients of a and b, from G's numbers and what arrives at the fake.

    ``change(z, belief, a, b, w, c)`` gives both, as arrays over the fakes.
    """

    def wrong(z, a, b, w, c, *, lr):
        belief = sigmoid(w * (a * z + b) + c)
        da, db = (np.mean(d) for d in change(z, belief, a, b, w, c))
        return -np.log(belief).mean(), *descend(lr, (a, b), (da, db)), w, c

    return wrong


def _at_the_fake(slope):
    """Make a mistake: another gradient of the fake, rightly carried on to a and b."""

    def change(z, belief, a, b, w, c):
        dfake = slope(belief, a, w)
        return dfake * z, dfake

    return _gradients(change)


def _after(change):
    """Make a mistake: the right results, changed afterwards."""

    def wrong(z, a, b, w, c, *, lr):
        return change(*move(z, a, b, w, c, lr))

    return wrong


def before_the_mean(z, a, b, w, c, *, lr):
    """Report the mean, and go down the sum."""
    return move(z, a, b, w, c, lr)[0], *move(z, a, b, w, c, lr, mean=False)[1:]


def mean_inside(z, a, b, w, c, *, lr):
    """Take the logarithm of the mean belief."""
    belief = sigmoid(w * (a * z + b) + c)
    return -np.log(belief.mean()), *move(z, a, b, w, c, lr)[1:]


def noise_judged(z, a, b, w, c, *, lr):
    """Show D the noise."""
    belief = sigmoid(w * z + c)
    gradients = through((belief - 1) * w / len(z), z)
    return -np.log(belief).mean(), *descend(lr, (a, b), gradients), w, c


def afterwards(z, a, b, w, c, *, lr):
    """Report the loss at the new parameters."""
    _, *moved = move(z, a, b, w, c, lr)
    return move(z, *moved, 0.0)[0], *moved


def one_after_the_other(z, a, b, w, c, *, lr):
    """Let b see the new a."""
    loss, new, *_ = move(z, a, b, w, c, lr)
    return loss, new, move(z, new, b, w, c, lr)[2], w, c


def answered(z, a, b, w, c, *, lr):
    """Let D learn from the same fakes."""
    fake = a * z + b
    gradients = through(sigmoid(w * fake + c) / len(z), fake)
    return *move(z, a, b, w, c, lr)[:3], *descend(lr, (w, c), gradients)


def gradients_only(z, a, b, w, c, *, lr):
    """Give gradients in the place of parameters."""
    belief = sigmoid(w * (a * z + b) + c)
    return -np.log(belief).mean(), *through((belief - 1) * w / len(z), z), 0.0, 0.0


LINKS = [
    Mistake(
        "the way through the discriminator is left out",
        "Between the logit and the fake lies D: how does w x + c depend on x?",
        _at_the_fake(lambda belief, a, w: belief - 1),
    ),
    Mistake(
        "the way through the discriminator is taken for a",
        "a belongs to G. With what number does D multiply the fake?",
        _at_the_fake(lambda belief, a, w: (belief - 1) * a),
    ),
    Mistake(
        "only a's gradient goes through the discriminator",
        "Both gradients come from the fake, and what arrives there has been through D.",
        _gradients(lambda z, belief, a, b, w, c: ((belief - 1) * w * z, belief - 1)),
    ),
    Mistake(
        "the slope is that of the saturating loss",
        "The loss is right. Its slope by the logit is at its largest where D is sure of a fake.",
        _at_the_fake(lambda belief, a, w: -belief * w),
    ),
    Mistake(
        "the slope is that of the discriminator's loss",
        "The loss is right. Its slope by the logit is belief minus label: G wishes for which?",
        _at_the_fake(lambda belief, a, w: belief * w),
    ),
    Mistake(
        "the gradient of a is multiplied by the fake",
        "G computes a z + b. What stands beside a?",
        _gradients(
            lambda z, belief, a, b, w, c: ((belief - 1) * w * (a * z + b), (belief - 1) * w)
        ),
    ),
    Mistake(
        "the gradient of b is multiplied by the noise",
        "G computes a z + b. What stands beside b?",
        _gradients(lambda z, belief, a, b, w, c: 2 * [(belief - 1) * w * z]),
    ),
    Mistake(
        "a product of means in place of a mean of products",
        "Multiply each fake's gradient by its own noise, and average last.",
        _gradients(lambda z, belief, a, b, w, c: (((belief - 1) * w).mean() * z, (belief - 1) * w)),
    ),
]
STEPS = [
    Mistake(
        "the gradients are sums, the loss is a mean",
        "The gradient is that of the loss, so it has the same mean.",
        before_the_mean,
    ),
    Mistake(
        "the logarithm of the mean belief",
        "Each fake has its own logarithm. Average last.",
        mean_inside,
    ),
    Mistake(
        "the discriminator sees the noise",
        "G makes something of z first, and D judges what it made.",
        noise_judged,
    ),
    Mistake(
        "the loss of the new parameters",
        "Return the loss that the step started from.",
        afterwards,
    ),
    Mistake(
        "b stays",
        "G has two numbers, and both learn.",
        _gradients(lambda z, belief, a, b, w, c: ((belief - 1) * w * z, 0.0)),
    ),
    Mistake(
        "b moves after a",
        "Both gradients belong to the old parameters: compute both, then move both.",
        one_after_the_other,
    ),
    Mistake(
        "the discriminator answers in the same step",
        "This is G's turn alone: w and c are the same afterwards.",
        answered,
    ),
    Mistake(
        "the learning rate is left out",
        "The step is the gradient times lr.",
        lambda z, a, b, w, c, *, lr: move(z, a, b, w, c, 1.0),
    ),
    Mistake(
        "gradients in place of parameters",
        "Return the parameters after the step, those that stay included.",
        gradients_only,
    ),
    Mistake(
        "the loss has the wrong sign",
        "Logarithms of probabilities are negative, and a loss is their opposite.",
        _after(lambda loss, *moved: (-loss, *moved)),
    ),
    Mistake(
        "D's numbers come before G's",
        "After the loss come a and b, then w and c.",
        _after(lambda loss, a, b, w, c: (loss, w, c, a, b)),
    ),
]
MISTAKES = [
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
    Mistake("a sum in place of the mean", "The loss is a mean over the noise.", _with(mean=False)),
    Mistake(
        "the sigmoid's derivative is there once too often",
        "The logarithm cancels it: what reaches the logit is the belief minus the label.",
        _with(slope=True),
    ),
    *LINKS,
    *STEPS,
]
