"""Training and test sentences of one random split, and what reads an intent out of them."""

from typing import NamedTuple

import numpy as np

from ...data import Vocabulary
from ..annealed import fit_annealed
from ..sequences import SequenceReader
from . import words as text
from .phrasings import INTENTS, PER_INTENT, requests, split_phrasings


class Deal(NamedTuple):
    """Requests of one random split of the phrasings."""

    train: list  # of Request
    same: list  # other sentences in the phrasings of the training set
    aside: list  # in six phrasings of each intent that are neither trained on nor tested with
    new: list  # in twelve phrasings of each intent that are in no other part
    vocabulary: Vocabulary  # of the training set


def deal(seed, phrasings, *, count=480, tests=300):
    """Split the phrasings by chance and draw requests from each part.

    Parameters
    ----------
    seed : int
        Two deals of one seed have the same parts for `new` and `aside`, and the fewer phrasings
        are among the more.
    phrasings : int
        For training, of each intent: from 1 to 26.
    count, tests : int
        Requests for training, and for each of the three other parts.

    Returns
    -------
    Deal
    """
    seen, new = split_phrasings(np.random.default_rng(seed))
    parts = {
        "new": (tests, new),
        "aside": (tests, {intent: chosen[-6:] for intent, chosen in seen.items()}),
        "train": (count, {intent: chosen[:phrasings] for intent, chosen in seen.items()}),
        "same": (tests, {intent: chosen[:phrasings] for intent, chosen in seen.items()}),
    }
    drawn = {
        name: requests(number, part, rng=np.random.default_rng([seed, i]))
        for i, (name, (number, part)) in enumerate(parts.items())
    }
    return Deal(**drawn, vocabulary=text.vocabulary(drawn["train"]))


def groups(requests):
    """One number for each phrasing, for splits that keep its sentences together."""
    return np.array([INTENTS.index(r.intent) * PER_INTENT + r.phrasing for r in requests])


def bags(requests, vocabulary):
    """How often each known word stands in each request: (N, V), float64.

    Unknown words are not counted: the columns of the unknown and the special tokens are 0.
    """
    counts = np.zeros((len(requests), len(vocabulary)))
    ids = text.encode([request.words for request in requests], vocabulary)
    np.add.at(counts, (np.arange(len(ids))[:, None], ids), 1)
    counts[:, : vocabulary.encode([text.UNKNOWN])[0] + 1] = 0
    return counts


def train_intents(requests, vocabulary, *, seed, hidden_share=0.0, epochs=8, size=24):
    """A GRU in both directions, pooled by its maximum, trained on the intents of requests.

    Parameters
    ----------
    requests : list of Request
    vocabulary : Vocabulary
    seed : int
        Of the first weights, the order, and the words that are hidden.
    hidden_share : float
        Share of the words that are made unknown, see `words.hide`.
    epochs, size : int

    Returns
    -------
    SequenceReader
    """
    rng = np.random.default_rng(seed)
    x = text.encode([request.words for request in requests], vocabulary)
    how = {"bidirectional": True, "pooling": "max", "tokens": len(vocabulary), "padding": 0}
    reader = SequenceReader(size, size, len(INTENTS), **how, rng=rng)
    y, x = text.intent_ids(requests), text.hide(x, hidden_share, rng=rng)
    fit_annealed(reader, x, y, lr=0.03, epochs=epochs, batch_size=64, rng=rng)
    return reader.eval()


def intent_logits(reader, requests, vocabulary):
    """Logits (N, 6) of a trained network."""
    return reader(text.encode([request.words for request in requests], vocabulary))


def unknown_share(requests, vocabulary):
    """Share of the words of each request that the vocabulary lacks (N,)."""
    return np.array([1 - np.mean(text.known(r.words, vocabulary)) for r in requests])
