"""Lab: what a generator's loss says about a fake, and how far one step moves it."""

from .lab import loss_gradient
