"""How many positions a window has."""

from ...exercises import Case, Question


def output_size(n, k, *, stride=1, padding=0, dilation=1):
    """Count the positions of a window of ``k`` pixels on ``n`` pixels."""
    span = dilation * (k - 1) + 1
    return (n + 2 * padding - span) // stride + 1


def size_cases(rng):
    """Draw sizes in which no pixel is left over, or one, or the most, so that rounding shows.

    All together, padding and dilation cost more pixels than are left over when they are wrong.
    """

    def case(label, left=0, **settings):
        k, stride = int(rng.integers(2, 6)), settings.get("stride", 1)
        reach = settings.get("dilation", 1) * (k - 1) + 1
        n = reach - 2 * settings.get("padding", 0) + stride * int(rng.integers(5, 9)) + left
        return Case(label, (n, k), settings)

    return [
        case("no settings"),
        case("no settings"),
        case("stride", stride=2),
        case("stride", stride=3, left=1),
        case("padding", padding=1),
        case("padding", padding=2),
        case("dilation", dilation=2),
        case("dilation", dilation=3),
        case("all together", stride=2, padding=2, dilation=3, left=1),
        case("all together", stride=3, padding=3, dilation=4, left=2),
    ]


QUESTION = Question(
    id="3_1.output_size",
    points=1,
    difficulty=1,
    minutes=5,
    section="3.1, Stride, padding, dilation",
    reference=output_size,
    cases=size_cases,
)
