"""The networks of this folder that come with the package: several starts of each."""

from pathlib import Path

import numpy as np

from ...settings import check_choice
from ...weights import load
from ..stacked import fill
from .models import pooled_reader, small_reader

FOLDER = Path(__file__).parent / "weights"
READERS, POOLED = "explained_readers.npz", "pooled_reader.npz"
KINDS = {"plain": 5, "marked": 3, "mended": 3}
"""How they were trained, and from how many starts: on images as they are; with a mark that tells
the class; with a mark that tells nothing."""


def readers(kind="plain", *, dtype=np.float32, folder=FOLDER):
    """The trained `small_reader` networks of a kind, seeds 0, 1, ...; see `train_reader`.

    Parameters
    ----------
    kind : "plain", "marked" or "mended"
        Five, three, three networks.
    dtype : float32 or float64
        The weights have 16 bits in the file.
    folder : str or Path
        Where the file is, and the table of its digest.

    Returns
    -------
    list of Sequential
        In evaluation mode.

    Raises
    ------
    ValueError
        If the kind is another, or the file is not the one that the table names by its SHA-256.
    """
    check_choice("kind", kind, tuple(KINDS))
    arrays = load(Path(folder) / READERS)
    own = {k.removeprefix(f"{kind}."): a for k, a in arrays.items() if k.startswith(f"{kind}.")}
    return [fill(untrained(seed, dtype=dtype), own, seed) for seed in range(KINDS[kind])]


def pooled(*, dtype=np.float32, folder=FOLDER):
    """The trained `pooled_reader`. Parameters and errors as for `readers`."""
    model = pooled_reader(rng=np.random.default_rng(0), dtype=dtype)
    return fill(model, load(Path(folder) / POOLED), 0)


def untrained(seed, *, dtype=np.float32):
    """A `small_reader` with the weights that it had before the training of this seed."""
    return small_reader(rng=np.random.default_rng(seed), dtype=dtype).eval()
