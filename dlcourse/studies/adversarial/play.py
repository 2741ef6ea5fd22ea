"""The game: the two players move in turn, for as many rounds as they are given."""

from contextlib import contextmanager

import numpy as np

from ...layers import Layer
from ...optim import Optimizer
from ...settings import check_flag, check_integer
from ...train.evaluate import check_kind, check_own
from ...train.progress import progress_bar
from .history import GameHistory
from .rules import rules_of
from .step import discriminator_step, generator_step


def play(
    generator,
    discriminator,
    real,
    *,
    generator_optimizer,
    discriminator_optimizer,
    noise,
    rounds,
    rng,
    batch_size=64,
    loss="non-saturating",
    penalty_weight=10.0,
    discriminator_steps=1,
    generator_steps=1,
    each=None,
    progress=True,
):
    """Let both players learn: in each round first D moves, then G, on new noise each time.

    Parameters
    ----------
    generator, discriminator : Layer
        Trained in place, both in training mode. Their modes are the same afterwards.
    real : array (N, ...), or callable
        Examples, of which each step of D draws batch_size without repetition; or a function
        ``real(count, rng)`` that draws them itself.
    generator_optimizer, discriminator_optimizer : Optimizer
        Of each player's own parameters.
    noise : int, or callable
        Number of standard normal entries of each z; or a function ``noise(count, rng)``.
    rounds : int
    rng : numpy.random.Generator
        All randomness of the game. One seed, one game.
    batch_size : int
        Real examples, and fakes, of each step.
    loss, penalty_weight
        The game, see `discriminator_step`.
    discriminator_steps, generator_steps : int
        Moves of each player in a round.
    each : callable, optional
        ``each(round, history)`` is called after every round, which counts from 1.
    progress : bool
        Show a bar, if tqdm is installed.

    Returns
    -------
    GameHistory

    Raises
    ------
    ValueError
        If an argument is wrong.

    References
    ----------
    Goodfellow et al. (2014), Generative Adversarial Nets, algorithm 1.
    """
    counts = {"rounds": rounds, "batch_size": batch_size}
    counts |= {"discriminator_steps": discriminator_steps, "generator_steps": generator_steps}
    _check(counts, rng, each, progress)
    _check_player("generator", generator, generator_optimizer)
    _check_player("discriminator", discriminator, discriminator_optimizer)
    players, rules, history = (generator, discriminator), rules_of(loss), GameHistory()
    dtype = next(iter(generator.params.values())).dtype
    deal, draw = _dealer(real), _noise(noise, dtype)
    with in_training(*players), progress_bar(rounds, 0, progress) as advance:
        for number in range(1, rounds + 1):
            for _ in range(discriminator_steps):
                x, z = deal(batch_size, rng), draw(batch_size, rng)
                mix = rng.random(batch_size, dtype) if rules.penalized else None
                settings = {"loss": loss, "penalty_weight": penalty_weight, "mix": mix}
                d = discriminator_step(*players, discriminator_optimizer, x, z, **settings)
            for _ in range(generator_steps):
                z = draw(batch_size, rng)
                g = generator_step(*players, generator_optimizer, z, loss=loss)
            history.add(d, g)
            advance(f"D(x) {d.real:.2f}, D(G(z)) {d.fake:.2f}")
            if each is not None:
                each(number, history)
    return history


@contextmanager
def in_training(*models):
    """Training mode inside, each model's own mode outside."""
    before = [model.training for model in models]
    for model in models:
        model.train()
    try:
        yield
    finally:
        for model, mode in zip(models, before, strict=True):
            model.train(mode)


def _dealer(real):
    """A function (count, rng) that gives a batch of real examples."""
    if callable(real):
        return real
    if not isinstance(real, np.ndarray) or not real.ndim:
        raise ValueError(f"real must be an array of examples or a function, got {real!r}")
    # A shuffled copy of the row numbers; its first are the batch.
    return lambda count, rng: real[rng.choice(len(real), count, replace=count > len(real))]


def _noise(noise, dtype):
    """A function (count, rng) that gives a batch of noise."""
    if callable(noise):
        return noise
    check_integer("noise", noise, low=1)
    return lambda count, rng: rng.standard_normal((count, noise), dtype)


def _check(counts, rng, each, progress):
    for name, value in counts.items():
        check_integer(name, value, low=1)
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng must be a numpy.random.Generator, got {type(rng).__name__}")
    if each is not None and not callable(each):
        raise ValueError(f"each must be a function, got {type(each).__name__}")
    check_flag(progress=progress)


def _check_player(name, model, optimizer):
    check_kind(Layer, **{name: model})
    check_kind(Optimizer, **{f"{name}_optimizer": optimizer})
    check_own(model, optimizer, name, f"{name}_optimizer")
