"""Networks of this subject that come with the package."""

from pathlib import Path

import numpy as np

from ...weights import load
from ..stacked import fill
from .fraud import card_reader
from .volatility import range_reader

FOLDER = Path(__file__).parent / "weights"
CARD_READERS, RANGE_READERS = "card_readers.npz", "range_readers.npz"
SEEDS = 3


def card_readers(folder=FOLDER):
    """Load the networks that read cards, one for each seed.

    ``python -m dlcourse.weights card_readers`` trains them again.

    Parameters
    ----------
    folder : str or Path

    Returns
    -------
    list of SequenceReader

    Raises
    ------
    ValueError
        If the file is damaged or not the one that its table names by its SHA-256.
    """
    return _filled(card_reader, Path(folder) / CARD_READERS)


def range_readers(folder=FOLDER):
    """Load the networks that forecast the range of the S&P 500; errors as for `card_readers`."""
    return _filled(range_reader, Path(folder) / RANGE_READERS)


def _filled(make, path):
    """One model for each entry of the stacked arrays."""
    arrays = load(path)
    return [fill(make(rng=np.random.default_rng(0)), arrays, seed) for seed in range(SEEDS)]
