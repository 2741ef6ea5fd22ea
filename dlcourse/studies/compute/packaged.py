"""Networks of this subject that come with the package."""

from pathlib import Path

import numpy as np

from ...weights import load
from ..stacked import fill
from .networks import convolutional

FOLDER = Path(__file__).parent / "weights"
SEEDS = 3


def convolutional_networks(kind, folder=FOLDER):
    """Load the trained networks of one kind, one for each seed, see `convolutional`.

    ``python -m dlcourse.weights conv_full conv_grouped conv_separable`` trains all of them again.

    Parameters
    ----------
    kind : {"full", "grouped", "separable"}
    folder : str or Path

    Returns
    -------
    list of Sequential

    Raises
    ------
    ValueError
        If the file is damaged or not the one that its table names by its SHA-256.
    """
    arrays = load(Path(folder) / f"conv_{kind}.npz")
    rng = np.random.default_rng(0)
    return [fill(convolutional(kind, rng=rng), arrays, seed) for seed in range(SEEDS)]
