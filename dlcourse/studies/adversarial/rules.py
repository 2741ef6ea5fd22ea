"""The games by name: which loss each player makes small, and what D's answer means."""

from typing import NamedTuple

from ... import functional as F
from ...settings import check_choice


class Rules(NamedTuple):
    """The losses of one game.

    ``discriminator`` and ``generator`` are pairs (forward, backward) on what D answers, before a
    sigmoid. ``settings`` are those of the generator's loss. ``answer`` turns what D answers into
    what a person reads: a probability, or the score itself. ``penalized`` games put a price on the
    slope of D.
    """

    discriminator: tuple
    generator: tuple
    answer: object
    settings: dict = {}
    penalized: bool = False


def _probability(logits):
    return F.sigmoid_forward(logits)[0]


def _score(scores):
    return scores


CROSS_ENTROPY = F.gan_discriminator_loss_forward, F.gan_discriminator_loss_backward
DECEIVE = F.gan_generator_loss_forward, F.gan_generator_loss_backward

GAMES = {
    "non-saturating": Rules(CROSS_ENTROPY, DECEIVE, _probability),
    "saturating": Rules(CROSS_ENTROPY, DECEIVE, _probability, {"saturating": True}),
    "least-squares": Rules(
        (F.lsgan_discriminator_loss_forward, F.lsgan_discriminator_loss_backward),
        (F.lsgan_generator_loss_forward, F.lsgan_generator_loss_backward),
        _score,
    ),
    "wasserstein-gp": Rules(
        (F.wgan_critic_loss_forward, F.wgan_critic_loss_backward),
        (F.wgan_generator_loss_forward, F.wgan_generator_loss_backward),
        _score,
        penalized=True,
    ),
}
"""Each game by its name."""


def rules_of(loss):
    """The rules of a game by its name.

    Raises
    ------
    ValueError
        If no game has that name.
    """
    check_choice("loss", loss, tuple(GAMES))
    return GAMES[loss]
