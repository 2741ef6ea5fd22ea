"""The networks that come with the package."""

from pathlib import Path

import numpy as np

from ...data import enlarge_ink
from ...functional import softmax_forward
from ...train import predict
from ...weights import load
from .models import digit_players
from .reader import reader_network

FOLDER = Path(__file__).parent / "weights"
GENERATOR, READER = "digit_generator.npz", "digit_reader.npz"
NOISE = 16


def digit_generator(*, folder=FOLDER):
    """Load a generator of handwritten digits: z (N, 16) to ink (N, 1, 8, 8).

    ``python -m dlcourse.weights digit_generator`` trains it again. It is in evaluation mode: each
    image depends on its own z alone. `data.enlarge_ink` draws its images in 28 by 28 pixels.

    Parameters
    ----------
    folder : str or Path
        Where the file is, and the table of its digest.

    Returns
    -------
    Sequential

    Raises
    ------
    ValueError
        If the file is damaged or not the one that the table names by its SHA-256.
    FileNotFoundError
        If it is missing.

    Examples
    --------
    >>> z = np.random.default_rng(0).standard_normal((5, 16), np.float32)
    >>> digit_generator()(z).shape
    (5, 1, 8, 8)
    """
    generator, _ = digit_players(noise=NOISE, rng=np.random.default_rng(0))
    generator.load_state_dict(load(Path(folder) / GENERATOR))
    return generator.eval()


def digit_reader(*, folder=FOLDER):
    """Load the network of chapter 5.1, trained: ink (N, 1, 28, 28) to logits (N, 10).

    It takes ink from 0 to 1 as it is. Parameters and errors as `digit_generator`.

    Examples
    --------
    >>> from dlcourse.data import digits28
    >>> x, y = digits28("test")
    >>> (digit_reader()(x[:4]).argmax(axis=1) == y[:4]).all()
    np.True_
    """
    model = reader_network()
    model.load_state_dict(load(Path(folder) / READER))
    return model.eval()


def read_digits(ink, reader):
    """What a reader makes of ink (N, 1, 8, 8): probabilities (N, 10)."""
    return softmax_forward(predict(reader, enlarge_ink(ink)), dim=1)[0]
