"""Lab: draw a digit and watch a network read it, layer by layer."""

from .lab import digit_pad
