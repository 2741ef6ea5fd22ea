"""Generated customers of a parcel service: what they want, and in which words they say so.

Nothing here was said by a person. The phrasings were written for this course, all by one hand, and
their gaps are filled by chance; what they show about splits and unknown words does not need more.
"""

import re
from typing import NamedTuple

from ...settings import check_choice, check_integer
from ._orders import DAMAGED, REDIRECT, TRACK
from ._parcels import BOOK, CANCEL, PRICE

WRITTEN = {
    "book": BOOK,
    "price": PRICE,
    "cancel": CANCEL,
    "track": TRACK,
    "redirect": REDIRECT,
    "damaged": DAMAGED,
}
INTENTS = tuple(WRITTEN)
SLOTS = "number", "from", "to", "day", "item"
TAGS = ("O", *(f"{place}-{slot}" for slot in SLOTS for place in "BI"))
PER_INTENT = 44  # phrasings of each intent
CITIES = (
    "oslo rome lisbon paris london berlin madrid vienna prague dublin warsaw athens geneva naples "
    "munich porto new_york cape_town hong_kong tel_aviv"
).split()
NEW_CITIES = (
    "helsinki toronto cairo lima nairobi bergen osaka quito buenos_aires mexico_city"
).split()
ITEMS = (
    "china glassware furniture jewelry pottery wine cheese bedding luggage medicine "
    "garden_equipment camera_equipment sports_gear old_silver"
).split()
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
BEFORE = "", "", "", "hello", "hi", "good morning", "excuse me"
AFTER = "", "", "", "please", "thanks", "thank you"
OTHER = """
what will the weather be like in {to} on {day}
tell me a joke about {item}
who won the match in {to}
my cat is in love with the moon
how old is the president of {to}
play some music from {from}
i have a number {number} and it is prime
can you recommend a hotel in {to}
where do penguins sleep
what is the meaning of life
multiply {number} by two
my sister has moved to {to} and i miss her
is it on {day} that the shop in {to} opens
the train to {to} was late again
i order you to sing
please cancel winter
""".strip().split("\n")


class Request(NamedTuple):
    """One sentence, and what it means."""

    words: tuple  # of str
    intent: str  # one of INTENTS, or "none" where it is nonsense
    tags: tuple  # of str, one of TAGS for each word
    phrasing: int  # which phrasing of its intent, from 0; -1 for nonsense


def phrasing(intent, index):
    """One phrasing as it was written, with its gaps.

    Parameters
    ----------
    intent : str
        One of INTENTS.
    index : int
        From 0 to PER_INTENT - 1.

    Raises
    ------
    ValueError
        If there is no such intent or no such phrasing.

    Examples
    --------
    >>> phrasing("redirect", 0)
    'send order {number} to {to} instead'
    """
    check_choice("intent", intent, INTENTS)
    check_integer("index", index, 0, PER_INTENT - 1)
    return WRITTEN[intent].strip().split("\n")[index]


def split_phrasings(rng, held_out=12):
    """Deal the phrasings of each intent into those for training and those kept for the test.

    Parameters
    ----------
    rng : numpy.random.Generator
    held_out : int
        Phrasings of each intent that training never sees, fewer than PER_INTENT.

    Returns
    -------
    seen, new : dict of str to list of int
        The numbers of the phrasings, for each intent, in random order: the first k of `seen` are
        a random choice of k.

    Examples
    --------
    >>> import numpy as np
    >>> seen, new = split_phrasings(np.random.default_rng(0))
    >>> len(seen["book"]), len(new["book"]), set(seen["book"]) & set(new["book"])
    (32, 12, set())
    """
    check_integer("held_out", held_out, 0, PER_INTENT - 1)
    order = {intent: rng.permutation(PER_INTENT).tolist() for intent in INTENTS}
    seen = {intent: found[held_out:] for intent, found in order.items()}
    return seen, {intent: found[:held_out] for intent, found in order.items()}


