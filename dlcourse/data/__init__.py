"""Data sets. What is embedded needs no network; the others are downloaded once and checked."""

from ._download import DownloadError
from .digits import digits8, digits28, enlarge, enlarge_ink
from .mnist import FASHION_CLASSES, fashion_mnist, mnist
from .photographs import photographs
from .ring import ring, ring_centers
from .tables import breast_cancer, feature_names
from .translation import translation
from .translation_meanings import Amount, Date, Quantity, translate
from .translation_reading import detokenize, tokenize
from .translation_understand import understand
from .vocabulary import Vocabulary

__all__ = [
    "FASHION_CLASSES",
    "Amount",
    "Date",
    "DownloadError",
    "Quantity",
    "Vocabulary",
    "breast_cancer",
    "detokenize",
    "digits8",
    "digits28",
    "enlarge",
    "enlarge_ink",
    "fashion_mnist",
    "feature_names",
    "mnist",
    "photographs",
    "ring",
    "ring_centers",
    "tokenize",
    "translate",
    "translation",
    "understand",
]
