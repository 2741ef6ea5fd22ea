"""Open task: sharpen a photograph by gradient descent on its pixels."""

import numpy as np

from dlcourse.functional import conv2d_backward, conv2d_forward

from ...data import photographs
from ...exercises import Case, OpenTask

NOISE = 0.003


def deblur(y, w):
    """Descend on the squared error between the blurred guess and the photograph that we have."""
    target, kernel = y[None, None], w[None, None]
    x = target.copy()
    for _ in range(100):
        out, cache = conv2d_forward(x, kernel, padding=len(w) // 2)
        dx, _ = conv2d_backward(out - target, cache)
        x = np.clip(x - 1.8 * dx, 0, 1)
    return x[0, 0]


def deblur_cases(rng):
    """Blur two photographs with a wide bell half a pixel off the center, and add a little noise."""
    names = rng.permutation(["camera", "cat", "astronaut", "coffee"])[:2]
    return [_blurred(str(name), rng) for name in names]


def _blurred(name, rng):
    x = photographs()[name][24:88, 32:96].astype(np.float64)
    offsets = np.arange(-3, 4) - 0.5 * rng.choice([-1, 1], (2, 1))
    down, across = np.exp(-0.5 * (offsets / rng.uniform(1.2, 1.4)) ** 2)
    w = np.outer(down, across) / down.sum() / across.sum()
    y = conv2d_forward(x[None, None], w[None, None], padding=3)[0][0, 0]
    return Case(name, (y + NOISE * rng.standard_normal(y.shape), w), hidden=(x, y))


def gain(output, hidden):
    """How many decibels the squared error has gone down."""
    x, y = hidden
    if not isinstance(output, np.ndarray) or output.dtype.kind != "f" or output.shape != x.shape:
        raise ValueError(f"An array of floats of shape {x.shape} is expected.")
    if not np.isfinite(output).all():
        raise ValueError("There are NaN or infinite pixels: did the descent diverge?")
    return float(10 * np.log10(np.mean((y - x) ** 2) / np.mean((output - x) ** 2)))


QUESTION = OpenTask(
    id="4_1.deblur",
    points=3,
    difficulty=4,
    minutes=30,
    section="4.1, The layer is a matrix",
    reference=deblur,
    cases=deblur_cases,
    metric=gain,
    metric_name="error removed, in decibels",
    thresholds=[(3.0, 0.5), (5.0, 1.0)],
    allows=("dlcourse.functional",),
)
