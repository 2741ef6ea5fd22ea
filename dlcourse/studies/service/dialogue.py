"""What the desk answers: sentences that repeat an order's number, and sometimes a city."""

import re
from typing import NamedTuple

import numpy as np

from ...data import Vocabulary
from ..translation import EncoderDecoder, greedy, train
from . import words as text
from .phrasings import CITIES, requests, split_phrasings

ANSWERS = {
    "track": "order {number} is on its way",
    "cancel": "order {number} is canceled",
    "redirect": "we will send order {number} to {to}",
    "damaged": "we are sorry and will replace order {number}",
}
SIZES = {"embedding": 16, "hidden": 32}
DIGITS = 3, 6
TRAINING = {"epochs": 30, "batch_size": 32, "lr": 0.01}


class Talk(NamedTuple):
    """Requests with an answer, and the words of both sides."""

    train: list  # of Request
    test: list  # of Request: phrasings of the training set, order numbers that are not in it
    new: list  # of Request: as test, but phrasings that training never saw
    source: Vocabulary
    target: Vocabulary


def slot(request, name):
    """The words of one slot, by the request's tags.

    Examples
    --------
    >>> from dlcourse.studies.service.phrasings import Request
    >>> tags = ("O", "B-number", "I-number")
    >>> slot(Request(("cancel", "4", "7"), "cancel", tags, 0), "number")
    ('4', '7')
    """
    return tuple(w for w, t in zip(request.words, request.tags, strict=True) if t[2:] == name)


def answer(request):
    """The right answer to a request, as words: the number and the city are those it names.

    Examples
    --------
    >>> from dlcourse.studies.service.phrasings import Request
    >>> tags = ("O", "B-number", "I-number")
    >>> answer(Request(("cancel", "4", "7"), "cancel", tags, 0))
    ('order', '4', '7', 'is', 'canceled')
    """
    return fill_answer(request.intent, slot(request, "number"), slot(request, "to"))


def fill_answer(intent, number, city=()):
    """The answer to an intent, with its gaps filled by words."""
    gaps = {"number": " ".join(number), "to": " ".join(city)}
    return tuple(ANSWERS[intent].format(**gaps).split())


def conversations(count, allowed, *, rng, digits=DIGITS, avoid=()):
    """Draw requests that have an answer, with numbers that are not among those to avoid.

    Parameters
    ----------
    count : int
    allowed : dict of str to sequence of int
        Phrasings of each intent; intents that have no answer are left out.
    rng : numpy.random.Generator
    digits : (int, int)
    avoid : iterable of Request
        The order numbers of these are not drawn again.

    Returns
    -------
    list of Request
    """
    allowed = {intent: allowed[intent] for intent in ANSWERS}
    taken, found = {slot(request, "number") for request in avoid}, []
    while len(found) < count:
        drawn = requests(count - len(found), allowed, rng=rng, digits=digits)
        found += [request for request in drawn if slot(request, "number") not in taken]
    return found


def talk(*, phrasings=8, count=3000, tests=400):
    """The conversations of the packaged answerers: always the same.

    Returns
    -------
    Talk
    """
    rng = np.random.default_rng(0)
    seen, new = split_phrasings(rng)
    seen = {intent: chosen[:phrasings] for intent, chosen in seen.items()}
    found = conversations(count, seen, rng=rng)
    test, other = (conversations(tests, part, rng=rng, avoid=found) for part in (seen, new))
    return Talk(found, test, other, text.vocabulary(found), target_vocabulary())


def target_vocabulary():
    """Every word that an answer may need: those of ANSWERS, the ten digits and the cities."""
    written = " ".join(ANSWERS.values()).split() + "_".join(CITIES).split("_")
    return Vocabulary(sorted({w for w in written if "{" not in w} | set("0123456789")))


def arrays(found, source, target):
    """Ids of requests (N, S) and of their answers (N, T), as `translation.train` takes them."""
    x = text.encode([request.words for request in found], source)
    return x, target.batch([answer(request) for request in found], ends=True)[0]


def answerer(talk, *, attention, seed):
    """An untrained encoder-decoder for these conversations."""
    sizes, rng = (len(talk.source), len(talk.target)), np.random.default_rng(seed)
    return EncoderDecoder(*sizes, **SIZES, attention=attention, rng=rng)


def train_answerer(talk, *, attention, seed, **settings):
    """Train one as the packaged ones were: Adam, 30 epochs, a rate that falls along a cosine.

    Returns
    -------
    model : EncoderDecoder
    losses : list of float
        Of every step.
    """
    model, rng = answerer(talk, attention=attention, seed=seed), np.random.default_rng(seed)
    how = TRAINING | {"progress": False, "rng": rng} | settings
    return model, train(model, *arrays(talk.train, talk.source, talk.target), **how)


def reply(model, found, talk):
    """What a model answers to requests, word by word the most probable.

    Returns
    -------
    answers : list of tuple of str
    looks : list of (array (T, S) or None)
        Where it looked at each word of the answer, and at its end.
    """
    x = text.encode([request.words for request in found], talk.source)
    best = greedy(model, x, max_length=24)
    return [tuple(talk.target.decode(b.tokens)) for b in best], [b.attention for b in best]


def parse(words):
    """What an answer says: (intent, number, city), or None where it has none of the four forms.

    Examples
    --------
    >>> parse("we will send order 5 6 4 to oslo".split())
    ('redirect', ('5', '6', '4'), ('oslo',))
    >>> parse("order is on its".split()) is None
    True
    """
    said, number = " ".join(words), r"(?P<number>\d(?: \d)*)"
    city = "|".join(CITIES).replace("_", " ")
    for intent, form in ANSWERS.items():
        pattern = form.replace("{number}", number).replace("{to}", f"(?P<to>{city})")
        if match := re.fullmatch(pattern, said):
            gaps = match.groupdict()
            return intent, tuple(gaps["number"].split()), tuple(gaps.get("to", "").split())
    return None
