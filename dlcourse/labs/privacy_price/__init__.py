"""Lab: a training with clipped gradients and noise, what it spends, and what that costs."""

from .lab import privacy_price
