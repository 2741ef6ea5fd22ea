"""Networks of this subject that come with the package."""

from pathlib import Path

import numpy as np

from ...weights import load
from ..stacked import fill
from .members import MODELS, reader
from .price import EPSILONS, MAKERS, SEEDS

FOLDER = Path(__file__).parent / "weights"
GOOD, PRIVATE = "good_readers.npz", "private_{}.npz"
GOOD_STEPS = 100


def good_readers(folder=FOLDER):
    """Load the readers that learned from half of all digits, those of ``coins(1797)``.

    ``python -m dlcourse.weights good_readers`` trains them again.

    Parameters
    ----------
    folder : str or Path

    Returns
    -------
    list of Sequential

    Raises
    ------
    ValueError
        If the file is damaged or not the one that its table names by its SHA-256.
    """
    arrays = load(Path(folder) / GOOD)
    return [fill(reader(rng=np.random.default_rng(0)), arrays, k) for k in range(MODELS)]


def private_readers(kind, folder=FOLDER):
    """Load the models of one kind; errors as for `good_readers`.

    Parameters
    ----------
    kind : {"linear", "network"}
    folder : str or Path

    Returns
    -------
    dict of float to list of Layer
        For each of `EPSILONS` those of `SEEDS` starts, trained by `train_at`.
    """
    arrays, make = load(Path(folder) / PRIVATE.format(kind)), MAKERS[kind]
    return {
        epsilon: [fill(make(rng=np.random.default_rng(0)), arrays, k, s) for s in range(SEEDS)]
        for k, epsilon in enumerate(EPSILONS)
    }
