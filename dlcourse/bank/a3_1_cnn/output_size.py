"""How many positions a window has."""

from ...exercises import Case, Question


def output_size(n, k, *, stride=1, padding=0, dilation=1):
    """Count the positions of a window of ``k`` pixels on ``n`` pixels."""
    span = dilation * (k - 1) + 1
    return (n + 2 * padding - span) // stride + 1


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
)
