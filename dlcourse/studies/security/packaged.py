"""Networks of this subject that come with the package."""

from pathlib import Path

import numpy as np

from ...weights import load
from ..stacked import fill
from .behavior import watcher
from .detection import FOLDS, detector
from .embedding import embedder

FOLDER = Path(__file__).parent / "weights"
DETECTORS, EMBEDDERS, WATCHERS = "detectors.npz", "embedders.npz", "watchers.npz"
SEEDS = 3


def detectors(*, mined, folder=FOLDER):
    """Load the detectors of every fold and seed, before or after the mining of negatives.

    ``python -m dlcourse.weights detectors`` trains them again.

    Parameters
    ----------
    mined : bool
    folder : str or Path

    Returns
    -------
    list of list of Sequential
        Entry [seed][fold]: the detector of that seed that did not see the examples of that fold.

    Raises
    ------
    ValueError
        If the file is damaged or not the one that its table names by its SHA-256.
    """
    arrays = load(Path(folder) / DETECTORS)
    return [
        [_filled(detector, arrays, int(mined), seed, number) for number in range(FOLDS)]
        for seed in range(SEEDS)
    ]


def embedders(folder=FOLDER):
    """Load the embedding networks, one for each seed; errors as for `detectors`."""
    arrays = load(Path(folder) / EMBEDDERS)
    return [_filled(embedder, arrays, seed) for seed in range(SEEDS)]


def watchers(folder=FOLDER):
    """Load the recurrent networks that read paths, one for each seed; errors as `detectors`."""
    arrays = load(Path(folder) / WATCHERS)
    return [_filled(watcher, arrays, seed) for seed in range(SEEDS)]


def _filled(make, arrays, *index):
    """One model with its entry of the stacked arrays."""
    return fill(make(rng=np.random.default_rng(0)), arrays, *index)
