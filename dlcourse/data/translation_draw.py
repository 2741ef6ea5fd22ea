"""Which dates, amounts and quantities are in a corpus, and in which part of it."""

import datetime
import random

from .translation_cldr import CURRENCIES, UNITS
from .translation_meanings import YEARS, Amount, Date, Quantity

SIZES = {
    "date": {"train": 1500, "validation": 150, "test": 250},
    "amount": {"train": 3000, "validation": 300, "test": 500},
    "quantity": {"train": 1500, "validation": 150, "test": 250},
}
"""Sentences per kind and part."""

_FIRST = datetime.date(YEARS[0], 1, 1).toordinal()
_DAYS = datetime.date(YEARS[1], 12, 31).toordinal() - _FIRST + 1
_VALUES = (
    *(str(n) for n in range(2, 121)),
    *(str(n) for n in range(125, 1000, 25)),
    *(f"{n // 10}.{n % 10}" for n in range(1, 200) if n % 10),
)
"""Numbers of the quantities; 1 is not among them, see `_quantities`."""


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
        return [item for _, item in sorted((self._random(), i) for i in enumerate(items))]


def draw(kind):
    """Give the meanings and English forms of one kind: what decides is only this code.

    A combination, (year, month, day), (value) or (value, unit), is drawn once. So no part of the
    corpus has one that another part has, in whatever form or currency.

    Parameters
    ----------
    kind : {"date", "amount", "quantity"}

    Returns
    -------
    dict of str to list of (meaning, form)
        By part: "train", "validation", "test".
    """
    dice = _Dice(f"dlcourse {kind}")
    sizes, first = SIZES[kind], _ALWAYS[kind]()
    drawn = dict.fromkeys(combination(meaning) for meaning, _ in first)
    rest = []
    while len(first) + len(rest) < sum(sizes.values()):
        meaning = _DRAW[kind](dice)
        if combination(meaning) not in drawn:
            drawn[combination(meaning)] = None
            rest.append((meaning, dice.below(meaning.forms)))
    ends = sizes["test"], sizes["test"] + sizes["validation"]
    train = dice.shuffled(first + rest[ends[1] :])
    return {
        "train": [pair for _, pair in train],
        "validation": rest[ends[0] : ends[1]],
        "test": rest[: ends[0]],
    }


def combination(meaning):
    """What must not be in two parts of a corpus."""
    if isinstance(meaning, Date):
        return meaning.year, meaning.month, meaning.day
    if isinstance(meaning, Amount):
        return (meaning.value,)
    return meaning.value, meaning.unit


def _date(dice):
    """Any day of two centuries, half of them with their weekday."""
    day = datetime.date.fromordinal(_FIRST + dice.below(_DAYS))
    weekday = day.weekday() if dice.below(2) else None
    return Date(day.year, day.month, day.day, weekday)


def _amount(dice):
    """Two to eight digits, all lengths alike; from some digit on they are zero."""
    length = 2 + dice.below(7)
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
    return [(Quantity("1", unit), 0) for unit in UNITS]


_DRAW = {"date": _date, "amount": _amount, "quantity": _quantity}
_ALWAYS = {"date": list, "amount": list, "quantity": _singulars}
