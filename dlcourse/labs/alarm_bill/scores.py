"""Scores of patches that are wanted and of others, on what the detector has not seen."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from ...data import faces, textures

THRESHOLDS = np.linspace(-3, 8, 221)
"""In deviations of the calm scores from their mean."""

_DIRECTIONS = 20  # of a wall's patches: what lies along them is expected
_RIDGE = 0.1


@dataclass(frozen=True)
class Scores:
    """Scores in deviations of the calm ones from their mean; a large one is odd.

    Attributes
    ----------
    calm, odd : arrays
    false_rate, hit_rate : arrays, one entry for each of `THRESHOLDS`
        Shares of the calm and of the odd that score at least the threshold.
    """

    calm: np.ndarray
    odd: np.ndarray
    false_rate: np.ndarray
    hit_rate: np.ndarray


def _faces():
    """Ridge regression on leveled pixels; each patch is scored by what the others taught.

    With G = (K + λ)⁻¹ and a = G y, example n left out is predicted as y[n] - a[n] / G[n, n].
    """
    x, y = faces()
    x = x.reshape(len(x), -1).astype(float)
    x = (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)
    kernel = (x - x.mean(axis=0)) @ (x - x.mean(axis=0)).T
    inverse = np.linalg.inv(kernel / np.trace(kernel) * len(x) + _RIDGE * np.eye(len(x)))
    left_out = 2 * y - 1 - inverse @ (2 * y - 1) / np.diag(inverse)
    return left_out[y == 0], left_out[y == 1]


def _wall(name):
    """What 20 principal directions of the left half leave of the right half, with scratches."""
    rng = np.random.default_rng(0)
    known = textures("train", names=(name,), step=8, share=0, rng=rng).x
    seen = textures("test", names=(name,), rng=rng)
    known, new = (x.reshape(len(x), -1).astype(float) for x in (known, seen.x))
    away = known - known.mean(axis=0)
    axes = np.linalg.eigh(away.T @ away)[1][:, -_DIRECTIONS:]
    rest = new - known.mean(axis=0)
    rest -= rest @ axes @ axes.T
    error = np.sqrt(np.square(rest).mean(axis=1))
    return error[seen.y == 0], error[seen.y == 1]


KINDS = {
    "faces in snapshots": ("a face", "background"),
    "scratches on brick": ("scratched", "clean"),
    "scratches on gravel": ("scratched", "clean"),
}
"""What a patch of each scene is that is wanted, and any other."""


@cache
def scores(scene):
    """Score both kinds of a scene, and count both rates at every threshold."""
    calm, odd = _wall(scene.split()[-1]) if "scratches" in scene else _faces()
    middle, deviation = calm.mean(), calm.std()
    calm, odd = (np.sort((s - middle) / deviation) for s in (calm, odd))
    rates = (1 - np.searchsorted(s, THRESHOLDS - 1e-9) / len(s) for s in (calm, odd))
    return Scores(calm, odd, *rates)
