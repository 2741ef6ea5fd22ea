"""What goes wrong in one step of the discriminator."""

import numpy as np

from ...exercises.question import Mistake
from ._players import descend, sigmoid, through


def move(
    x, z, a, b, w, c, lr, *, labels=(1, 0), sizes=None, slope=False, made=True, generator=False
):
    """D's step, with the faults that the mistakes switch on."""
    fake = a * z + b if made else z
    points, targets, counts = (x, fake), labels, sizes or (len(x), len(z))
    loss, steps = 0.0, []
    for point, y, count in zip(points, targets, counts, strict=True):
        belief = sigmoid(w * point + c)
        loss = loss - (np.log(belief) if y else np.log(1 - belief)).sum() / count
        ds = (belief - y) / count
        steps.append(ds * belief * (1 - belief) if slope else ds)
    gradients = np.add(through(steps[0], x), through(steps[1], fake))
    moved = descend(lr, (a, b), through(steps[1] * w, z)) if generator else (a, b)
    return loss, *moved, *descend(lr, (w, c), gradients)


def _with(**fault):
    """Make a mistake: a fault inside the step."""
    return lambda x, z, a, b, w, c, *, lr: move(x, z, a, b, w, c, lr, **fault)


def one_heap(x, z, a, b, w, c, *, lr):
    """Divide both sums by the number of all examples."""
    count = len(x) + len(z)
    return move(x, z, a, b, w, c, lr, sizes=(count, count))


def afterwards(x, z, a, b, w, c, *, lr):
    """Report the loss at the new parameters."""
    _, *moved = move(x, z, a, b, w, c, lr)
    return move(x, z, *moved, 0.0)[0], *moved


def _sides(x, fake, w, c):
    """For real examples, then for fakes: loss, dw and dc, each a mean."""
    beliefs = sigmoid(w * x + c), sigmoid(w * fake + c)
    losses = -np.log(beliefs[0]), -np.log(1 - beliefs[1])
    for points, loss, ds in zip((x, fake), losses, (beliefs[0] - 1, beliefs[1]), strict=True):
        yield np.array([loss.mean(), (ds * points).mean(), ds.mean()])


def _sum(change):
    """Make a mistake: another sum of what comes from real examples and from fakes."""

    def wrong(x, z, a, b, w, c, *, lr):
        loss, dw, dc = change(*_sides(x, a * z + b, w, c))
        return loss, a, b, *descend(lr, (w, c), (dw, dc))

    return wrong


def _after(change):
    """Make a mistake: the right results, changed afterwards."""

    def wrong(x, z, a, b, w, c, *, lr):
        return change(*move(x, z, a, b, w, c, lr))

    return wrong


def noise_beside_w(x, z, a, b, w, c, *, lr):
    """Multiply the fakes' gradient by the noise."""
    loss, *_, new_c = move(x, z, a, b, w, c, lr)
    (_, dw, _), _ = _sides(x, z, w, c)
    return loss, a, b, w - lr * (dw + (sigmoid(w * (a * z + b) + c) * z).mean()), new_c


def product_of_means(x, z, a, b, w, c, *, lr):
    """Take the mean of the inputs for itself."""
    loss, *_, new_c = move(x, z, a, b, w, c, lr)
    (*_, real), (*_, fake) = _sides(x, a * z + b, w, c)
    return loss, a, b, w - lr * (real * x.mean() + fake * (a * z + b).mean()), new_c


def one_after_the_other(x, z, a, b, w, c, *, lr):
    """Let c see the new w."""
    loss, *_, new_w, _ = move(x, z, a, b, w, c, lr)
    return loss, a, b, new_w, move(x, z, a, b, new_w, c, lr)[4]


def two_steps(x, z, a, b, w, c, *, lr):
    """Learn from the real examples, and then from the fakes."""
    loss, fake = move(x, z, a, b, w, c, lr)[0], a * z + b
    (_, *gradients), _ = _sides(x, fake, w, c)
    w, c = descend(lr, (w, c), gradients)
    _, (_, *gradients) = _sides(x, fake, w, c)
    return loss, a, b, *descend(lr, (w, c), gradients)


def gradients_only(x, z, a, b, w, c, *, lr):
    """Give gradients in the place of parameters."""
    loss, dw, dc = sum(_sides(x, a * z + b, w, c))
    return loss, 0.0, 0.0, dw, dc


