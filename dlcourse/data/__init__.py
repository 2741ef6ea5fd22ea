"""Data sets. What is embedded needs no network; the others are downloaded once and checked."""

from ._download import DownloadError
from .credit import credit_applicants, credit_columns
from .digits import digits8, digits28, enlarge, enlarge_ink
from .faces import faces
from .markets import Prices, mark_pound, sp500
from .mnist import FASHION_CLASSES, fashion_mnist, mnist, parse_idx
from .mortgages import Mortgages, mortgage_columns, mortgages
from .photographs import photograph, photographs
from .retina import retina
from .reviews import product_reviews
from .ring import ring, ring_centers
from .stereo import StereoPair, stereo_motorcycle
from .tables import breast_cancer, feature_names
from .textures import Patches, scratch, textures
from .vocabulary import Vocabulary

__all__ = [
    "FASHION_CLASSES",
    "DownloadError",
    "Mortgages",
    "Patches",
    "Prices",
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
    "mark_pound",
    "mnist",
    "mortgage_columns",
    "mortgages",
    "parse_idx",
    "photograph",
    "photographs",
    "product_reviews",
    "retina",
    "ring",
    "ring_centers",
    "scratch",
    "sp500",
    "stereo_motorcycle",
    "textures",
]
