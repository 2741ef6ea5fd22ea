"""Two readers of intents with one face: words counted, and a GRU."""

import numpy as np

from ...functional import softmax_forward
from . import words as text
from .deals import bags, intent_logits, train_intents
from .phrasings import INTENTS

STRENGTH = 10.0  # C: chosen by cross-validation that keeps the sentences of a phrasing together


class BagReader:
    """Logistic regression on the counts of words: ``softmax(x W + b)``, by scikit-learn.

    Parameters
    ----------
    requests : list of Request
        To train on.
    strength : float
        C: weight of the examples against the penalty ½ Σ W².

    Attributes
    ----------
    vocabulary : Vocabulary
    weight : array (V, 6)
    bias : array (6,)
        Minus infinity for an intent that no request has.
    """

    def __init__(self, requests, *, strength=STRENGTH):
        from sklearn.linear_model import LogisticRegression

        self.vocabulary = text.vocabulary(requests)
        model = LogisticRegression(C=strength, max_iter=1000)
        model.fit(bags(requests, self.vocabulary), text.intent_ids(requests))
        self.weight = np.zeros((len(self.vocabulary), len(INTENTS)))
        self.bias = np.full(len(INTENTS), -np.inf)
        self.weight[:, model.classes_], self.bias[model.classes_] = model.coef_.T, model.intercept_

    def probabilities(self, requests):
        """Probability (N, 6) of each intent."""
        logits = bags(requests, self.vocabulary) @ self.weight + self.bias
        return softmax_forward(logits, dim=1)[0]


class GruReader:
    """A GRU in both directions, see `train_intents`.

    Parameters
    ----------
    requests : list of Request
    seed : int
    hidden_share : float
        Share of the training words that are made unknown.

    Attributes
    ----------
    vocabulary : Vocabulary
    model : SequenceReader
    """

    def __init__(self, requests, *, seed, hidden_share=0.0):
        self.vocabulary = text.vocabulary(requests)
        how = {"seed": seed, "hidden_share": hidden_share}
        self.model = train_intents(requests, self.vocabulary, **how)

    def probabilities(self, requests):
        """Probability (N, 6) of each intent."""
        return softmax_forward(intent_logits(self.model, requests, self.vocabulary), dim=1)[0]


def right(reader, requests):
    """Which requests a reader understands rightly: array (N,) of bool."""
    return reader.probabilities(requests).argmax(axis=1) == text.intent_ids(requests)


def confidence(reader, requests):
    """The largest probability that a reader gives, for each request (N,)."""
    return np.max(reader.probabilities(requests), axis=1)
