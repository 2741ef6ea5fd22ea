"""Adversarial networks: a generator that learns from a discriminator that learns to catch it."""

from .history import GameHistory
from .models import digit_players, ring_players
from .penalty import critic_penalty
from .play import play
from .pretrained import digit_generator, digit_reader, read_digits
from .rules import GAMES
from .step import DiscriminatorStep, GeneratorStep, discriminator_step, generator_step
from .trainers import train_digits

__all__ = [
    "GAMES",
    "DiscriminatorStep",
    "GameHistory",
    "GeneratorStep",
    "critic_penalty",
    "digit_generator",
    "digit_players",
    "digit_reader",
    "discriminator_step",
    "generator_step",
    "play",
    "read_digits",
    "ring_players",
    "train_digits",
]
