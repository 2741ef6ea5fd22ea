"""Which dates, amounts and quantities are in a corpus, and in which part of it."""

import datetime
import random

from .cldr import CURRENCIES, UNITS
from .meanings import YEARS, Amount, Date, Quantity

SIZES = {
    "date": {"train": 1500, "validation": 150, "test": 250},
    "amount": {"train": 3500, "validation": 350, "test": 550},
    "quantity": {"train": 1000, "validation": 100, "test": 200},
}
"""Sentences per kind and part."""

_FIRST = datetime.date(YEARS[0], 1, 1).toordinal()
_DAYS = datetime.date(YEARS[1], 12, 31).toordinal() - _FIRST + 1
_VALUES = (
    *(str(n) for n in range(2, 121)),
    *(str(n) for n in range(125, 1000, 25)),
    *(f"{n // 10}.{n % 10}" for n in range(1, 200) if n % 10),
)
"""Numbers of the quantities; 1 is not among them, see `_singulars`."""
_LENGTHS = (2, 3, 3, *(4, 5, 6, 7, 8) * 3)


class _Dice:
    """Numbers drawn at random, the same in every version of Python and on every machine.

    Of the module random, only `random()` is promised to repeat from version to version.
    """

    def __init__(self, name):
        self._random = random.Random(name).random

    def below(self, n):
        """Give an integer from 0 to n - 1."""
        return int(self._random() * n)

    def pick(self, items):
        """Give one of the items."""
        return items[self.below(len(items))]

    def shuffled(self, items):
        """Give the items in a random order."""
        order = sorted((self._random(), place) for place in range(len(items)))
        items = list(items)
        return [items[place] for _, place in order]


def draw(kind):
    """Give the meanings and English forms of one kind: what decides is only this code.

    A combination, see `combination`, belongs to one part of the corpus from its first draw on: to
    training if it has a component that training does not have yet, else by lot. Training may have
    it several times, in other forms or currencies; validation and test have it once.

    Parameters
    ----------
    kind : {"date", "amount", "quantity"}

    Returns
    -------
    dict of str to list of (meaning, form)
        By part: "train", "validation", "test".
    """
    dice, sizes = _Dice(f"dlcourse {kind}"), SIZES[kind]
    lots = [part for part, size in sizes.items() for _ in range(size)]
    drawn, home, learned = {part: {} for part in sizes}, {}, set()

    def put(meaning, part):
        drawn[part][meaning, dice.below(meaning.forms)] = None  # a set that keeps its order
        if part == "train":
            learned.update(components(meaning))

    for meaning in _ALWAYS[kind]():
        home[combination(meaning)] = "train"
        put(meaning, "train")
    while any(len(drawn[part]) < size for part, size in sizes.items()):
        meaning = _DRAW[kind](dice)
        known = combination(meaning) in home
        part = dice.pick(lots) if learned.issuperset(components(meaning)) else "train"
        part = home.setdefault(combination(meaning), part)
        if len(drawn[part]) < sizes[part] and (part == "train" or not known):
            put(meaning, part)
    return {part: dice.shuffled(pairs) for part, pairs in drawn.items()}


def combination(meaning):
    """What must not be in two parts: (year, month, day), (number,) or (number, unit)."""
    if isinstance(meaning, Date):
        return meaning.year, meaning.month, meaning.day
    if isinstance(meaning, Amount):
        return (meaning.value,)
    return meaning.value, meaning.unit


def components(meaning):
    """What must be in training: the fields, and of an amount's number each digit in its place."""
    if isinstance(meaning, Amount):
        digits = enumerate(reversed(str(meaning.value)))
        return {("currency", meaning.currency), *digits}
    return set(vars(meaning).items())


def _date(dice):
    """Any day of two centuries, half of them with their weekday."""
    day = datetime.date.fromordinal(_FIRST + dice.below(_DAYS))
    weekday = day.weekday() if dice.below(2) else None
    return Date(day.year, day.month, day.day, weekday)


def _amount(dice):
    """Two to eight digits, the short numbers less often; from some digit on they are zero."""
    length = dice.pick(_LENGTHS)
    kept = 1 + dice.below(length)
    value = 1 + dice.below(9)
    for place in range(1, length):
        digit = dice.below(13)
        value = 10 * value + (digit if place < kept and digit < 10 else 0)
    return Amount(value, dice.pick(CURRENCIES))


def _quantity(dice):
    return Quantity(dice.pick(_VALUES), dice.pick(UNITS))


def _singulars():
    """One gram, one meter, ...: English says the singular nowhere else, so all are for training."""
    return [Quantity("1", unit) for unit in UNITS]


_DRAW = {"date": _date, "amount": _amount, "quantity": _quantity}
_ALWAYS = {"date": list, "amount": list, "quantity": _singulars}
