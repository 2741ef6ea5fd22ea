"""Bring the weights of a fully connected layer from Keras to our layout."""

import numpy as np

from ...exercises import Case, Question


def dense_from_keras(w, *, channels, height, width):
    """Split the rows by pixel and channel, reorder the axes, and join them again."""
    outputs = w.shape[1]
    axes = w.reshape(height, width, channels, outputs)
    return axes.transpose(3, 2, 0, 1).reshape(outputs, -1)


def layout_cases(rng):
    """Draw weights; each idea shows in cases of its own."""

    def case(label, channels, height, width, outputs):
        w = rng.standard_normal((height * width * channels, outputs))
        return Case(label, (w,), {"channels": channels, "height": height, "width": width})

    def by_hand(label, channels, height, width, outputs):
        numbers = rng.permutation(np.arange(1.0, channels * height * width * outputs + 1))
        sizes = {"channels": channels, "height": height, "width": width}
        return Case(f"{label}, by hand", (numbers.reshape(-1, outputs),), sizes)

    return [
        by_hand("one output", 2, 1, 3, 1),
        by_hand("two outputs", 2, 2, 2, 2),
        case("one channel", 1, 3, 2, 4),
        case("one channel", 1, 2, 5, 3),
        case("one row of pixels", 3, 1, 4, 2),
        case("one row of pixels", 2, 1, 5, 3),
        case("square images", 2, 3, 3, 4),
        case("square images", 5, 2, 2, 3),
        case("any size", 2, 3, 4, 5),
        case("any size", 3, 4, 2, 7),
    ]


QUESTION = Question(
    id="5_1.dense_from_keras",
    points=2,
    difficulty=3,
    minutes=15,
    section="5.1, The overview's code, as it stands",
    reference=dense_from_keras,
    cases=layout_cases,
)
