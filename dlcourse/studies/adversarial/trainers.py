"""How the packaged generator of digits and its judge were made: see `dlcourse.weights`."""

import numpy as np

from ...data import digits8, digits28
from ...metrics import class_coverage
from ...optim import Adam
from ...train import evaluate, predict
from ...weights import pack
from .models import digit_players
from .play import play
from .pretrained import GENERATOR, NOISE, READER, digit_reader, read_digits
from .reader import train_reader

TRAINING = {"rounds": 6000, "batch_size": 64, "lr": 1e-3, "betas": (0.5, 0.999)}


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


def make_reader(*, progress=True):
    """Train the judge; return the bytes of its file, and how good it is in words."""
    reader = train_reader(progress=progress)
    accuracy = evaluate(reader, *digits28("test")).accuracy
    return pack(reader.state_dict()), f"accuracy on test images {accuracy:.1%}"


def make_generator(*, progress=True):
    """Train the generator; return the bytes of its file, and what the packaged judge says."""
    judge = digit_reader()
    generator, _, _ = train_digits(rounds=TRAINING["rounds"], progress=progress)
    z = np.random.default_rng(1).standard_normal((1000, NOISE), np.float32)
    found = class_coverage(read_digits(predict(generator, z), judge))
    result = f"{found.found} of 10 digits, mean confidence {found.confidence:.3f}"
    return pack(generator.state_dict()), result


TRAINERS = {READER: make_reader, GENERATOR: make_generator}
