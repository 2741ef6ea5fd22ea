"""The networks of this folder that come with the package: three seeds of each."""

from pathlib import Path

import numpy as np

from ...settings import check_choice
from ...weights import load
from ..segmentation import UNet
from .matching import matcher
from .reader import linear_reader, sign_reader

FOLDER = Path(__file__).parent / "weights"
SEEDS = (0, 1, 2)
MATCHERS, ROADS, READERS = "matchers.npz", "road_finders.npz", "sign_readers.npz"
PREPARED = ("plain", "level", "hardened")
"""Sign readers: pictures as they are; each standardized; and trained with bars and blur too."""


def road_finder(rng):
    """The U-Net that looks for the road: one channel in, six channels at full size."""
    return UNet(1, 6, rng=rng)


def start(build, seed):
    """A network as it was before its training: the generator of the seed first drew its weights."""
    return build(np.random.default_rng(seed))


def matchers(*, folder=FOLDER):
    """Three trained matching networks; see `train_matcher`.

    Parameters
    ----------
    folder : str or Path
        Where the file is, and the table of its digest.

    Returns
    -------
    list of Sequential

    Raises
    ------
    ValueError
        If the file is damaged or not the one that the table names by its SHA-256.
    """
    return _read(MATCHERS, matcher, SEEDS, folder)


def road_finders(*, folder=FOLDER):
    """Three trained `road_finder`; parameters and errors as `matchers`."""
    return _read(ROADS, road_finder, SEEDS, folder)


def sign_readers(prepared="plain", *, folder=FOLDER):
    """Three trained `sign_reader`.

    Parameters
    ----------
    prepared : {"plain", "level", "hardened"}
        How their training pictures were prepared, see `PREPARED`.
    folder : str or Path

    Raises
    ------
    ValueError
        If `prepared` is unknown, and as `matchers`.
    """
    check_choice("prepared", prepared, PREPARED)
    return _read(READERS, sign_reader, [f"{prepared}.{seed}" for seed in SEEDS], folder)


def linear_signs(prepared="plain", *, folder=FOLDER):
    """The trained `linear_reader`: one, since its loss has one minimum for each weight decay.

    Parameters
    ----------
    prepared : {"plain", "level"}
        Pictures as they are, or each standardized.
    folder : str or Path

    Raises
    ------
    ValueError
        If `prepared` is neither, and as `matchers`.
    """
    check_choice("prepared", prepared, PREPARED[:2])
    return _read(READERS, linear_reader, [f"linear.{prepared}"], folder)[0]


def flat(model):
    """All arrays of a network's state, one after the other: float16, (number of weights,)."""
    return np.concatenate(
        [array.ravel() for array in model.state_dict().values()], dtype=np.float16
    )


def _read(file, build, names, folder):
    arrays, found = load(Path(folder) / file), []
    for name in names:
        model, rest, state = build(np.random.default_rng(0)), arrays[str(name)], {}
        for key, array in model.state_dict().items():
            here, rest = np.split(rest, [array.size])
            state[key] = here.reshape(array.shape).astype(np.float32)
        model.load_state_dict(state)
        found.append(model.eval())
    return found
