"""Data sets. What is embedded needs no network; the others are downloaded once and checked."""

from .digits import digits28, enlarge

__all__ = ["digits28", "enlarge"]
