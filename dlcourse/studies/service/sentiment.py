"""Readers of a review's mood: words counted, vectors averaged, an LSTM."""

from collections import Counter

import numpy as np

from ...data import Vocabulary
from ...functional import pool_over_time_backward, pool_over_time_forward
from ...layers import LSTM, Container, Embedding, Linear
from ..annealed import fit_annealed
from ..scores import log_odds
from ..sequences import SequenceReader
from .words import UNKNOWN, encode

WIDTH = 100  # words of a review that a network reads
SIZES = 500, 1000, 2000, None


class MeanReader(Container):
    """Logits (N, K) from the mean of the words' vectors: ``head(mean(embedding(x)))``.

    The mean is over the words of a sentence, not over its padding, token 0.

    Parameters
    ----------
    tokens, embedding, outputs : int
    rng : numpy.random.Generator, optional
    dtype : float32 or float64

    Examples
    --------
    >>> MeanReader(9, 3, 2, rng=np.random.default_rng(0))(np.array([[4, 4, 0], [5, 6, 7]])).shape
    (2, 2)
    """

    input_dtype = np.int64

    def __init__(self, tokens, embedding, outputs, *, rng=None, dtype=np.float32):
        made = {"rng": rng, "dtype": dtype}
        table, head = Embedding(tokens, embedding, 0, **made), Linear(embedding, outputs, **made)
        super().__init__({"embedding": table, "head": head})

    def forward(self, x):
        """Logits (N, K) of sentences (N, T)."""
        lengths = (np.asarray(x) != 0).sum(axis=1)
        vectors = self.inner["embedding"](x)
        mean, self.pooled = pool_over_time_forward(vectors, mode="mean", lengths=lengths)
        return self.inner["head"](mean)

    def backward(self, dout):
        """Leave the gradients of the parameters in `grads`; words have none: None."""
        dmean = self.inner["head"].backward(dout)
        return self.inner["embedding"].backward(pool_over_time_backward(dmean, self.pooled))


def frequent(texts, least=2):
    """Vocabulary of the words that stand in at least so many texts, behind the unknown word."""
    counts = Counter(word for words in texts for word in set(words))
    return Vocabulary([UNKNOWN, *sorted(w for w, c in counts.items() if c >= least)])


def train_reader(build, texts, y, *, seed, lr, epochs):
    """Train a reader of moods; returns the function that scores texts.

    Parameters
    ----------
    build : callable
        Makes the model of the number of tokens and a generator.
    texts : list of list of str
        The first WIDTH words of each are read.
    y : array (N,) of int
    seed : int
    lr : float
    epochs : int

    Returns
    -------
    model : Layer
    score : callable
        `log_odds` of class 1, an array (N,), for a list of texts.
    """
    rng, vocabulary = np.random.default_rng(seed), frequent(texts)
    model = build(len(vocabulary), rng)
    model.inner["embedding"].params["weight"] *= 0.1  # unit vectors drown what is learned
    ids = encode([words[:WIDTH] for words in texts], vocabulary)
    fit_annealed(model, ids, y, lr=lr, epochs=epochs, rng=rng)

    def score(texts):
        return log_odds(model, encode([words[:WIDTH] for words in texts], vocabulary))

    return model.eval(), score


def train_lstm(texts, y, *, seed):
    """Train an LSTM with 24 states, pooled by their maximum; returns as `train_reader`.

    Sizes, pooling, rate and epochs were chosen on a part of the training texts.
    """
    both = {"recurrent": LSTM, "pooling": "max", "padding": 0}

    def build(tokens, rng):
        return SequenceReader(16, 24, 2, tokens=tokens, rng=rng, **both)

    epochs = max(4, 12_000 // len(texts))
    return train_reader(build, texts, y, seed=seed, lr=0.005, epochs=epochs)


def train_mean(texts, y, *, seed, embedding=16):
    """Train a `MeanReader`; returns as `train_reader`."""

    def build(tokens, rng):
        return MeanReader(tokens, embedding, 2, rng=rng)

    return train_reader(build, texts, y, seed=seed, lr=0.02, epochs=6)


def grams(words, most=2):
    """Runs of one to `most` words, as strings.

    Examples
    --------
    >>> grams(["not", "so", "good"])
    ['not', 'so', 'good', 'not so', 'so good']
    """
    return [
        " ".join(words[i : i + n]) for n in range(1, most + 1) for i in range(len(words) - n + 1)
    ]
