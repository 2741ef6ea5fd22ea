"""Checks and defaults that the constructors share."""

import numpy as np


def check_sizes(**sizes):
    """Refuse sizes that are not integers of at least 1."""
    for name, size in sizes.items():
        if not isinstance(size, (int, np.integer)) or isinstance(size, bool) or size < 1:
            raise ValueError(f"{name} must be an integer of at least 1, got {size!r}")


def generator(rng):
    """The generator itself, or a new, unseeded one for None."""
    return np.random.default_rng() if rng is None else rng
