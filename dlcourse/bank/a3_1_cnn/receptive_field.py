"""How many pixels of the image one output sees."""

from ...exercises.question import Case, Mistake, Question


def receptive_field(layers):
    """Add up how far each layer reaches, in pixels of the image."""
    size = jump = 1
    for kernel_size, stride in layers:
        size += (kernel_size - 1) * jump
        jump *= stride
    return size


def field_jump_first(layers):
    """Multiply the jump by the layer's own stride before it is used."""
    size = jump = 1
    for kernel_size, stride in layers:
        jump *= stride
        size += (kernel_size - 1) * jump
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
    mistakes=[
        Mistake(
            "a layer's own stride is applied too early",
            "A stride spreads the pixels of its output: only later layers reach further.",
            field_jump_first,
        ),
        Mistake(
            "the strides are ignored",
            "After a stride of 2, neighbours are two image pixels apart.",
            lambda layers: receptive_field([(k, 1) for k, _ in layers]),
        ),
        Mistake(
            "k instead of k - 1",
            "A window of k pixels reaches k - 1 pixels further than one pixel.",
            lambda layers: receptive_field([(k + 1, s) for k, s in layers]),
        ),
        Mistake(
            "the field starts from 0",
            "Without any layer, an output pixel sees one pixel: itself.",
            lambda layers: receptive_field(layers) - 1,
        ),
        Mistake(
            "strides are not multiplied",
            "Two strides of 2 make neighbours four image pixels apart.",
            lambda layers: (
                1 + sum((k - 1) * (layers[i - 1][1] if i else 1) for i, (k, _) in enumerate(layers))
            ),
        ),
        Mistake(
            "the layers are read from the last to the first",
            "With the distance between neighbours in hand, start at the image.",
            lambda layers: receptive_field(layers[::-1]),
        ),
    ],
    hints=[
        "Draw two layers of kernel size 3 on a row of pixels and mark what one output sees.",
        "Keep a second number: how far apart are two neighbours, in pixels of the image?",
    ],
)
