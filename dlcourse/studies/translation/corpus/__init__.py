"""The corpus: dates, amounts and quantities, written out in English, Chinese and French."""

from .load import translation
from .meanings import Amount, Date, Quantity, translate
from .reading import detokenize, tokenize
from .understand import understand

__all__ = [
    "Amount",
    "Date",
    "Quantity",
    "detokenize",
    "tokenize",
    "translate",
    "translation",
    "understand",
]
