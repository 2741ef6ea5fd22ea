"""A tag for each word of a sentence, from a recurrent layer that reads it both ways."""

import numpy as np

from ...layers import GRU, Container, Embedding, Linear
from ..annealed import fit_annealed
from . import words as text
from .phrasings import TAGS


class Tagger(Container):
    """Logits (N, K, T) of K tags for the T words of N sentences: ``head(gru(embedding(x)))``.

    Parameters
    ----------
    tokens : int
        Size of the vocabulary. Token 0 is padding and stands only behind a sentence.
    embedding, hidden : int
        Size of the words' vectors, and of the state of each direction.
    tags : int
        K.
    bidirectional : bool
        Read from both ends; otherwise a word's tag knows only what stands before it.
    rng : numpy.random.Generator, optional
    dtype : float32 or float64

    Examples
    --------
    >>> tagger = Tagger(9, 3, 4, 5, rng=np.random.default_rng(0))
    >>> tagger(np.array([[4, 5, 6], [8, 4, 0]])).shape
    (2, 5, 3)
    """

    input_dtype = np.int64

    def __init__(
        self, tokens, embedding, hidden, tags, *, bidirectional=True, rng=None, dtype=np.float32
    ):
        made = {"rng": rng, "dtype": dtype}
        both = {"bidirectional": bidirectional, "batch_first": True}
        super().__init__(
            {
                "embedding": Embedding(tokens, embedding, 0, **made),
                "gru": GRU(embedding, hidden, **both, **made),
                "head": Linear(hidden * (1 + bidirectional), tags, **made),
            }
        )

    def forward(self, x):
        """Logits; the tags' axis is the second, where the cross-entropy looks for classes."""
        lengths = (np.asarray(x) != 0).sum(axis=1)
        states, _ = self.inner["gru"](self.inner["embedding"](x), lengths=lengths)
        return self.inner["head"](states).mT

    def backward(self, dout):
        """Leave the gradients of the parameters in `grads`; words have none: None."""
        dstates = self.inner["head"].backward(dout.mT)
        dx, _ = self.inner["gru"].backward(dstates)
        return self.inner["embedding"].backward(dx)


def train_tagger(
    requests, vocabulary, *, seed, hidden_share=0.0, epochs=8, size=24, bidirectional=True
):
    """Train a `Tagger` on the tags of requests; parameters as for `train_intents`."""
    rng = np.random.default_rng(seed)
    x = text.encode([request.words for request in requests], vocabulary)
    tagger = Tagger(len(vocabulary), size, size, len(TAGS), bidirectional=bidirectional, rng=rng)
    y, x = text.tag_ids(requests, x.shape[1]), text.hide(x, hidden_share, rng=rng)
    fit_annealed(tagger, x, y, lr=0.03, epochs=epochs, batch_size=64, rng=rng)
    return tagger.eval()


def tag_words(tagger, sentences, vocabulary):
    """The most probable tag of each word of each sentence, a list of lists of str."""
    best = tagger(text.encode(sentences, vocabulary)).argmax(axis=1)
    return [[TAGS[k] for k in row[: len(s)]] for row, s in zip(best, sentences, strict=True)]
