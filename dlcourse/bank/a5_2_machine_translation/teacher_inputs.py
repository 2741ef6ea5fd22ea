"""What the decoder reads while it is taught."""

import numpy as np

from ...exercises import Case, Question


def teacher_inputs(targets, *, bos):
    """Shift by one: each step reads the token that was right one step before."""
    inputs = np.full_like(targets, bos)
    inputs[:, 1:] = targets[:, :-1]
    return inputs


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
)
