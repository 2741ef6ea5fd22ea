"""One step of the discriminator, by hand."""

import numpy as np

from .._forbids import LIBRARIES
from .._question import Case, Mistake, Question
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


def discriminator_step(x, z, a, b, w, c, *, lr):
    """D learns that x is real and a z + b is not; a and b stay."""
    return move(x, z, a, b, w, c, lr)


def _with(**fault):
    """Make a mistake: a fault inside the step."""
    return lambda x, z, a, b, w, c, *, lr: move(x, z, a, b, w, c, lr, **fault)


def one_heap(x, z, a, b, w, c, *, lr):
    """Divide both sums by the number of all examples."""
    count = len(x) + len(z)
    return move(x, z, a, b, w, c, lr, sizes=(count, count))


def afterwards(x, z, a, b, w, c, *, lr):
    """Report the loss at the new parameters."""
    _, *moved = discriminator_step(x, z, a, b, w, c, lr=lr)
    return move(x, z, *moved, 0.0)[0], *moved


def step_cases(rng):
    """Draw players and examples; counts differ in the end."""

    def case(label, real, fake):
        a, w = rng.uniform(0.5, 1.5, 2) * rng.choice([-1, 1], 2)
        b, c = rng.uniform(-1, 1, 2)
        x, z = rng.normal(2, 1, real), rng.normal(0, 1, fake)
        return Case(label, (x, z, *map(float, (a, b, w, c))), {"lr": float(rng.uniform(0.2, 0.6))})

    return [
        case("one of each", 1, 1),
        case("one of each", 1, 1),
        case("two of each", 2, 2),
        case("two of each", 2, 2),
        case("more fakes", 3, 5),
        case("more real", 6, 4),
    ]


QUESTION = Question(
    id="3_3.discriminator_step",
    points=3,
    difficulty=2,
    minutes=20,
    section="3.3, One round by hand",
    reference=discriminator_step,
    cases=step_cases,
    outputs=("loss", "a", "b", "w", "c"),
    forbids=(*LIBRARIES, "dlcourse.adversarial"),
    mistakes=[
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
        Mistake(
            "sums in place of means",
            "Each of the two terms is a mean over its batch.",
            _with(sizes=(1, 1)),
        ),
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
    ],
    hints=[
        "What is the derivative of the loss of one example by its logit w x + c? It is the belief "
        "minus the label, for both kinds.",
        "The logit is linear in w and c: what reaches w is multiplied by D's input, "
        "what reaches c is not.",
        "Real examples and fakes each give a gradient to w and to c, and the two add up.",
    ],
)
