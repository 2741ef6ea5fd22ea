"""Data sets. What is embedded needs no network; the others are downloaded once and checked."""

from ._download import DownloadError
from .credit import credit_applicants, credit_columns
from .digits import digits8, digits28, enlarge, enlarge_ink
from .mnist import FASHION_CLASSES, fashion_mnist, mnist, parse_idx
from .photographs import photographs
from .ring import ring, ring_centers
from .tables import breast_cancer, feature_names
from .textures import Patches, scratch, textures
from .vocabulary import Vocabulary

__all__ = [
    "FASHION_CLASSES",
    "DownloadError",
    "Patches",
    "Vocabulary",
    "breast_cancer",
    "credit_applicants",
    "credit_columns",
    "digits8",
    "digits28",
    "enlarge",
    "enlarge_ink",
    "fashion_mnist",
    "feature_names",
    "mnist",
    "parse_idx",
    "photographs",
    "ring",
    "ring_centers",
    "scratch",
    "textures",
]
