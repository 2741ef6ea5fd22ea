"""What a convolution layer costs: weights to keep, multiply-adds to do."""

from ...exercises import Case, Question


def layer_cost(channels, filters, height, width, kernel, *, stride=1, padding=0, groups=1):
    """Each filter sees the channels of its group; each weight works once at each place."""
    down = (height + 2 * padding - kernel) // stride + 1
    across = (width + 2 * padding - kernel) // stride + 1
    weights = filters * (channels // groups) * kernel**2
    return weights, weights * down * across


def cost_cases(rng):
    """Draw layers, one setting after the other; the stride leaves a rest in both directions."""

    def case(label, kernel=3, groups=1, each=(2, 3), rest=0, **settings):
        channels, filters = (groups * int(n) for n in rng.permuted(each))
        stride, padding = settings.get("stride", 1), settings.get("padding", 0)
        places = rng.choice([3, 4, 5, 6, 7], 2, replace=False)
        size = [kernel - 2 * padding + stride * (int(n) - 1) + rest for n in places]
        if groups > 1:
            settings["groups"] = groups
        return Case(label, (channels, filters, *size, kernel), settings)

    return [
        case("no settings"),
        case("no settings", kernel=5, each=(3, 8)),
        case("one pixel", kernel=1, each=(4, 7)),
        case("stride", stride=2, rest=1),
        case("stride", kernel=4, stride=3, rest=1),
        case("padding", padding=1),
        case("padding", kernel=5, padding=2, each=(3, 4)),
        case("groups", groups=2),
        case("groups", groups=4, each=(1, 3)),
        case("each channel alone", kernel=5, groups=6, each=(1, 1), padding=2),
        case("all together", groups=3, stride=2, padding=1, rest=1),
        case("all together", kernel=7, groups=2, stride=3, padding=3, rest=2, each=(3, 5)),
    ]


QUESTION = Question(
    id="2_2.layer_cost",
    points=2,
    difficulty=1,
    minutes=10,
    section="2.2, Vision: five building blocks",
    reference=layer_cost,
    outputs=("weights", "multiply-adds"),
    intermediates=("down", "across", "weights"),
    cases=cost_cases,
)
