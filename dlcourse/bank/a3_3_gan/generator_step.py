"""One step of the generator, through the discriminator."""

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Question
from ._generator_mistakes import MISTAKES, move


def generator_step(z, a, b, w, c, *, lr):
    """G learns to be taken for real; w and c stay."""
    return move(z, a, b, w, c, lr)


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
    forbids=LIBRARIES,
    mistakes=MISTAKES,
    hints=[
        "A chain of three links: the loss by the logit, the logit by the fake, the fake by a and "
        "b.",
        "The first link is the one of the question before, with the label that G wishes for.",
        "Which of the four numbers does the second link contain, and which of them may change?",
    ],
)