def answered(x, z, a, b, w, c, *, lr):
    """Let G take its own step at once."""
    loss, *_, new_w, new_c = move(x, z, a, b, w, c, lr)
    dfake = (sigmoid(w * (a * z + b) + c) - 1) * w / len(z)
    return loss, *descend(lr, (a, b), through(dfake, z)), new_w, new_c


def summed_gradients(x, z, a, b, w, c, *, lr):
    """Report the mean, and go down the sum."""
    return move(x, z, a, b, w, c, lr)[0], *move(x, z, a, b, w, c, lr, sizes=(1, 1))[1:]


ON_THE_WAY = [
    Mistake(
        "the mean of the two terms",
        "L_D is the sum of two means. There is no half in it.",
        _sum(lambda real, fake: (real + fake) / 2),
    ),
    Mistake(
        "only the real examples count",
        "D also has to learn that the fakes are none.",
        _sum(lambda real, fake: real),
    ),
    Mistake(
        "the real examples' gradient has the wrong sign",
        "Belief minus label: the label of a real example is 1, so its gradient is negative.",
        _sum(lambda real, fake: ((real + fake)[0], *(fake - real)[1:])),
    ),
    Mistake(
        "the fakes' gradient has the wrong sign",
        "Belief minus label: the label of a fake is 0, so its gradient is positive.",
        _sum(lambda real, fake: ((real + fake)[0], *(real - fake)[1:])),
    ),
    Mistake(
        "c hears of the real examples only",
        "c stands in the logits of the fakes, too.",
        _sum(lambda real, fake: (*(real + fake)[:2], real[2])),
    ),
    Mistake(
        "w gets what c gets",
        "In the logit w stands beside an input, c stands alone.",
        _sum(lambda real, fake: (real + fake)[[0, 2, 2]]),
    ),
    Mistake(
        "the gradient of w is multiplied by the noise",
        "D reads the fake, not the noise: what stands beside w?",
        noise_beside_w,
    ),
    Mistake(
        "a product of means in place of a mean of products",
        "Multiply each example's gradient by its own input, and average last.",
        product_of_means,
    ),
    Mistake(
        "the gradients are sums, the loss is a mean",
        "The gradient is that of the loss, so it has the same two means.",
        summed_gradients,
    ),
]
AT_THE_END = [
    Mistake("c stays", "D has two numbers, and both learn.", _sum(lambda r, f: (*(r + f)[:2], 0))),
    Mistake(
        "c moves after w",
        "Both gradients belong to the old parameters: compute both, then move both.",
        one_after_the_other,
    ),
    Mistake(
        "two steps, one for each kind",
        "One step: both terms have their gradients at the same parameters, and they add up.",
        two_steps,
    ),
    Mistake(
        "the generator answers in the same step",
        "This is D's turn alone. G moves in the next question.",
        answered,
    ),
    Mistake(
        "the learning rate is left out",
        "The step is the gradient times lr.",
        lambda x, z, a, b, w, c, *, lr: move(x, z, a, b, w, c, 1.0),
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
        "real and fake labels are swapped",
        "D shall answer 1 to real examples and 0 to fakes.",
        _with(labels=(0, 1)),
    ),
    Mistake(
        "fakes are labeled as real, too",
        "A loss in which D always says 1 is won without looking. Which label has a fake?",
        _with(labels=(1, 1)),
    ),
    Mistake(
        "the discriminator ascends",
        "This is a loss, so D makes it small: step against the gradient.",
        lambda x, z, a, b, w, c, *, lr: move(x, z, a, b, w, c, -lr),
    ),
    Mistake(
        "the generator moves, too",
        "This is D's turn: to D the fakes are given numbers, and nothing flows back into G.",
        _with(generator=True),
    ),
    Mistake(
        "one mean over both batches together",
        "Each kind has its own mean: divide by the number of real examples here, "
        "by the number of fakes there.",
        one_heap,
    ),
    Mistake("sums in place of means", "Each term is a mean over its batch.", _with(sizes=(1, 1))),
    Mistake(
        "the sigmoid's derivative is there once too often",
        "The logarithm cancels it: what reaches the logit is the belief minus the label.",
        _with(slope=True),
    ),
    Mistake(
        "the discriminator sees the noise",
        "G makes something of z first, and D judges what it made.",
        _with(made=False),
    ),
    Mistake(
        "the loss of the new parameters",
        "Return the loss that the step started from.",
        afterwards,
    ),
    *ON_THE_WAY,
    *AT_THE_END,
]
