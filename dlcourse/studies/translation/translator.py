"""From text to text: tokens, model, search, and text again."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from ...data import Vocabulary
from ...settings import check_choice, check_integer
from .corpus import detokenize
from .corpus.understand import read
from .model import EncoderDecoder, check_model
from .search import beam_search, check_alpha, greedy


class Translation(NamedTuple):
    """A translated sentence, and how it came about."""

    text: str
    source: list  # tokens that were read
    tokens: list  # tokens that were written
    log_prob: float  # natural logarithm of their probability
    ended: bool  # False: cut off
    attention: np.ndarray | None  # (T, S): what each written token took of each read one


@dataclass(frozen=True)
class Translator:
    """A model and the two vocabularies that it was trained with.

    Attributes
    ----------
    model : EncoderDecoder
    source, target : Vocabulary
    language : str
        What it translates English to: "zh" or "fr".

    Raises
    ------
    ValueError
        If the model is none, or was made for vocabularies of other sizes.

    Examples
    --------
    >>> words = Vocabulary(["one", "two"]), Vocabulary(["un", "deux"])
    >>> model = EncoderDecoder(5, 5, embedding=2, hidden=2, rng=np.random.default_rng(0))
    >>> Translator(model, *words, "fr").translate(["two", "three"])
    Traceback (most recent call last):
    ValueError: 'three' is not in the vocabulary of 2 words; it has one two ...
    """

    model: EncoderDecoder
    source: Vocabulary = field(repr=False)
    target: Vocabulary = field(repr=False)
    language: str

    def __post_init__(self):
        check_choice("language", self.language, ("zh", "fr"))
        check_model(self.model)
        for name in ("source", "target"):
            given = getattr(self, name)
            if not isinstance(given, Vocabulary):
                raise ValueError(f"{name} must be a Vocabulary, got {type(given).__name__}")
        sizes = len(self.source), len(self.target)
        if self.model.sizes[:2] != sizes:
            raise ValueError(
                f"the model is for vocabularies of {self.model.sizes[0]} and "
                f"{self.model.sizes[1]} tokens, got vocabularies of {sizes[0]} and {sizes[1]}"
            )

    def translate(self, texts, *, width=1, alpha=0.0, max_length=50, batch_size=256):
        """Translate English sentences, or one of them.

        Parameters
        ----------
        texts : str, or list or tuple of str
        width : int
            1 is greedy; more is a beam search, of which the best is taken.
        alpha : float
            Of the beam search, see `beam_search`.
        max_length : int
            Tokens at most, the end included.
        batch_size : int
            Sentences at a time. They are sorted by length first, for the sake of speed.

        Returns
        -------
        Translation, or list of them

        Raises
        ------
        ValueError
            If a sentence is empty or has a word that the model does not know, or a setting is
            wrong.
        """
        check_integer("batch_size", batch_size, low=1)
        settings = {"width": width, "alpha": alpha, "max_length": max_length}
        if isinstance(texts, str):
            return self.candidates(texts, **settings)[0]
        if not isinstance(texts, (list, tuple)) or not texts:
            raise ValueError(f"texts must be a sentence or a list of them, got {texts!r}")
        tokens = [read(text) for text in texts]
        order = sorted(range(len(tokens)), key=lambda i: len(tokens[i]))
        done = {}
        for start in range(0, len(order), batch_size):
            rows = order[start : start + batch_size]
            ids, _ = self.source.batch([tokens[i] for i in rows])
            ways = self._search(ids, **settings)
            done |= {
                i: self._said(tokens[i], found[0]) for i, found in zip(rows, ways, strict=True)
            }
        return [done[i] for i in range(len(tokens))]

    def candidates(self, text, *, width=4, alpha=0.0, max_length=50):
        """All translations of one sentence that a search finds, the best first.

        Parameters and errors as for `translate`.

        Returns
        -------
        list of Translation
            At most `width`.
        """
        tokens = read(text)
        ids, _ = self.source.batch([tokens])
        return [self._said(tokens, way) for way in self._search(ids, width, alpha, max_length)[0]]

    def _search(self, ids, width, alpha, max_length):
        check_integer("width", width, low=1)
        check_alpha(alpha)
        ends = {"bos": self.target.bos, "eos": self.target.eos, "max_length": max_length}
        if width == 1:
            return [[way] for way in greedy(self.model, ids, **ends)]
        return beam_search(self.model, ids, width, alpha=alpha, **ends)

    def _said(self, source, way):
        tokens = self.target.decode(way.tokens)
        looks = None if way.attention is None else way.attention[: len(tokens), : len(source)]
        text = detokenize(tokens, self.language)
        return Translation(text, source, tokens, way.log_prob, way.ended, looks)
