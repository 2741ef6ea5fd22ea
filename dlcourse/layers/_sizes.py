"""Checks and defaults that the constructors share."""

import numpy as np

from ..settings import check_integer


def check_sizes(**sizes):
    """Refuse sizes that are not integers of at least 1."""
    for name, size in sizes.items():
        check_integer(name, size, low=1)


def generator(rng):
    """The generator itself, or a new, unseeded one for None."""
    if rng is not None and not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng must be a numpy.random.Generator, got {type(rng).__name__}")
    return np.random.default_rng() if rng is None else rng
