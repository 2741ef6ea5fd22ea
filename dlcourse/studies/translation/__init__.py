"""Translation: the encoder-decoder with attention, its search, its training and its weights."""

from .corpus import (
    Amount,
    Date,
    Quantity,
    detokenize,
    tokenize,
    translate,
    translation,
    understand,
)
from .model import EncoderDecoder, Memory
from .packaged import pretrained
from .search import Hypothesis, beam_search, greedy
from .training import batches, step, train
from .translator import Translation, Translator

__all__ = [
    "Amount",
    "Date",
    "EncoderDecoder",
    "Hypothesis",
    "Memory",
    "Quantity",
    "Translation",
    "Translator",
    "batches",
    "beam_search",
    "detokenize",
    "greedy",
    "pretrained",
    "step",
    "tokenize",
    "train",
    "translate",
    "translation",
    "understand",
]
