"""The packaged networks of chapter 6.3: how they were told apart, and how they are read."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from ...settings import check_choice, check_integer
from ...weights import load
from ..segmentation import UNet

FOLDER = Path(__file__).parent / "weights"
ORGANS = "organ_unets.npz"
SEEDS = 3
CENTER, SCALE = 0.3, 0.25
"""About the mean and the standard deviation of the training pictures' grays."""


class Kind(NamedTuple):
    """What is special to three of the packaged networks: their build and their training pictures.

    Attributes
    ----------
    width : int
    skips : bool
    contrast : "one" or "any"
        "one": all training pictures have contrast 1. "any": its size is drawn from 0.4 to 1, its
        sign by a coin.
    epochs : int
    """

    width: int
    skips: bool
    contrast: str
    epochs: int


KINDS = {
    "skips": Kind(5, True, "one", 25),
    "no_skips": Kind(6, False, "one", 25),
    "any_contrast": Kind(5, True, "any", 50),
}
"""Without skips the network is wider: it has more parameters than the other, not fewer."""


def organ_unet(kind="skips", seed=0, *, folder=FOLDER):
    """Load a U-Net that marks the organ of `phantoms` of 32 by 32 pixels.

    ``python -m dlcourse.weights organ_unets`` trains all nine again.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    seed : int
        0, 1 or 2: of its first weights and of the order of its pictures.
    folder : str or Path
        Where the file is, and the table of its digest.

    Returns
    -------
    UNet

    Raises
    ------
    ValueError
        If there is no such network, or the file is not the one that the table names.
    FileNotFoundError
        If it is missing.

    Examples
    --------
    >>> organ_unet("skips", 2)(np.zeros((5, 1, 32, 32), np.float32)).shape
    (5, 1, 32, 32)
    """
    check_choice("kind", kind, tuple(KINDS))
    check_integer("seed", seed, low=0, high=SEEDS - 1)
    model = new_unet(kind, seed)
    arrays = load(Path(folder) / ORGANS)
    model.load_state_dict({name: arrays[f"{kind}.{name}"][seed] for name in model.state()})
    return model.eval()


def new_unet(kind, seed):
    """The network of this kind before its training."""
    build = KINDS[kind]
    rng = np.random.default_rng(seed)
    return UNet(1, build.width, skips=build.skips, center=CENTER, scale=SCALE, rng=rng)
