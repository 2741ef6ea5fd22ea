"""The gradient of a skip connection: up-sample, crop, concatenate."""

import numpy as np

from ...exercises import Case, Question


def skip_backward(dout, deep, skip, *, scale=2):
    """What was cut out goes back to its place, what was copied is added up."""
    n, channels, height, width = deep.shape
    down, across = scale * height, scale * width
    top, left = (skip.shape[2] - down) // 2, (skip.shape[3] - across) // 2
    dup, dcut = dout[:, :channels], dout[:, channels:]
    dskip = np.zeros_like(skip)
    dskip[:, :, top : top + down, left : left + across] = dcut
    ddeep = np.sum(dup.reshape(n, channels, height, scale, width, scale), axis=(3, 5))
    return ddeep, dskip


def skip_cases(rng):
    """Draw maps of which no two sizes are equal; the first have whole numbers and no border."""

    def case(label, count, deep, skip, size, scale=2, more=(0, 0)):
        tall, wide = scale * size[0], scale * size[1]
        drawn = rng.standard_normal
        maps = drawn((count, deep, *size)), drawn((count, skip, tall + more[0], wide + more[1]))
        settings = {"scale": scale} if scale != 2 else {}
        return Case(label, (drawn((count, deep + skip, tall, wide)), *maps), settings)

    def hand(label, more):
        dout = rng.permuted(np.array([1.0, 2.0, 3.0, 4.0, -5.0, 6.0, -7.0, 8.0]))
        deep, skip = np.array([[[[2.0]]]]), np.ones((1, 1, 2, 2 + more))
        return Case(label, (dout.reshape(1, 2, 2, 2), deep, skip))

    return [
        hand("by hand", 0),
        hand("by hand", 2),
        case("no border", 2, 3, 4, (2, 5)),
        case("no border", 3, 4, 1, (3, 2)),
        case("a border", 2, 3, 5, (2, 3), more=(2, 4)),
        case("a border", 1, 2, 3, (4, 3), more=(6, 2)),
        case("an odd border", 2, 5, 3, (3, 2), more=(3, 1)),
        case("another scale", 2, 3, 2, (2, 3), scale=3),
        case("another scale", 2, 2, 5, (3, 2), scale=4, more=(2, 5)),
    ]


QUESTION = Question(
    id="6_3.skip_backward",
    points=3,
    difficulty=3,
    minutes=25,
    section="6.3, The U-Net, in three steps",
    reference=skip_backward,
    outputs=("ddeep", "dskip"),
    intermediates=("dup", "dcut", "dskip", "ddeep"),
    cases=skip_cases,
)
