"""What a sentence says, apart from any language: a date, an amount of money or a quantity.

A meaning is said in English, in one of several forms, and in French and Chinese, in one.
"""

import calendar
import re
from dataclasses import dataclass
from typing import ClassVar

from ....settings import check_choice, check_integer
from .cldr import CURRENCIES, UNITS, names, plural
from .numbers import LIMIT, chinese_number, english_number, french_number

YEARS = (1900, 2099)
_FEMININE = ("GBP", "INR")  # livre, roupie
_ENGLISH = (
    ("EEEE, MMMM d, y", "E, MMM d, y", "EEEE, d MMMM y"),
    ("MMMM d, y", "MMM d, y", "d MMMM y"),
)


@dataclass(frozen=True)
class Date:
    """A day, with its weekday if that is said.

    Parameters
    ----------
    year : int
        1900 to 2099.
    month, day : int
    weekday : int, optional
        0 Monday to 6 Sunday. Whether it fits the day is not asked: who translates does not check
        the calendar.

    Raises
    ------
    ValueError
        If there is no such day.

    Examples
    --------
    >>> for form in range(3):
    ...     print(Date(2024, 3, 5, weekday=1).english(form))
    Tuesday, March 5, 2024
    Tue, Mar 5, 2024
    Tuesday, 5 March 2024
    >>> Date(2024, 3, 5).english(), Date(2024, 3, 5).chinese(), Date(2024, 3, 1, 4).french()
    ('March 5, 2024', '2024年3月5日', 'vendredi 1er mars 2024')
    """

    kind: ClassVar = "date"
    forms: ClassVar = 3
    year: int
    month: int
    day: int
    weekday: int | None = None

    def __post_init__(self):
        check_integer("year", self.year, *YEARS)
        check_integer("month", self.month, 1, 12)
        check_integer("day", self.day, 1, calendar.monthrange(self.year, self.month)[1])
        if self.weekday is not None:
            check_integer("weekday", self.weekday, 0, 6)

    def english(self, form=0):
        """Say it in English; `form` 0 is CLDR's own, 1 is short, 2 is British."""
        check_integer("form", form, 0, self.forms - 1)
        return self._fill(_ENGLISH[self.weekday is None][form], "en")

    def french(self):
        """Say it in French: CLDR's pattern, but 1er, as is usual, where CLDR has 1."""
        return self._fill(self._pattern("fr"), "fr", day="1er" if self.day == 1 else None)

    def chinese(self):
        """Say it in Chinese: CLDR's pattern."""
        return self._fill(self._pattern("zh"), "zh")

    def _pattern(self, language):
        return names(language)[names(language)._fields.index(self._length())]

    def _length(self):
        return "long_date" if self.weekday is None else "full_date"

    def _fill(self, pattern, language, day=None):
        """Put the fields of the date into a pattern of CLDR."""
        known, weekday = names(language), 0 if self.weekday is None else self.weekday
        fields = {
            "y": str(self.year),
            "M": str(self.month),
            "MMM": known.short_months[self.month - 1],
            "MMMM": known.months[self.month - 1],
            "d": day or str(self.day),
            "E": known.short_days[weekday],
            "EEEE": known.days[weekday],
        }
        return re.sub(r"y|M+|d|E+", lambda field: fields[field[0]], pattern)


@dataclass(frozen=True)
class Amount:
    """A whole amount of money, its number written out.

    Parameters
    ----------
    value : int
        1 to 99 999 999.
    currency : str
        ISO 4217 code, one of `CURRENCIES`.

    Raises
    ------
    ValueError
        If value or currency is not one of these.

    Examples
    --------
    >>> amount = Amount(123_405, "CAD")
    >>> amount.english()
    'one hundred and twenty-three thousand, four hundred and five Canadian dollars'
    >>> amount.french()
    'cent vingt-trois mille quatre cent cinq dollars canadiens'
    >>> amount.chinese()
    '十二万三千四百零五加拿大元'
    >>> Amount(2_000_000, "EUR").french()
    'deux millions d’euros'
    """

    kind: ClassVar = "amount"
    forms: ClassVar = 1
    value: int
    currency: str

    def __post_init__(self):
        check_integer("value", self.value, 1, LIMIT - 1)
        check_choice("currency", self.currency, CURRENCIES)

    def english(self, form=0):
        """Say it in English; there is one form."""
        check_integer("form", form, 0, self.forms - 1)
        return f"{english_number(self.value)} {self._name('en')}"

    def french(self):
        """Say it in French: "de" after whole millions, "une" before a feminine noun."""
        number, noun = french_number(self.value, self.currency in _FEMININE), self._name("fr")
        if self.value % 10**6:
            return f"{number} {noun}"
        return f"{number} d’{noun}" if noun[0] in "aeiouéè" else f"{number} de {noun}"

    def chinese(self):
        """Say it in Chinese, as one counts: 两美元."""
        return chinese_number(self.value, counting=True) + self._name("zh")

    def _name(self, language):
        return names(language).currencies[self.currency][plural(self.value, language)]


@dataclass(frozen=True)
class Quantity:
    """A number of units, in digits.

    Parameters
    ----------
    value : str
        Digits, with a point and one digit after it if it is not whole: from "0.1" to "999".
    unit : str
        CLDR's name of the unit, one of `UNITS`.

    Raises
    ------
    ValueError
        If value or unit is not one of these.

    Examples
    --------
    >>> quantity = Quantity("1.5", "speed-kilometer-per-hour")
    >>> quantity.english(), quantity.french(), quantity.chinese()
    ('1.5 kilometers per hour', '1,5 kilomètre par heure', '每小时1.5公里')
    """

    kind: ClassVar = "quantity"
    forms: ClassVar = 1
    value: str
    unit: str

    def __post_init__(self):
        good = isinstance(self.value, str) and re.fullmatch(
            r"[1-9][0-9]{0,2}|(0|[1-9][0-9]?)\.[1-9]", self.value, re.ASCII
        )
        if not good:
            raise ValueError(f"value must be digits such as '12' or '3.5', got {self.value!r}")
        check_choice("unit", self.unit, UNITS)

    def english(self, form=0):
        """Say it in English; there is one form."""
        check_integer("form", form, 0, self.forms - 1)
        return self._say("en")

    def french(self):
        """Say it in French: less than two is singular."""
        return self._say("fr")

    def chinese(self):
        """Say it in Chinese, which puts "per hour" first."""
        return self._say("zh")

    def _say(self, language):
        known = names(language)
        pattern = known.units[self.unit][plural(self.value, language)]
        return pattern.format(self.value.replace(".", known.decimal))


def translate(meaning, language):
    """Say a `Date`, an `Amount` or a `Quantity` in a language: the reference translation.

    Parameters
    ----------
    meaning : Date, Amount or Quantity
    language : {"zh", "fr"}

    Raises
    ------
    ValueError
        If it is something else, or the language is.

    Examples
    --------
    >>> translate(Date(2024, 3, 5, weekday=1), "fr")
    'mardi 5 mars 2024'
    """
    check_choice("language", language, ("zh", "fr"))
    if not isinstance(meaning, Date | Amount | Quantity):
        given = type(meaning).__name__
        raise ValueError(f"meaning must be a Date, an Amount or a Quantity, got {given}")
    return meaning.chinese() if language == "zh" else meaning.french()
