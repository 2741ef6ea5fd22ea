"""The names that translation needs, out of the Unicode CLDR, which the package Babel carries."""

import functools
import importlib
from decimal import Decimal
from typing import NamedTuple

LANGUAGES = ("en", "fr", "zh")
CURRENCIES = ("CAD", "CHF", "CNY", "EUR", "GBP", "INR", "JPY", "KRW", "MXN", "USD")
UNITS = (
    "mass-gram",
    "mass-kilogram",
    "length-centimeter",
    "length-meter",
    "length-kilometer",
    "length-foot",
    "length-mile",
    "area-square-meter",
    "volume-liter",
    "duration-minute",
    "duration-hour",
    "duration-day",
    "temperature-celsius",
    "speed-meter-per-second",
    "speed-kilometer-per-hour",
    "speed-mile-per-hour",
    "digital-megabyte",
    "energy-kilowatt-hour",
)
INSTALL = "python -m pip install -e '.[course]'"


class Names(NamedTuple):
    """What one language calls things.

    Attributes
    ----------
    months, short_months : tuple of 12 str
        January first.
    days, short_days : tuple of 7 str
        Monday first.
    full_date, long_date : str
        Patterns of CLDR with and without the weekday, for example "EEEE d MMMM y".
    decimal : str
        What stands before the tenths.
    currencies, units : dict of str to dict
        Name of a currency, and pattern of a unit such as "{} kilograms", by code and then by the
        language's plural form, "one" or "other".
    """

    months: tuple
    short_months: tuple
    days: tuple
    short_days: tuple
    full_date: str
    long_date: str
    decimal: str
    currencies: dict
    units: dict


def need(module):
    """Import a module of Babel or num2words, or say how to get it."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        package = module.split(".")[0]
        if error.name not in (package, module):
            raise
        message = f"the translation data need the package {package}. To get it: {INSTALL}"
        raise ModuleNotFoundError(message, name=package) from None


@functools.cache
def names(language):
    """The `Names` of "en", "fr" or "zh", whatever the locale of the machine.

    Examples
    --------
    >>> names("fr").days[1], names("zh").currencies["EUR"]["other"]
    ('mardi', '欧元')
    >>> names("fr").units["mass-kilogram"]
    {'one': '{} kilogramme', 'other': '{} kilogrammes'}
    """
    dates, numbers = need("babel.dates"), need("babel.numbers")
    month = {w: dates.get_month_names(w, locale=language) for w in ("wide", "abbreviated")}
    day = {w: dates.get_day_names(w, locale=language) for w in ("wide", "abbreviated")}
    return Names(
        months=tuple(month["wide"][m] for m in range(1, 13)),
        short_months=tuple(month["abbreviated"][m] for m in range(1, 13)),
        days=tuple(day["wide"][d] for d in range(7)),
        short_days=tuple(day["abbreviated"][d] for d in range(7)),
        full_date=_plain(dates.get_date_format("full", language).pattern),
        long_date=_plain(dates.get_date_format("long", language).pattern),
        decimal=numbers.get_decimal_symbol(language, numbering_system="latn"),
        currencies={code: _currency(code, language) for code in CURRENCIES},
        units={unit: _unit(unit, language) for unit in UNITS},
    )


@functools.cache
def plural(number, language):
    """The plural form that a language takes after a number: "one" or "other".

    French counts 1.5 as one, English does not, and Chinese has no plural. CLDR's French has a
    third form for whole millions, which takes the name of "other" (and "de" before it).

    Examples
    --------
    >>> [plural("1.5", language) for language in ("en", "fr", "zh")]
    ['other', 'one', 'other']
    """
    return "one" if _locale(language).plural_form(Decimal(number)) == "one" else "other"


@functools.cache
def _locale(language):
    return need("babel").Locale.parse(language)


def _currency(code, language):
    name = need("babel.numbers").get_currency_name
    return {
        form: _plain(name(code, count=count, locale=language))
        for form, count in (("one", 1), ("other", 2))
    }


def _unit(unit, language):
    """The patterns of a unit in long form.

    Where the long form of a language is that of its short form, CLDR writes it once. Babel does
    not look there and gives "2 length-kilometer" (2.18), so it is asked again.
    """
    write = need("babel.units").format_unit
    patterns = {}
    for form, count in (("one", 1), ("other", 2)):
        text = write(count, unit, "long", locale=language)
        if unit in text:
            text = write(count, unit, "short", locale=language)
        patterns[form] = _plain(text).replace(str(count), "{}")
    return patterns


def _plain(text):
    """With ordinary spaces: CLDR's French has spaces at which no line may break."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
