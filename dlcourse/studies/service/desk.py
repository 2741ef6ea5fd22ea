"""The reader of requests: which wish, and what it is about."""

from typing import NamedTuple

import numpy as np

from ...functional import softmax_forward
from . import words as text
from .deals import train_intents
from .tagger import tag_words, train_tagger


class Reading(NamedTuple):
    """What a desk makes of one sentence."""

    words: tuple  # of str
    known: list  # of bool: was the word in the training set?
    intents: np.ndarray  # (6,) probability of each of INTENTS
    tags: list  # of str, one of TAGS for each word


class Desk:
    """Two readers of one vocabulary: a GRU for the intent, another for the tag of each word.

    Parameters
    ----------
    vocabulary : Vocabulary
        As `words.vocabulary` makes it.
    intents : SequenceReader
    tagger : Tagger
    """

    def __init__(self, vocabulary, intents, tagger):
        self.vocabulary, self.intents, self.tagger = vocabulary, intents, tagger

    def probabilities(self, sentences):
        """Probability (N, 6) of each intent."""
        logits = self.intents(text.encode(sentences, self.vocabulary))
        return softmax_forward(logits, dim=1)[0]

    def tags(self, sentences):
        """Tags of each sentence's words, a list of lists of str."""
        return tag_words(self.tagger, sentences, self.vocabulary)

    def read(self, sentence):
        """Read one sentence, a str.

        Returns
        -------
        Reading

        Raises
        ------
        ValueError
            If there is no word in it.
        """
        words = tuple(sentence.lower().split())
        if not words:
            raise ValueError(f"sentence must have at least one word, got {sentence!r}")
        known = text.known(words, self.vocabulary)
        return Reading(words, known, self.probabilities([words])[0], self.tags([words])[0])


def train_desk(requests, *, seed=0, epochs=8, hidden_share=0.1, size=24):
    """Train a desk on requests, in one or two seconds for 600 of them.

    Parameters
    ----------
    requests : list of Request
    seed : int
        Of the first weights, the order, and the words that are hidden.
    epochs : int
    hidden_share : float
        Share of the words that are made unknown, see `words.hide`; drawn once.
    size : int
        Of the words' vectors, and of the state of each direction.

    Returns
    -------
    Desk
    """
    vocabulary = text.vocabulary(requests)
    how = {"seed": seed, "epochs": epochs, "hidden_share": hidden_share, "size": size}
    intents = train_intents(requests, vocabulary, **how)
    return Desk(vocabulary, intents, train_tagger(requests, vocabulary, **how))
