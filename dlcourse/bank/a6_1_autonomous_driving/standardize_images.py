"""Each image without its gain and offset, and the gradient through that."""

import numpy as np

from ...exercises import Case, Question


def standardize_images(dout, x, *, eps):
    """Mean and deviation depend on each entry of the image, so each has three paths."""
    axes = (1, 2, 3)
    centered = x - x.mean(axis=axes, keepdims=True)
    std = np.sqrt(np.square(centered).mean(axis=axes, keepdims=True) + eps)
    out = centered / std
    slope = (dout * out).mean(axis=axes, keepdims=True)
    dx = (dout - dout.mean(axis=axes, keepdims=True) - out * slope) / std
    return out, dx


def image_cases(rng):
    """Draw an image of two or four pixels first; then batches, dark ones and flat ones."""

    def case(label, shape, eps, gain=1.0, offset=0.0):
        x = gain * rng.standard_normal(shape) + offset
        x = x + np.arange(shape[0] * shape[1]).reshape(*shape[:2], 1, 1) * gain
        return Case(label, (2 + rng.standard_normal(shape), x), {"eps": eps})

    def hand(label, values, eps):
        x = rng.permutation(np.array(values, float)).reshape(1, 1, 1, -1)
        dout = rng.choice([-4.0, -2.0, 1.0, 3.0, 6.0], x.shape, replace=False)
        return Case(label, (dout, x), {"eps": eps})

    low = rng.integers(0, 20)
    flat = np.full((2, 3, 2, 2), 0.25 * rng.integers(1, 9))
    return [
        hand("one image, by hand", (low, low + 2, low + 4, low + 6), 4.0),
        hand("one image, by hand", (low + 1, low + 5), 5.0),
        case("a batch", (3, 2, 4, 5), 0.1),
        case("a batch", (4, 3, 3, 2), 0.5),
        case("nights", (2, 3, 5, 4), 1e-3, gain=0.05, offset=0.1),
        case("bright images", (5, 1, 3, 3), 0.2, gain=3.0, offset=100.0),
        Case("flat images", (rng.standard_normal(flat.shape), flat), {"eps": 0.01}),
    ]


QUESTION = Question(
    id="6_1.standardize_images",
    points=2,
    difficulty=2,
    minutes=20,
    section="6.1, Recognize: what does the sign say",
    reference=standardize_images,
    outputs=("out", "dx"),
    intermediates=("centered", "std", "out", "dx"),
    cases=image_cases,
)
