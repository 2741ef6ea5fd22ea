"""Which pixels one output sees."""

from ...exercises import Case, Question


def receptive_field(layers, i):
    """Walk back from output i: each layer's window begins and ends further out."""
    first = last = i
    for kernel_size, stride, padding, dilation in reversed(layers):
        first = first * stride - padding
        last = last * stride - padding + dilation * (kernel_size - 1)
    return first, last


def field_cases(rng):
    """Draw stacks of layers: kernel size, stride, padding, dilation. Neighbors never agree."""

    def case(label, *settings, at=None):
        sizes = rng.permutation([2, 3, 4, 5, 6])[: len(settings)]
        layers = [(int(k), *each) for k, each in zip(sizes, settings, strict=True)]
        return Case(label, (layers, int(rng.integers(3, 9)) if at is None else at))

    return [
        case("one layer", (1, 0, 1)),
        case("one layer", (2, 1, 3)),
        case("stride 1 everywhere", (1, 0, 1), (1, 0, 1), (1, 0, 1)),
        case("strides", (2, 0, 1), (1, 0, 1)),
        case("strides", (1, 0, 1), (2, 0, 1), (3, 0, 1)),
        case("padding", (2, 1, 1), (3, 2, 1)),
        case("at the border", (2, 2, 1), (1, 1, 1), at=0),
        case("dilation", (1, 0, 2), (2, 0, 1), (1, 0, 3)),
        case("all together", (2, 1, 3), (3, 2, 2), (2, 3, 4)),
    ]


QUESTION = Question(
    id="3_1.receptive_field",
    points=2,
    difficulty=3,
    minutes=15,
    section="3.1, The receptive field",
    reference=receptive_field,
    outputs=("first", "last"),
    cases=field_cases,
    transfer=True,
)
