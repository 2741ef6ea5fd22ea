"""Tokens and their numbers: what stands between words and arrays."""

import difflib
import hashlib

import numpy as np

SPECIAL = ("<pad>", "<bos>", "<eos>")


class Vocabulary:
    """A fixed list of tokens; the id of a token is its place in the list.

    The first three places are taken: 0 fills up short sentences, 1 begins a sentence, 2 ends it.
    There is no token for unknown words: a word that is not in the list is refused by name.

    Parameters
    ----------
    tokens : iterable of str
        The tokens from id 3 on, in this order.

    Attributes
    ----------
    tokens : tuple of str
        All tokens, the three special ones first.
    pad, bos, eos : int
        0, 1 and 2.

    Raises
    ------
    ValueError
        If tokens is no iterable, or a token is not a string, is empty, is there twice or is one of
        the special ones.

    Examples
    --------
    >>> vocabulary = Vocabulary(["five", "march", "may"])
    >>> vocabulary.encode(["march", "five"])
    [4, 3]
    >>> vocabulary.decode([1, 4, 3, 2, 0])  # the special tokens are not words
    ['march', 'five']
    >>> vocabulary.encode(["marsh"])
    Traceback (most recent call last):
    ValueError: 'marsh' is not in the vocabulary of 3 words; near it: march
    """

    pad, bos, eos = range(3)

    def __init__(self, tokens):
        self.tokens = (*SPECIAL, *_iterable("tokens", tokens))
        for token in self.tokens:
            if not isinstance(token, str) or not token:
                raise ValueError(f"tokens must be strings of at least one letter, got {token!r}")
        self._ids = {token: index for index, token in enumerate(self.tokens)}
        if len(self._ids) < len(self.tokens):
            twice = next(t for i, t in enumerate(self.tokens) if self._ids[t] != i)
            raise ValueError(f"tokens must differ, but {twice!r} is there twice")

    @classmethod
    def of(cls, sentences):
        """Collect the tokens of sentences, in the order of their code points.

        Raises
        ------
        ValueError
            If a sentence is one string instead of tokens, or a token is not a string.

        Examples
        --------
        >>> Vocabulary.of([["two", "one"], ["two"]]).tokens[3:]
        ('one', 'two')
        """
        found = {token for sentence in _several(sentences) for token in _tokens(sentence)}
        return cls(sorted(found, key=str))  # what is no string is refused there, by name

    def __len__(self):
        """Give the number of tokens, the special ones included."""
        return len(self.tokens)

    def __iter__(self):
        return iter(self.tokens)

    def __contains__(self, token):
        return token in self._ids

    def __eq__(self, other):
        return isinstance(other, Vocabulary) and self.tokens == other.tokens

    def __hash__(self):
        return hash(self.tokens)

    def __repr__(self):
        """Give the size and the first words."""
        first = ", ".join(map(repr, self.tokens[3:6]))
        return f"Vocabulary of {len(self) - 3} words and 3 special tokens: {first}, ..."

    @property
    def fingerprint(self):
        """SHA-256 of the tokens in their order: weights fit only the vocabulary they know."""
        return hashlib.sha256("\n".join(self.tokens).encode()).hexdigest()

    def encode(self, sentence):
        """Ids of the tokens of a sentence, as a list.

        Raises
        ------
        ValueError
            If the sentence is empty, is one string instead of tokens, or a token is not known.
        """
        ids = [self._id(token) for token in _tokens(sentence)]
        if not ids:
            raise ValueError("sentence must have at least one token, got none")
        return ids

    def decode(self, ids):
        """Tokens of ids up to the first <eos>, without <bos> and <pad>, as a list.

        Raises
        ------
        ValueError
            If an id is not an integer from 0 to len(self) - 1.
        """
        try:
            ids = np.asarray(ids)
        except ValueError:  # lists of different lengths
            raise ValueError(f"ids must be integers (T,), got {ids!r}") from None
        if ids.ndim != 1 or (ids.size and ids.dtype.kind not in "iu"):
            raise ValueError(f"ids must be integers (T,), got {ids.dtype} {ids.shape}")
        if ids.size and not 0 <= ids.min() <= ids.max() < len(self):
            wrong = ids[(ids < 0) | (ids >= len(self))][0]
            raise ValueError(f"ids must lie in 0..{len(self) - 1}, got {wrong}")
        ids = ids.tolist()
        end = ids.index(self.eos) if self.eos in ids else len(ids)
        return [self.tokens[i] for i in ids[:end] if i not in (self.pad, self.bos)]

    def batch(self, sentences, ends=False):
        """Ids of several sentences, filled up with 0 to the length of the longest.

        Parameters
        ----------
        sentences : sequence of sequence of str
        ends : bool
            Put <bos> before each sentence and <eos> after it.

        Returns
        -------
        ids : ndarray, shape (N, T), int64
        lengths : ndarray, shape (N,), int64
            Ids per sentence that are not padding; <bos> and <eos> count.

        Raises
        ------
        ValueError
            If there is no sentence, or one is empty or has an unknown token.

        Examples
        --------
        >>> ids, lengths = Vocabulary(["a", "b"]).batch([["b"], ["a", "b"]], ends=True)
        >>> ids.tolist(), lengths.tolist()
        ([[1, 4, 2, 0], [1, 3, 4, 2]], [3, 4])
        """
        rows = [self.encode(sentence) for sentence in _several(sentences)]
        if not rows:
            raise ValueError("sentences must hold at least one sentence, got none")
        if ends:
            rows = [[self.bos, *row, self.eos] for row in rows]
        lengths = np.array([len(row) for row in rows], np.int64)
        ids = np.full((len(rows), lengths.max()), self.pad, np.int64)
        for row, known in zip(ids, rows, strict=True):
            row[: len(known)] = known
        return ids, lengths

    def _id(self, token):
        """The id of one word, or a sentence that helps."""
        if isinstance(token, str) and token in self._ids and token not in SPECIAL:
            return self._ids[token]
        words = self.tokens[len(SPECIAL) :]
        near = difflib.get_close_matches(str(token), words, n=3)
        first = [word for word in words if word[0].isalpha()] or words
        hint = f"near it: {', '.join(near)}" if near else f"it has {' '.join(first[:8])} ..."
        raise ValueError(f"{token!r} is not in the vocabulary of {len(words)} words; {hint}")


def _tokens(sentence):
    """Refuse what is not the tokens of one sentence."""
    if isinstance(sentence, str):
        raise ValueError(f"sentence must be a list of tokens, got the string {sentence!r}")
    return _iterable("sentence", sentence)


def _several(sentences):
    """Refuse what is not several sentences."""
    if isinstance(sentences, str):
        raise ValueError(f"sentences must be lists of tokens, got the string {sentences!r}")
    return _iterable("sentences", sentences)


def _iterable(name, given):
    if not hasattr(given, "__iter__"):
        raise ValueError(f"{name} must be a list, got {given!r}")
    return given