def requests(count, allowed, *, rng, cities=CITIES, digits=(3, 5)):
    """Draw sentences from the allowed phrasings, all intents equally often.

    Parameters
    ----------
    count : int
    allowed : dict of str to sequence of int
        The phrasings of each intent to draw from, as `split_phrasings` gives them.
    rng : numpy.random.Generator
    cities : sequence of str
        Names for the gaps {from} and {to}, which always differ; "_" stands between words.
    digits : (int, int)
        Least and largest number of digits of an order number; each digit is a word.

    Returns
    -------
    list of Request

    Examples
    --------
    >>> import numpy as np
    >>> one = requests(1, {"track": [1]}, rng=np.random.default_rng(2))[0]
    >>> " ".join(one.words)
    'good morning track parcel 2 4 8 thanks'
    >>> one.tags[2:7]
    ('O', 'O', 'B-number', 'I-number', 'I-number')
    """
    intents = [list(allowed)[i % len(allowed)] for i in range(count)]
    found = []
    for intent in rng.permutation(intents).tolist():
        index = _any(allowed[intent], rng)
        words, tags = fill(phrasing(intent, index), rng=rng, cities=cities, digits=digits)
        found.append(Request(words, intent, tags, index))
    return found


def nonsense(count, *, rng, cities=CITIES):
    """Draw sentences that are none of the six wishes: everyday ones, and words without meaning.

    Every second one is made of invented words, which no training can know.

    Returns
    -------
    list of Request
        With the intent "none" and the tag "O" for every word.

    Examples
    --------
    >>> import numpy as np
    >>> [" ".join(request.words) for request in nonsense(2, rng=np.random.default_rng(1))]
    ['good morning can you recommend a hotel in berlin', 'pabusu tiludi ludi vami sagi']
    """
    found = []
    for i in range(count):
        if i % 2:
            words = [invented(rng) for _ in range(rng.integers(3, 9))]
        else:
            words, _ = fill(_any(OTHER, rng), rng=rng, cities=cities)
        found.append(Request(tuple(words), "none", ("O",) * len(words), -1))
    return found


def invented(rng):
    """A word of two or three syllables that means nothing.

    Examples
    --------
    >>> import numpy as np
    >>> invented(np.random.default_rng(0))
    'rogiba'
    """
    letters = ("bdfgklmprstvz", "aiou")
    return "".join(_any(part, rng) for part in letters * int(rng.integers(2, 4)))


def fill(written, *, rng, cities=CITIES, digits=(3, 5)):
    """Fill the gaps of a phrasing; returns its words and the tag of each.

    A tag says where a slot begins (B-), where it goes on (I-), and what is none (O).

    References
    ----------
    Lance Ramshaw, Mitchell Marcus (1995), Text chunking using transformation-based learning, has
    the letters I, O, B, and a B only where two chunks touch. Here, as is usual since, every chunk
    begins with a B.
    """
    first = int(rng.integers(len(cities)))
    other = (first + int(rng.integers(1, len(cities)))) % len(cities)
    number = rng.integers(0, 10, rng.integers(digits[0], digits[1] + 1))
    day = _any(DAYS, rng) + (" morning" if rng.random() < 0.3 else "")
    gaps = {"from": cities[first], "to": cities[other], "day": day, "item": _any(ITEMS, rng)}
    gaps |= {"number": " ".join(map(str, number.tolist()))}
    frame = f"{_any(BEFORE, rng)} {written} {_any(AFTER, rng)}"
    words, tags = [], []
    for piece in frame.split():
        slot = re.fullmatch(r"\{(\w+)\}", piece)
        new = gaps[slot[1]].replace("_", " ").split() if slot else [piece]
        words += new
        tags += [f"{'I' if i else 'B'}-{slot[1]}" for i in range(len(new))] if slot else ["O"]
    return tuple(words), tuple(tags)


def _any(options, rng):
    """One of the options, each equally likely; much faster than ``rng.choice`` of a list."""
    return options[int(rng.integers(len(options)))]
