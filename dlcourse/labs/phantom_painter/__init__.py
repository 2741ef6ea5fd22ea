"""Lab: paint on a phantom, change its contrast, and watch a U-Net mark the organ."""

from .lab import phantom_painter
