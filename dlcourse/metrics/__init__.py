"""How good the answers are.

Classes are integers. `targets` holds the true class of each example, `predictions` the class that
was answered, both (N,); `scores` (N, V) holds one number per class, or (N,) one number that is
larger the more an example looks like class 1. `bleu` and `exact_match` compare sentences,
`dice_score` and `jaccard_score` masks.
"""

from .counts import accuracy, confusion_matrix, f1_score, precision, recall
from .forecasts import EqualAccuracy, diebold_mariano
from .modes import (
    ClassCoverage,
    ModeCoverage,
    Nearest,
    class_coverage,
    mode_coverage,
    nearest_examples,
)
from .overlap import dice_score, jaccard_score
from .paired import Difference, Disagreements, mcnemar_test, paired_difference
from .probability import brier_score_loss, log_loss
from .ranking import (
    average_precision_score,
    equal_error_rate,
    precision_recall_curve,
    roc_auc_score,
    roc_curve,
)
from .regression import r2_score
from .scores import Reliability, expected_calibration_error, reliability_curve, top_k_accuracy
from .text import bleu, exact_match

__all__ = [
    "roc_curve",
    "roc_auc_score",
    "r2_score",
    "precision_recall_curve",
    "log_loss",
    "jaccard_score",
    "dice_score",
    "brier_score_loss",
    "average_precision_score",
    "ClassCoverage",
    "Difference",
    "Disagreements",
    "EqualAccuracy",
    "ModeCoverage",
    "Nearest",
    "Reliability",
    "accuracy",
    "bleu",
    "class_coverage",
    "confusion_matrix",
    "diebold_mariano",
    "equal_error_rate",
    "exact_match",
    "expected_calibration_error",
    "f1_score",
    "mcnemar_test",
    "mode_coverage",
    "nearest_examples",
    "paired_difference",
    "precision",
    "recall",
    "reliability_curve",
    "top_k_accuracy",
]
