"""Data sets. What is embedded needs no network; the others are downloaded once and checked."""

from ._download import DownloadError
from .credit import credit_applicants, credit_columns
from .digits import digits8, digits28, enlarge, enlarge_ink
from .faces import faces
from .mnist import FASHION_CLASSES, fashion_mnist, mnist, parse_idx
from .photographs import photograph, photographs
from .retina import retina
from .ring import ring, ring_centers
from .stereo import StereoPair, stereo_motorcycle
from .tables import breast_cancer, feature_names
from .textures import Patches, scratch, textures
from .vocabulary import Vocabulary

__all__ = [
    "FASHION_CLASSES",
    "DownloadError",
    "Patches",
    "StereoPair",
    "Vocabulary",
    "breast_cancer",
    "credit_applicants",
    "credit_columns",
    "digits8",
    "digits28",
    "enlarge",
    "enlarge_ink",
    "faces",
    "fashion_mnist",
    "feature_names",
    "mnist",
    "parse_idx",
    "photograph",
    "photographs",
    "retina",
    "ring",
    "ring_centers",
    "scratch",
    "stereo_motorcycle",
    "textures",
]
