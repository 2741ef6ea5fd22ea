"""How many positions a window has."""

import math

from ...exercises.question import Case, Mistake, Question


def output_size(n, k, *, stride=1, padding=0, dilation=1):
    """Count the positions of a window of ``k`` pixels on ``n`` pixels."""
    return (n + 2 * padding - dilation * (k - 1) - 1) // stride + 1


def size_cases(rng):
    """Draw sizes in which a remainder is left over, so that rounding shows.

    All together, padding and dilation cost more pixels than the remainder when they are wrong.
    """

    def case(label, stride, padding, dilation):
        k, remainder = int(rng.integers(2, 6)), stride - 1
        reach = dilation * (k - 1) + 1
        n = reach - 2 * padding + stride * int(rng.integers(5, 9)) + remainder
        return Case(label, (n, k), {"stride": stride, "padding": padding, "dilation": dilation})

    settings = {
        "no settings": [(1, 0, 1)] * 2,
        "stride": [(2, 0, 1), (3, 0, 1)],
        "padding": [(1, 1, 1), (1, 2, 1)],
        "dilation": [(1, 0, 2), (1, 0, 3)],
        "all together": [(2, 2, 3), (3, 3, 4)],
    }
    return [case(label, *each) for label, several in settings.items() for each in several]


QUESTION = Question(
    id="3_1.output_size",
    points=1,
    difficulty=1,
    minutes=5,
    section="3.1, Stride, padding, dilation",
    reference=output_size,
    cases=size_cases,
    mistakes=[
        Mistake(
            "the division is not rounded down",
            "A window either fits or does not: the number of positions is an integer.",
            lambda n, k, *, stride=1, padding=0, dilation=1: (
                (n + 2 * padding - dilation * (k - 1) - 1) / stride + 1
            ),
        ),
        Mistake(
            "rounded up",
            "A last window that would stick out of the image is left out.",
            lambda n, k, *, stride=1, padding=0, dilation=1: math.ceil(
                (n + 2 * padding - dilation * (k - 1) - 1) / stride + 1
            ),
        ),
        Mistake(
            "the padding is counted once",
            "There is padding on both sides of the image.",
            lambda n, k, *, stride=1, padding=0, dilation=1: output_size(
                n - padding, k, stride=stride, padding=padding, dilation=dilation
            ),
        ),
        Mistake(
            "dilation times the kernel size",
            "Dilation widens the gaps between the entries; k entries have k - 1 gaps.",
            lambda n, k, *, stride=1, padding=0, dilation=1: (
                (n + 2 * padding - dilation * k) // stride + 1
            ),
        ),
        Mistake(
            "the first position is not counted",
            "A window that just fits has one position, not zero.",
            lambda n, k, **settings: output_size(n, k, **settings) - 1,
        ),
    ],
    hints=[
        "Lay a window of 3 on a row of 5 pixels and count its positions with a pencil.",
        "How many pixels does a dilated kernel span from its first to its last entry?",
        "Count the steps that the window can take after its first position.",
    ],
)
