"""Open task: sharpen a shaken photograph by gradient descent on its pixels."""

import numpy as np

from dlcourse.functional import conv2d_backward, conv2d_forward

from ...data import photographs
from ...exercises import Case, OpenTask, Symptom

NOISE = 0.003
REACH = np.arange(-3, 4)


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
    """Blur two photographs along the path of a shaken camera, and add a little noise."""
    names = rng.permutation(["camera", "cat", "astronaut", "coffee"])[:2]
    return [_blurred(str(name), rng) for name in names]


def _blurred(name, rng):
    x = photographs()[name][24:88, 32:96].astype(np.float64)
    w = _path(rng)
    y = conv2d_forward(x[None, None], w[None, None], padding=3)[0][0, 0]
    return Case(name, (y + NOISE * rng.standard_normal(y.shape), w), hidden=(x, y))


def _path(rng):
    """Light along a bent path while the shutter closes, its center of mass in the middle."""
    time = np.linspace(0, 1, 60)[:, None]
    bend = rng.choice([-1, 1]) * rng.uniform(0.8, 1.2) * np.pi / 2
    angle = rng.uniform(0, 2 * np.pi) + bend * time
    light = np.exp(-2 * time) / np.exp(-2 * time).sum()
    places = np.cumsum(np.hstack([np.cos(angle), np.sin(angle)]), axis=0) / 10
    places -= (light * places).sum(axis=0)
    down, across = np.exp(-2 * (REACH - places.T[..., None]) ** 2)
    w = np.einsum("tu,tv->uv", light * down, across)
    return w / w.sum()


def gain(output, hidden):
    """How many decibels the squared error has gone down."""
    x, y = hidden
    if not isinstance(output, np.ndarray) or output.dtype.kind != "f" or output.shape != x.shape:
        raise ValueError(f"An array of floats of shape {x.shape} is expected.")
    if not np.isfinite(output).all():
        raise ValueError("There are NaN or infinite pixels: did the descent diverge?")
    return float(10 * np.log10(np.mean((y - x) ** 2) / np.mean((output - x) ** 2)))


def _layer_again(y, w):
    target, kernel = y[None, None], w[None, None]
    x = target.copy()
    for _ in range(100):
        out, _ = conv2d_forward(x, kernel, padding=len(w) // 2)
        dx, _ = conv2d_forward(out - target, kernel, padding=len(w) // 2)
        x = np.clip(x - 1.8 * dx, 0, 1)
    return x[0, 0]


def _is_worse(output, hidden):
    return gain(output, hidden) < -1


SYMPTOMS = {"layer-again": Symptom(_layer_again, _is_worse)}

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
    thresholds=[(4.5, 0.5), (6.0, 1.0)],
    transfer=True,
    symptoms=SYMPTOMS,
    allows=("dlcourse.functional",),
)
