"""What comes with the package: networks that answer, and what networks said of the reviews."""

from pathlib import Path

import numpy as np

from ...weights import load
from ..stacked import fill
from .dialogue import answerer

FOLDER = Path(__file__).parent / "weights"
ANSWERERS = {True: "answerers_attention.npz", False: "answerers_plain.npz"}
OPINIONS = "opinions.npz"
SEEDS = (0, 1, 2)


def answerers(talk, *, attention, folder=FOLDER):
    """Load three trained answerers, which differ in their first weights and the order of training.

    ``python -m dlcourse.weights answerers_plain answerers_attention`` trains them again.

    Parameters
    ----------
    talk : Talk
        As `dialogue.talk` gives it.
    attention : bool
    folder : str or Path

    Returns
    -------
    list of EncoderDecoder

    Raises
    ------
    ValueError
        If the file is damaged or not the one that its table names by its SHA-256.
    """
    arrays = load(Path(folder) / ANSWERERS[attention])
    return [fill(answerer(talk, attention=attention, seed=s), arrays, s) for s in SEEDS]


def opinions(folder=FOLDER):
    """Load what LSTMs said of the real reviews: their scores, not their weights.

    The weights of one are too large to come along: over 100,000 numbers. ``python -m
    dlcourse.weights opinions`` trains all of them again; it needs the reviews.

    Parameters
    ----------
    folder : str or Path

    Returns
    -------
    dict of str to array
        ``test`` (sizes, seeds, 1000): logit of "great" less that of "other" for each review of the
        test part, of the LSTMs that were trained on the first 500, 1000, 2000 and all reviews.
        ``probes`` (seeds, 2 P): of those that were trained on all, for the plain and then the
        negated sentences of `probes`. ``mean`` (seeds, 1000): of a `MeanReader` trained on all.

    Raises
    ------
    ValueError
        If the file is damaged or not the one that its table names by its SHA-256.
    """
    arrays = load(Path(folder) / OPINIONS)
    return {name: array.astype(np.float32) for name, array in arrays.items()}
