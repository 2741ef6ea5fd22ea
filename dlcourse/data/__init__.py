"""Data sets. What is embedded needs no network; the others are downloaded once and checked."""

from ._download import DownloadError
from .digits import digits28, enlarge
from .mnist import FASHION_CLASSES, fashion_mnist, mnist
from .photographs import photographs
from .tables import breast_cancer, feature_names

__all__ = [
    "FASHION_CLASSES",
    "DownloadError",
    "breast_cancer",
    "digits28",
    "enlarge",
    "fashion_mnist",
    "feature_names",
    "mnist",
    "photographs",
]
