"""The gradients of a 1 x 1 convolution: a fully connected layer at each pixel."""

import numpy as np

from ...exercises import Case, Question


def pointwise_backward(dout, x, w):
    """Each pixel is one more example of the layer whose weights are w."""
    dx = np.einsum("nfhw,fc->nchw", dout, w)
    dw = np.einsum("nfhw,nchw->fc", dout, x)
    db = dout.sum(axis=(0, 2, 3))
    return dx, dw, db


def pointwise_cases(rng):
    """Draw layers of which no two sizes are equal; the first has whole numbers."""

    def case(label, batch, channels, filters, height, width):
        shapes = (batch, filters), (batch, channels)
        dout, x = (rng.standard_normal((*shape, height, width)) for shape in shapes)
        return Case(label, (dout, x, rng.standard_normal((filters, channels))))

    x = rng.permuted([1.0, 2.0, -1.0, 3.0]).reshape(1, 2, 1, 2)
    dout = rng.permuted([1.0, -2.0, 3.0, 5.0]).reshape(1, 2, 1, 2)
    w = rng.permuted([1.0, -1.0, 2.0, 4.0]).reshape(2, 2)
    return [
        Case("two pixels, by hand", (dout, x, w)),
        case("one pixel", 4, 3, 2, 1, 1),
        case("one picture", 1, 2, 3, 4, 5),
        case("one filter", 2, 4, 1, 3, 5),
        case("a batch", 3, 2, 5, 4, 6),
        case("a batch", 2, 6, 3, 5, 4),
    ]


QUESTION = Question(
    id="2_2.pointwise_backward",
    points=2,
    difficulty=2,
    minutes=15,
    section="2.2, Vision: five building blocks",
    reference=pointwise_backward,
    outputs=("dx", "dw", "db"),
    cases=pointwise_cases,
)
