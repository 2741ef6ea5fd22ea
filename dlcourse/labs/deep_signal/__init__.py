"""Lab: whether signal and gradient live through a deep network, layer by layer."""

from .lab import deep_signal
