"""A parallel corpus: sentences, their translations, and both as arrays."""

import hashlib
from dataclasses import dataclass

import numpy as np

from ....data.vocabulary import Vocabulary
from ....settings import either
from .meanings import translate
from .reading import detokenize
from .understand import read, understand

PARTS = ("train", "validation", "test")


@dataclass(frozen=True, eq=False)
class Sentences:
    """One part of a corpus, as text and as arrays.

    Attributes
    ----------
    pairs : tuple of (str, str)
        English sentence and translation.
    kinds : tuple of str
        "date", "amount" or "quantity", for each pair.
    meanings : tuple of Date, Amount or Quantity
        What each pair says.
    source : ndarray, shape (N, S), int64
        Ids of the English tokens, filled up with 0.
    source_lengths : ndarray, shape (N,), int64
    target : ndarray, shape (N, T), int64
        <bos>, ids of the translation, <eos>, filled up with 0.
    target_lengths : ndarray, shape (N,), int64
        <bos> and <eos> count.
    """

    pairs: tuple
    kinds: tuple
    meanings: tuple
    source: np.ndarray
    source_lengths: np.ndarray
    target: np.ndarray
    target_lengths: np.ndarray

    def __len__(self):
        """Give the number of pairs."""
        return len(self.pairs)

    def __repr__(self):
        """Give the number of pairs and the first one."""
        return f"Sentences: {len(self)} pairs, the first {' -> '.join(self.pairs[0])}"


@dataclass(frozen=True, eq=False)
class Corpus:
    """English sentences with their translations into one language.

    Attributes
    ----------
    language : str
        "zh" or "fr".
    kinds : tuple of str
        What the sentences are about.
    source, target : Vocabulary
        All tokens of all parts; each occurs in `train`.
    train, validation, test : Sentences

    Examples
    --------
    >>> from dlcourse.studies.translation import translation
    >>> corpus = translation("zh", kinds="date")
    >>> corpus
    Corpus en-zh of date: 1500 train, 150 validation, 250 test
    >>> corpus.read("march 5, 2024")
    ['march', '5', ',', '2', '0', '2', '4']
    >>> corpus.reference("march 5, 2024")
    '2024年3月5日'
    """

    language: str
    kinds: tuple
    source: Vocabulary
    target: Vocabulary
    train: Sentences
    validation: Sentences
    test: Sentences

    @property
    def fingerprint(self):
        """SHA-256 of all pairs in their order."""
        parts = (getattr(self, part).pairs for part in PARTS)
        lines = ("\t".join(pair) for pairs in parts for pair in pairs)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def read(self, text):
        """Source tokens of what a reader typed, see `read`; all are in the vocabulary.

        Raises
        ------
        ValueError
            If a word is not known: the message names it and those near it.
        """
        tokens = read(text)
        self.source.encode(tokens)
        return tokens

    def reference(self, text):
        """The right translation of what a reader typed.

        Raises
        ------
        ValueError
            If it is no date, amount or quantity: the message says what can be typed.
        """
        return translate(understand(text), self.language)

    def write(self, ids):
        """Text of the ids of a translation, up to <eos>."""
        return detokenize(self.target.decode(ids), self.language)

    def __repr__(self):
        """Give the language and the sizes."""
        sizes = ", ".join(f"{len(getattr(self, part))} {part}" for part in PARTS)
        return f"Corpus en-{self.language} of {either(self.kinds)}: {sizes}"
