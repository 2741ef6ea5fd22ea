"""Sentences and their translations: dates, amounts of money, quantities, out of the CLDR."""

import functools
import hashlib
from dataclasses import dataclass

import numpy as np

from .._settings import check_choice, either
from .translation_draw import SIZES, draw
from .translation_meanings import translate
from .translation_reading import detokenize, tokenize
from .vocabulary import Vocabulary

KINDS = tuple(SIZES)


@dataclass(frozen=True)
class Sentences:
    """One part of a corpus, as text and as arrays.

    Attributes
    ----------
    pairs : tuple of (str, str)
        English sentence and translation.
    kinds : tuple of str
        "date", "amount" or "quantity", for each pair.
    meanings : tuple of Date, Amount or Quantity
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
        return len(self.pairs)


@dataclass(frozen=True)
class Corpus:
    """English sentences with their translations into one language.

    Attributes
    ----------
    language : str
        "zh" or "fr".
    kinds : tuple of str
    source, target : Vocabulary
        All tokens of all parts; each occurs in `train`.
    train, validation, test : Sentences
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
        lines = ("\t".join(pair) for part in self._parts() for pair in part.pairs)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def write(self, ids):
        """Text of the ids of a translation, up to <eos>."""
        return detokenize(self.target.decode(ids), self.language)

    def _parts(self):
        return self.train, self.validation, self.test


def translation(language="zh", kinds=KINDS):
    """Return a parallel corpus, English to Chinese or to French.

    Parameters
    ----------
    language : {"zh", "fr"}
    kinds : tuple of str, or one str
        Any of "date", "amount", "quantity".

    Returns
    -------
    Corpus

    Raises
    ------
    ValueError
        If a language or a kind is not one of these.
    ModuleNotFoundError
        If Babel or num2words is missing; the message has the command that installs it.

    Examples
    --------
    >>> corpus = translation("fr", kinds="amount")
    >>> len(corpus.train), len(corpus.validation), len(corpus.test)
    (3500, 350, 550)
    """
    check_choice("language", language, ("zh", "fr"))
    chosen = _kinds(kinds)
    drawn = [_pairs(language, kind) for kind in chosen]
    train = [row for rows in drawn for row in rows["train"]]
    source = Vocabulary.of(row.tokens[0] for row in train)
    target = Vocabulary.of(row.tokens[1] for row in train)
    parts = {}
    for part in ("train", "validation", "test"):
        rows = [row for kind in drawn for row in kind[part]]
        parts[part] = _sentences(rows, source, target)
    return Corpus(language, chosen, source, target, **parts)


@dataclass(frozen=True)
class _Row:
    meaning: object
    pair: tuple
    tokens: tuple


@functools.cache
def _pairs(language, kind):
    """The sentences of one kind by part; making them is what takes time."""
    return {
        part: [_row(meaning, form, language) for meaning, form in drawn]
        for part, drawn in draw(kind).items()
    }


def _row(meaning, form, language):
    pair = meaning.english(form), translate(meaning, language)
    return _Row(meaning, pair, (tokenize(pair[0], "en"), tokenize(pair[1], language)))


def _sentences(rows, source, target):
    return Sentences(
        tuple(row.pair for row in rows),
        tuple(row.meaning.kind for row in rows),
        tuple(row.meaning for row in rows),
        *source.batch([row.tokens[0] for row in rows]),
        *target.batch([row.tokens[1] for row in rows], ends=True),
    )


def _kinds(kinds):
    """The kinds in their own order, each once."""
    given = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    for kind in given:
        if kind not in KINDS:
            raise ValueError(f"kinds must be of {either(map(repr, KINDS))}, got {kind!r}")
    if not given:
        raise ValueError(f"kinds must name at least one of {either(map(repr, KINDS))}")
    return tuple(kind for kind in KINDS if kind in given)
