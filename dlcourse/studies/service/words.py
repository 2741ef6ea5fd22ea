"""From sentences to arrays: known words, unknown ones, and words that are hidden on purpose."""

import numpy as np

from ...data import Vocabulary
from .phrasings import INTENTS, TAGS

UNKNOWN = "<unknown>"
IGNORED = -100  # the target of padding, which the loss leaves out


def vocabulary(requests):
    """Words of the requests, behind one token that stands for every other word.

    Examples
    --------
    >>> from dlcourse.studies.service.phrasings import Request
    >>> vocabulary([Request(("where", "is", "it"), "track", ("O", "O", "O"), 0)]).tokens[3:]
    ('<unknown>', 'is', 'it', 'where')
    """
    return Vocabulary([UNKNOWN, *sorted({word for request in requests for word in request.words})])


def known(words, vocabulary):
    """Which words the vocabulary has, as a list of bool."""
    return [word in vocabulary for word in words]


def encode(sentences, vocabulary):
    """Ids (N, T) of sentences, filled up with 0; a word that is not known has the unknown's id.

    Examples
    --------
    >>> encode([("is", "it"), ("xyzzy",)], Vocabulary(["<unknown>", "is", "it"]))
    array([[4, 5],
           [3, 0]])
    """
    return vocabulary.batch([[w if w in vocabulary else UNKNOWN for w in s] for s in sentences])[0]


def hide(ids, share, *, rng, unknown=3):
    """Exchange a share of the words for the unknown one, by chance: word dropout.

    What a model has never met in training has whatever vector it began with. So it is made to meet
    the unknown word.

    Parameters
    ----------
    ids : integers (N, T)
        Not modified.
    share : float
        Probability of each word, from 0 to 1.
    rng : numpy.random.Generator

    References
    ----------
    Mohit Iyyer and others (2015), Deep unordered composition rivals syntactic methods for text
    classification: word dropout leaves words out; here they are made unknown.
    """
    chosen = (rng.random(ids.shape) < share) & (ids != 0)
    return np.where(chosen, unknown, ids)


def intent_ids(requests):
    """Number of each request's intent (N,)."""
    return np.array([INTENTS.index(request.intent) for request in requests])


def tag_ids(requests, width):
    """Number of each word's tag (N, width); IGNORED behind a sentence's end."""
    found = np.full((len(requests), width), IGNORED)
    for row, request in zip(found, requests, strict=True):
        row[: len(request.tags)] = [TAGS.index(tag) for tag in request.tags]
    return found


def hidden_copies(requests, share, copies, *, rng):
    """Copies of requests in which a share of the words is unknown, each drawn anew: see `hide`.

    For a reader that counts, as `hide` is for one that learns in epochs.

    Returns
    -------
    list of Request
        `copies` times as many.
    """
    found = []
    for request in list(requests) * copies:
        gone = rng.random(len(request.words)) < share
        words = [UNKNOWN if out else w for w, out in zip(request.words, gone, strict=True)]
        found.append(request._replace(words=tuple(words)))
    return found
