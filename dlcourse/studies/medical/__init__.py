"""Medical pictures and measurements: tumors in a table, phantoms, lesions on a retina."""

from .calibration import bias, odds_loss, platt, rates, temperature, try_mends
from .lesions import (
    lesion_scores,
    lesion_windows,
    leveled,
    round_dots,
    top_hat,
    train_lesion_network,
)
from .phantoms import PARTS, Phantoms, phantoms
from .pixels import PixelLogistic, border, brightest_region, tune_region
from .pretrained import KINDS, organ_unet
from .trainers import train_organ, training_phantoms
from .tumors import evidence, fold_models, folds, longer, powers

__all__ = [
    "try_mends",
    "temperature",
    "rates",
    "platt",
    "odds_loss",
    "bias",
    "KINDS",
    "PARTS",
    "Phantoms",
    "PixelLogistic",
    "border",
    "brightest_region",
    "evidence",
    "fold_models",
    "folds",
    "lesion_scores",
    "lesion_windows",
    "leveled",
    "longer",
    "organ_unet",
    "phantoms",
    "powers",
    "round_dots",
    "top_hat",
    "train_lesion_network",
    "train_organ",
    "training_phantoms",
    "tune_region",
]
