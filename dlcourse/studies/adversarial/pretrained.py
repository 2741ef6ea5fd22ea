"""The networks that come with the package, and how they were made."""

from pathlib import Path

import numpy as np

from ...data import digits8, digits28, enlarge_ink
from ...functional import softmax_forward
from ...metrics import class_coverage
from ...optim import Adam
from ...train import evaluate, load_weights, predict, save_weights
from ._digests import DIGESTS
from .models import digit_players
from .play import play
from .reader import reader_network, train_reader

FOLDER = Path(__file__).parent / "weights"
GENERATOR, READER = "digit_generator.npz", "digit_reader.npz"
TRAINING = {"rounds": 6000, "batch_size": 64, "lr": 1e-3, "betas": (0.5, 0.999)}
NOISE = 16


def digit_generator(*, folder=FOLDER):
    """Load a generator of handwritten digits: z (N, 16) to ink (N, 1, 8, 8).

    ``python -m dlcourse.studies.adversarial`` trains it again. It is in evaluation mode: each
    image depends on its own z alone. `data.enlarge_ink` draws its images in 28 by 28 pixels.

    Parameters
    ----------
    folder : str or Path
        Where the file is.

    Returns
    -------
    Sequential

    Raises
    ------
    ValueError
        If the file is damaged or not the one that is named here by its SHA-256.
    FileNotFoundError
        If it is missing.

    Examples
    --------
    >>> z = np.random.default_rng(0).standard_normal((5, 16), np.float32)
    >>> digit_generator()(z).shape
    (5, 1, 8, 8)
    """
    generator, _ = digit_players(noise=NOISE, rng=np.random.default_rng(0))
    load_weights(Path(folder) / GENERATOR, generator, DIGESTS[GENERATOR])
    return generator.eval()


def digit_reader(*, folder=FOLDER):
    """Load the network of chapter 5.1, trained: ink (N, 1, 28, 28) to logits (N, 10).

    It takes ink from 0 to 1 as it is. Parameters and errors as `digit_generator`.

    Examples
    --------
    >>> x, y = digits28("test")
    >>> (digit_reader()(x[:4]).argmax(axis=1) == y[:4]).all()
    np.True_
    """
    model = reader_network()
    load_weights(Path(folder) / READER, model, DIGESTS[READER])
    return model.eval()


def read_digits(ink, reader):
    """What a reader makes of ink (N, 1, 8, 8): probabilities (N, 10)."""
    return softmax_forward(predict(reader, enlarge_ink(ink)), dim=1)[0]


def train_digits(*, rounds=TRAINING["rounds"], seed=0, each=None, progress=True):
    """Train a generator of digits from scratch, as the packaged one was.

    In the second half of the game both learning rates fall to 0 along a line: the players come to
    rest instead of circling each other.

    Parameters
    ----------
    rounds : int
    seed : int
        Of all randomness.
    each : callable, optional
        As for `play`.
    progress : bool

    Returns
    -------
    generator, discriminator : Sequential
        The generator in evaluation mode.
    history : GameHistory
    """
    rng = np.random.default_rng(seed)
    players = digit_players(noise=NOISE, rng=rng)
    settings = {"lr": TRAINING["lr"], "betas": TRAINING["betas"]}
    optimizers = [Adam(player.params, **settings) for player in players]

    def cool(number, history):
        for optimizer in optimizers:
            optimizer.lr = TRAINING["lr"] * min(1.0, 2 * (1 - number / rounds))
        if each is not None:
            each(number, history)

    history = play(
        *players,
        digits8("train")[0],
        generator_optimizer=optimizers[0],
        discriminator_optimizer=optimizers[1],
        noise=NOISE,
        rounds=rounds,
        rng=rng,
        batch_size=TRAINING["batch_size"],
        each=cool,
        progress=progress,
    )
    return players[0].eval(), players[1], history


def retrain(folder=FOLDER, *, rounds=TRAINING["rounds"], progress=True):
    """Train every network from scratch, and write its file; yield what came of it.

    The same numbers come out on the same machine with the same NumPy. Another machine adds in
    another order, so its weights differ in the last digits, and after training in more of them.

    Yields
    ------
    name : str
        Of the file.
    digest : str
        Its SHA-256.
    result : str
        How good the network is, in words.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    reader = train_reader(progress=progress)
    accuracy = evaluate(reader, *digits28("test")).accuracy
    yield READER, save_weights(folder / READER, reader), f"accuracy on test images {accuracy:.1%}"
    generator, _, _ = train_digits(rounds=rounds, progress=progress)
    z = np.random.default_rng(1).standard_normal((1000, NOISE), np.float32)
    found = class_coverage(read_digits(predict(generator, z), reader))
    result = f"{found.found} of 10 digits, mean confidence {found.confidence:.3f}"
    yield GENERATOR, save_weights(folder / GENERATOR, generator), result
