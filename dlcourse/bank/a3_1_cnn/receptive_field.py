"""How many pixels of the image one output sees."""

from ...exercises import Case, Question


def receptive_field(layers):
    """Add up how far each layer reaches, in pixels of the image."""
    size, jump = 1, 1
    for kernel_size, stride in layers:
        size += (kernel_size - 1) * jump
        jump *= stride
    return size


def field_cases(rng):
    """Draw stacks of layers as pairs of kernel size and stride."""

    def case(label, strides):
        sizes = rng.permutation([2, 3, 4, 5, 6, 7])[: len(strides)]
        return Case(label, ([(int(k), s) for k, s in zip(sizes, strides, strict=True)],))

    return [
        case("one layer", [1]),
        case("one layer", [2]),
        case("stride 1 everywhere", [1, 1, 1]),
        case("strides", [2, 1]),
        case("strides", [2, 3, 1]),
        case("strides", [1, 2, 2, 3]),
    ]


QUESTION = Question(
    id="3_1.receptive_field",
    points=2,
    difficulty=2,
    minutes=10,
    section="3.1, The receptive field",
    reference=receptive_field,
    cases=field_cases,
)
