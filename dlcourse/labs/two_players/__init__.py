"""Lab: a generator and a discriminator play for a ring of eight Gaussians."""

from .lab import two_players
