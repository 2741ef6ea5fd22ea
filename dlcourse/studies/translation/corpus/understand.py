"""From what a reader types, in English, to tokens and to the meaning."""

import difflib
import functools
import re
import unicodedata

from .cldr import names
from .meanings import Amount, Date, Quantity
from .numbers import LIMIT, english_number
from .reading import tokenize

EXAMPLES = "'March 5, 2024', 'two thousand and five US dollars' or '3.5 kilograms'"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_DAYS = "mon|tues|wednes|thurs|fri|satur|sun"
_REPAIRS = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\s+", " "),
        (r"(?<=\d)(st|nd|rd|th)\b", ""),  # March 5th
        (r"\.(?!\d)", ""),  # Mar. 5; the end of a sentence
        (r"\s*,(?!\d{3}\b)\s*", ", "),  # 5,2024, but not 1,200
        (rf"\b({_TENS})\s*[-‐–]?\s*({_ONES})\b", r"\1-\2"),  # forty five
        (r"\b([a-z]+ \d{1,2}) (\d{4})\b", r"\1, \2"),  # March 5 2024
        (r"\b(\d{1,2} [a-z]+), (\d{4})\b", r"\1 \2"),  # 5 March, 2024
        (rf"^ ?((?:{_DAYS})day|mon|tue|wed|thu|fri|sat|sun) ", r"\1, "),  # Friday 5 March 2024
    )
]
_DATE = re.compile(
    r"(?:(?P<weekday>[a-z]+),? )?"
    r"(?:(?P<month>[a-z]+) (?P<day>\d{1,2})|(?P<day_>\d{1,2}) (?P<month_>[a-z]+)),? (?P<year>\d+)"
)


def read(text):
    """Put a typed English sentence into the corpus's way of writing, and cut it into tokens.

    Capital letters, more spaces than needed, "5th", "Mar.", "forty five" and the commas of a date
    are mended. The number of an amount is left as it is typed, also without its "and" and commas,
    which training always has. Whether the tokens are known is the vocabulary's to say.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If text is not a string or has no word.

    Examples
    --------
    >>> read("  MARCH 5th  2024 ")
    ['march', '5', ',', '2', '0', '2', '4']
    """
    return tokenize(_mend(text), "en")


def understand(text):
    """Say what a typed English sentence means.

    Parameters
    ----------
    text : str
        A date, an amount of money written out, or a quantity in digits.

    Returns
    -------
    Date, Amount or Quantity

    Raises
    ------
    ValueError
        If it is none of them, in a sentence that says what can be typed.

    Examples
    --------
    >>> understand("tue, mar 5, 2024")
    Date(year=2024, month=3, day=5, weekday=1)
    >>> understand("two thousand five euros")
    Amount(value=2005, currency='EUR')
    >>> understand("3.5 Kilograms")
    Quantity(value='3.5', unit='mass-kilogram')
    >>> understand("two thousand dollars")
    Traceback (most recent call last):
    ValueError: which dollars? Known are Canadian dollars and US dollars
    """
    mended = _mend(text)
    for attempt in (_date, _quantity, _amount):
        meaning = attempt(mended)
        if meaning is not None:
            return meaning
    raise ValueError(f"text must be a date, an amount or a quantity as {EXAMPLES}, got {text!r}")


def _mend(text):
    if not isinstance(text, str):
        raise ValueError(f"text must be a string, got {type(text).__name__}")
    mended = unicodedata.normalize("NFKC", text).lower()
    for pattern, replacement in _REPAIRS:
        mended = pattern.sub(replacement, mended)
    if not mended.strip():
        raise ValueError(f"text must have a word, for example {EXAMPLES}, got {text!r}")
    return mended.strip()


def _date(text):
    match, known = _DATE.fullmatch(text), names("en")
    if not match:
        return None
    month = _place("month", match["month"] or match["month_"], known.months, known.short_months)
    weekday = match["weekday"]
    if weekday is not None:
        weekday = _place("day of the week", weekday, known.days, known.short_days)
    return Date(int(match["year"]), month + 1, int(match["day"] or match["day_"]), weekday)


def _place(what, word, *lists):
    """Where a word stands in one of the lists."""
    for row in lists:
        for place, name in enumerate(row):
            if name.lower() == word:
                return place
    near = difflib.get_close_matches(word, [name.lower() for row in lists for name in row], n=1)
    raise ValueError(f"{word!r} is not a {what}" + "".join(f"; near it: {n}" for n in near))


def _quantity(text):
    match = re.fullmatch(r"(\d[\d.,]*) ?([a-z].*)", text)
    if not match:
        return None
    number, noun = match.groups()
    for unit, patterns in names("en").units.items():
        if any(pattern == f"{{}} {noun}" for pattern in _lower(patterns)):
            return Quantity(number, unit)
    if any(noun in _lower(forms) for forms in names("en").currencies.values()):
        raise ValueError(f"an amount has its number in words, two thousand {noun}, got {text!r}")
    known = ", ".join(pattern["other"][3:] for pattern in names("en").units.values())
    raise ValueError(f"{noun!r} is not a unit of the corpus; known are {known}")


def _amount(text):
    for code, forms in names("en").currencies.items():
        for noun in _lower(forms):
            if f" {text}".endswith(f" {noun}"):
                return Amount(_number(text.removesuffix(noun)), code)
    nouns = [forms["other"] for forms in names("en").currencies.values()]
    like = [noun for noun in nouns if noun.lower().split()[-1] == text.split()[-1]]
    if like:
        raise ValueError(f"which {text.split()[-1]}? Known are {' and '.join(like)}")
    return None


def _lower(forms):
    return {form.lower() for form in forms.values()}


def _number(text):
    """The value of an English number; "and" and commas may be left out."""
    value = group = 0
    for word in text.replace("-", " ").replace(",", " ").split():
        if word in ("thousand", "million"):
            value, group = value + group * (10**6 if word == "million" else 1000), 0
        elif word == "hundred":
            group *= 100
        elif word in _small():
            group += _small()[word]
        elif word != "and":
            raise ValueError(f"{word!r} is not a number word; write it out: two thousand and five")
    value += group
    # What adds up is not always a number: "five twenty" is not 25.
    if not 0 < value < LIMIT or _bare(english_number(value)) != _bare(text):
        raise ValueError(f"{text.strip()!r} is not a number from one to {LIMIT - 1:,} in words")
    return value


def _bare(text):
    return [word for word in re.split(r"[\s,-]+", text) if word not in ("and", "")]


@functools.cache
def _small():
    """Words of 1 to 20 and of the tens."""
    return {english_number(n): n for n in (*range(1, 20), *range(20, 100, 10))}
