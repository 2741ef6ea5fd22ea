"""Desks that were trained on few phrasings or on many, and sentences to try on them."""

import re
from functools import cache

from ...studies.service import deal, train_desk

PHRASINGS = (2, 14, 26)
"""Of each wish, in the training sets of the three desks."""

SPLIT = 0
"""Seed of the deal that says which phrasings are for training and which are kept."""

EXAMPLES = {
    "seen: the content of ...": "the content of 4711 is in pieces",
    "seen: how much is it ...": "how much is it to rome from oslo",
    "new: could you scrap ...": "could you scrap order 4711",
    "new: on friday i want ...": "on friday i want a package moved from oslo to new york",
    "new: turn it around": "turn 4711 around and take it to lisbon",
    "new: to a city never seen": "i would like to ship wine to nairobi from oslo",
    "nonsense: a cat": "my cat is in love with the moon",
    "nonsense: cancel winter": "please cancel winter",
    "nonsense: no words": "zopi vagu tirela 7",
}
"""Seen in all three training sets with other names and numbers, in none of them, or no wish."""

OWN = "typed by you"


@cache
def trained():
    """Train a desk on 400 requests for each number of phrasings: about two seconds in all."""
    requests = {count: deal(SPLIT, count, count=400).train for count in PHRASINGS}
    return {count: train_desk(found, size=20) for count, found in requests.items()}


def words_of(text):
    """Split what is typed as the training sets are: small letters, each digit a word.

    Examples
    --------
    >>> words_of("Where's order 47?")
    ["where's", 'order', '4', '7']
    """
    return re.findall(r"\d|[^\W\d_]+(?:'[^\W\d_]+)*", text.lower())
