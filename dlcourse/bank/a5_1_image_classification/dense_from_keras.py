"""Bring the weights of a fully connected layer from Keras to our layout."""

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Mistake, Question


def dense_from_keras(w, *, channels, height, width):
    """Split the rows by pixel and channel, reorder the axes, and join them again."""
    axes = w.reshape(height, width, channels, -1).transpose(3, 2, 0, 1)
    return axes.reshape(w.shape[1], -1)


def other_direction(w, *, channels, height, width):
    """Take the rows for channels first, and order them channels last."""
    axes = w.reshape(channels, height, width, -1).transpose(3, 1, 2, 0)
    return axes.reshape(w.shape[1], -1)


def columns_first(w, *, channels, height, width):
    """Walk down the columns of each channel."""
    axes = w.reshape(height, width, channels, -1).transpose(3, 2, 1, 0)
    return axes.reshape(w.shape[1], -1)


def layout_cases(rng):
    """Draw weights; each idea shows in cases of its own."""

    def case(label, channels, height, width, outputs):
        w = rng.standard_normal((height * width * channels, outputs))
        return Case(label, (w,), {"channels": channels, "height": height, "width": width})

    return [
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
    forbids=LIBRARIES,
    mistakes=[
        Mistake(
            "transposed, but the columns are not reordered",
            "Keras counts pixel by pixel, PyTorch channel by channel: the columns change places.",
            lambda w, *, channels, height, width: w.T.copy(),
        ),
        Mistake(
            "reshaped where the axes should move",
            "A reshape keeps the order in memory; only a transpose moves an axis.",
            lambda w, *, channels, height, width: w.reshape(w.shape[1], -1).copy(),
        ),
        Mistake(
            "the conversion goes the other way",
            "The rows that come from Keras are in the order height, width, channel.",
            other_direction,
        ),
        Mistake(
            "height and width change places in the result",
            "Within a channel, both libraries read the pixels row by row.",
            columns_first,
        ),
        Mistake(
            "the outputs are in the columns",
            "Ours is (outputs, inputs), as in PyTorch.",
            lambda w, **sizes: dense_from_keras(w, **sizes).T.copy(),
        ),
    ],
    hints=[
        "Name the axes that hide in the rows of w, from the slowest to the fastest.",
        "Give w four axes, put them in the order that you want, and join the last three.",
        "Check yourself: number the rows 0, 1, 2, ... in one output, and see where each number "
        "goes.",
    ],
)
