"""What the decoder reads while it is taught."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Mistake, Question


def teacher_inputs(targets, *, bos):
    """Shift by one: each step reads the token that was right one step before."""
    inputs = np.full_like(targets, bos)
    inputs[:, 1:] = targets[:, :-1]
    return inputs


def eos_taken_out(targets, *, bos):
    """Put padding in the place of eos."""
    inputs = teacher_inputs(targets, bos=bos)
    return np.where(inputs == 2, 0, inputs)


def token_cases(rng):
    """Draw sentences that end in 2 and are padded with 0; 1 begins a sentence."""

    def case(label, lengths, bos):
        targets = np.zeros((len(lengths), max(lengths) + 1), np.int64)
        for row, length in zip(targets, lengths, strict=True):
            row[:length], row[length] = rng.integers(3, 30, length), 2
        return Case(label, (targets,), {"bos": bos})

    return [
        case("one sentence", [4], 1),
        case("one sentence", [6], 1),
        case("a batch", [5, 5, 5], 1),
        case("padding", [3, 6, 2], 1),
        case("padding", [7, 4, 5, 1], 1),
        case("another bos", [4, 2, 3], 31),
    ]


QUESTION = Question(
    id="5_2.teacher_inputs",
    points=1,
    difficulty=1,
    minutes=5,
    section="5.2, The probability of a sentence",
    reference=teacher_inputs,
    cases=token_cases,
    forbids=LIBRARIES,
    mistakes=[
        Mistake(
            "the decoder reads the answer",
            "The input of a step is the token before the one it has to predict.",
            lambda targets, *, bos: targets.copy(),
        ),
        Mistake(
            "bos is put in front and nothing is dropped",
            "Inputs and targets have the same number of steps: the last token is never read.",
            lambda targets, *, bos: np.pad(targets, ((0, 0), (1, 0)), constant_values=bos),
        ),
        Mistake(
            "shifted to the left",
            "Each step reads the token before it, not the one after it.",
            lambda targets, *, bos: np.pad(targets[:, 1:], ((0, 0), (0, 1)), constant_values=bos),
        ),
        Mistake(
            "the last token comes round to the front",
            "Every sentence begins with bos.",
            lambda targets, *, bos: np.roll(targets, 1, axis=1),
        ),
        Mistake(
            "a sentence begins with the last token of the one before",
            "Every sentence begins with bos, and no token leaves its row.",
            lambda targets, *, bos: np.roll(targets, 1),
        ),
        Mistake(
            "a sentence reads the tokens of the one before",
            "The steps of a sentence stand side by side in a row: the second axis is shifted.",
            lambda targets, *, bos: np.vstack([np.full_like(targets[:1], bos), targets[:-1]]),
        ),
        Mistake(
            "the first step reads 0",
            "Every sentence begins with bos.",
            lambda targets, *, bos: teacher_inputs(targets, bos=0),
        ),
        Mistake(
            "eos is taken out",
            "The whole row is shifted. What a step after the end would say is the mask's business.",
            eos_taken_out,
        ),
        Mistake(
            "bos takes the place of the first token",
            "The first token is read too, one step later: shift first.",
            lambda targets, *, bos: np.where(np.arange(targets.shape[1]) == 0, bos, targets),
        ),
        Mistake(
            "bos is always 1",
            "The number of the token comes as an argument.",
            lambda targets, *, bos: teacher_inputs(targets, bos=1),
        ),
    ],
    hints=[
        "Write a sentence of three tokens and eos on paper, and below each what the decoder "
        "knew one step before.",
        "Make a new array of the same shape and kind, and fill it in two lines.",
    ],
)
