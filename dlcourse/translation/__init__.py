"""Translation: the encoder-decoder with attention, its search, its training and its weights."""

from .model import EncoderDecoder, Memory
from .packaged import pretrained
from .search import Hypothesis, beam_search, greedy
from .training import batches, step, train
from .translator import Translation, Translator

__all__ = [
    "EncoderDecoder",
    "Hypothesis",
    "Memory",
    "Translation",
    "Translator",
    "batches",
    "beam_search",
    "greedy",
    "pretrained",
    "step",
    "train",
]
