"""Whole numbers in words: English and French by num2words, Chinese by the rules of CLDR."""

from ....settings import check_flag, check_integer
from .cldr import need

LIMIT = 10**8
"""Numbers below it are written out."""

_DIGITS = "零一二三四五六七八九"


def chinese_number(n, counting=False):
    """Write a whole number in Chinese: digits, each with its place, in groups of four.

    A place is 十 ten, 百 hundred, 千 thousand; 万, ten thousand, closes the upper group. So 123 456
    is 12 万 3456, where English has 123 thousand 456. However many places are empty between two
    digits, one 零 says so; empty places at the end are not said. Ten is 十, but inside a number
    一十.

    Parameters
    ----------
    n : int
        From 0 to 99 999 999.
    counting : bool
        2 is 两 in front of 百, 千, 万 and alone, as when things are counted: 两千美元. Without it
        2 is 二 everywhere.

    Raises
    ------
    ValueError
        If n is not such an integer.

    Notes
    -----
    These are the rules `spellout-cardinal` and, for counting, `spellout-cardinal-alternate2` of
    the Unicode CLDR for zh (read in version 46), which num2words does not have. Where usage
    differs: within a number many people say 二百, where the rules count with 两百.

    Examples
    --------
    >>> [chinese_number(n) for n in (10, 105, 1050, 10_005, 20_000_000)]
    ['十', '一百零五', '一千零五十', '一万零五', '二千万']
    >>> chinese_number(22_222, counting=True)
    '两万两千两百二十二'
    """
    check_integer("n", n, 0, LIMIT - 1)
    check_flag(counting=counting)
    if counting and n == 2:
        return "两"
    return _chinese(int(n), "两" if counting else "二")


def _chinese(n, two):
    """A number; `two` is what 2 is called in front of 百, 千 and 万."""
    if n < 10:
        return _DIGITS[n]
    if n < 100:
        tens = _DIGITS[n // 10] if n >= 20 else ""
        return tens + "十" + (_DIGITS[n % 10] if n % 10 else "")
    place, name = next(p for p in ((10_000, "万"), (1000, "千"), (100, "百")) if n >= p[0])
    front, rest = divmod(n, place)
    said = two if front == 2 else _chinese(front, two)
    return said + name + (_rest(rest, place, two) if rest else "")


def _rest(rest, place, two):
    """What follows 百, 千 or 万: 零 if the next place is empty, and 一十 for ten."""
    gap = "零" if rest < place // 10 else ""
    return gap + ("一" if 10 <= rest < 20 else "") + _chinese(rest, two)


def english_number(n):
    """Write a whole number from 0 to 99 999 999 in English, as num2words does.

    Raises
    ------
    ValueError
        If n is not such an integer.

    Examples
    --------
    >>> english_number(2_345)
    'two thousand, three hundred and forty-five'
    """
    check_integer("n", n, 0, LIMIT - 1)
    return need("num2words").num2words(int(n), lang="en")


def french_number(n, feminine=False):
    """Write a whole number from 0 to 99 999 999 in French, as num2words does.

    Parameters
    ----------
    n : int
    feminine : bool
        In front of a feminine noun a last "un" becomes "une": vingt et une livres. num2words
        leaves it out.

    Raises
    ------
    ValueError
        If n is not such an integer.

    Notes
    -----
    The spelling is the traditional one, with hyphens below one hundred only; that of 1990 has
    them throughout.

    Examples
    --------
    >>> french_number(200), french_number(2_080)
    ('deux cents', 'deux mille quatre-vingts')
    >>> french_number(71), french_number(21, feminine=True)
    ('soixante et onze', 'vingt et une')
    """
    check_integer("n", n, 0, LIMIT - 1)
    check_flag(feminine=feminine)
    text = need("num2words").num2words(int(n), lang="fr")
    last = text.replace("-", " ").split()[-1]
    return text + "e" if feminine and last == "un" else text
