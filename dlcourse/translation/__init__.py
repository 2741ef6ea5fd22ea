"""Translation: the encoder-decoder with attention, its search, its training and its weights."""

from .model import EncoderDecoder, Memory
from .search import Hypothesis, beam_search, greedy

__all__ = ["EncoderDecoder", "Hypothesis", "Memory", "beam_search", "greedy"]
