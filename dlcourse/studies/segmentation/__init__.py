"""One answer for each pixel: a small U-Net and how it is trained."""

from .training import DICE, dice_scores, probabilities, train_unet
from .unet import UNet, join_backward, join_forward

__all__ = [
    "DICE",
    "UNet",
    "dice_scores",
    "join_backward",
    "join_forward",
    "probabilities",
    "train_unet",
]
