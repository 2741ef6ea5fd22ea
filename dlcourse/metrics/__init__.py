"""How good the answers are.

Classes are integers. `targets` holds the true class of each example, `predictions` the class that
was answered, both (N,); `scores` (N, V) holds one number per class. `bleu` and
`exact_match` compare sentences.
"""

from .counts import accuracy, confusion_matrix, f1_score, precision, recall
from .modes import (
    ClassCoverage,
    ModeCoverage,
    Nearest,
    class_coverage,
    mode_coverage,
    nearest_examples,
)
from .scores import Reliability, expected_calibration_error, reliability_curve, top_k_accuracy
from .text import bleu, exact_match

__all__ = [
    "ClassCoverage",
    "ModeCoverage",
    "Nearest",
    "Reliability",
    "accuracy",
    "bleu",
    "class_coverage",
    "confusion_matrix",
    "exact_match",
    "expected_calibration_error",
    "f1_score",
    "mode_coverage",
    "nearest_examples",
    "precision",
    "recall",
    "reliability_curve",
    "top_k_accuracy",
]
