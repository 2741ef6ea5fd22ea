"""One step of the discriminator, by hand."""

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Question
from ._discriminator_mistakes import MISTAKES, move


def discriminator_step(x, z, a, b, w, c, *, lr):
    """D learns that x is real and a z + b is not; a and b stay."""
    return move(x, z, a, b, w, c, lr)


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
    forbids=LIBRARIES,
    mistakes=MISTAKES,
    hints=[
        "What is the derivative of the loss of one example by its logit w x + c? It is the belief "
        "minus the label, for both kinds.",
        "The logit is linear in w and c: what reaches w is multiplied by D's input, "
        "what reaches c is not.",
        "Real examples and fakes each give a gradient to w and to c, and the two add up.",
    ],
)
