"""Adversarial networks: a generator that learns from a discriminator that learns to catch it."""

from ._rules import GAMES
from .history import GameHistory
from .models import ring_players
from .penalty import critic_penalty
from .play import play
from .step import DiscriminatorStep, GeneratorStep, discriminator_step, generator_step

__all__ = [
    "GAMES",
    "DiscriminatorStep",
    "GameHistory",
    "GeneratorStep",
    "critic_penalty",
    "discriminator_step",
    "generator_step",
    "play",
    "ring_players",
]
