"""Lab: when gradients through time vanish, when they explode, and what clipping does."""

from .lab import gradient_microscope
