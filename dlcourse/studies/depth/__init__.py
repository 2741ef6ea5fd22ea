"""Depth: what becomes of a signal and of its gradient in a network of many equal layers."""

from .network import ACTIVATIONS, Residual, deep_network
from .start import STARTS, start_again
from .together import train_together
from .trace import Trace, trace

__all__ = [
    "ACTIVATIONS",
    "STARTS",
    "Residual",
    "Trace",
    "deep_network",
    "start_again",
    "trace",
    "train_together",
]
