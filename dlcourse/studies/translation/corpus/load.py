"""Sentences and their translations: dates, amounts of money, quantities, out of the CLDR."""

import functools
from dataclasses import dataclass

from ....data.vocabulary import Vocabulary
from ....settings import check_choice, either
from .draw import SIZES, draw
from .meanings import translate
from .reading import tokenize
from .sentences import PARTS, Corpus, Sentences

KINDS = tuple(SIZES)


def translation(language="zh", kinds=KINDS):
    """Return a parallel corpus, English to Chinese or to French.

    A "date" comes in three English forms with a weekday and three without, and the translation
    puts its fields in another order. An "amount" is a number of two to eight digits in words and
    a currency: Chinese groups digits by ten thousands where English has thousands, and French
    counts in twenties from 60 to 99. A "quantity" is a number in digits and a unit, which has
    plurals in English and other plurals in French.

    ============  ======  ===========  =====
    kind           train   validation   test
    ============  ======  ===========  =====
    "date"         1,500          150    250
    "amount"       3,500          350    550
    "quantity"     1,000          100    200
    ============  ======  ===========  =====

    The test asks for combinations that training does not have: no (year, month, day), no number
    of an amount and no (number, unit) is in two parts, in any form or currency. Every token, day,
    month, year, currency, unit and number of a quantity does occur in training.

    Parameters
    ----------
    language : {"zh", "fr"}
    kinds : tuple of str, or one str
        Any of "date", "amount", "quantity".

    Returns
    -------
    Corpus
        The arrays are the caller's own.

    Raises
    ------
    ValueError
        If a language or a kind is not one of these.
    ModuleNotFoundError
        If Babel or num2words is missing; the message has the command that installs it.

    Notes
    -----
    With all kinds, an English sentence has at most 18 tokens out of 140. With <bos> and <eos>
    a Chinese one has at most 22, out of 77, and a French one 19, out of 136.

    Names of months, days, currencies and units, patterns of dates and plural rules are those of
    the Unicode CLDR (Unicode License v3), as Babel has them (BSD-3-Clause); English and French
    numbers are num2words' (LGPL-2.1); Chinese ones are in `chinese_number`. What is drawn is
    fixed by this package. Babel 2.14 to 2.18 (CLDR 47) and num2words 0.5.12 to 0.5.14 give the
    same sentences: with all kinds `Corpus.fingerprint` begins with bfc4b9ce for zh and with
    b7ac69af for fr.

    The translations are CLDR's also where usage differs: 人民币 after the number, "yuans renminbi
    chinois", "kilowatt-heures" and "miles par heure" (kilowattheures, milles à l'heure). In two
    places they are not: the first of a month is "1er" (CLDR: 1), and "vingt et une livres" has
    the noun's gender (num2words: un).

    Examples
    --------
    >>> corpus = translation("fr", kinds="amount")
    >>> corpus
    Corpus en-fr of amount: 3500 train, 350 validation, 550 test
    >>> corpus.test.source.shape, corpus.test.target.shape
    ((550, 18), (550, 18))
    """
    check_choice("language", language, ("zh", "fr"))
    chosen = _kinds(kinds)
    parts = {part: [r for kind in chosen for r in _rows(language, kind)[part]] for part in PARTS}
    source = Vocabulary.of(row.english for row in parts["train"])
    target = Vocabulary.of(row.tokens for row in parts["train"])
    sentences = (_sentences(parts[part], source, target) for part in PARTS)
    return Corpus(language, chosen, source, target, *sentences)


@dataclass(frozen=True)
class _Row:
    """One pair, as text and as tokens."""

    meaning: object
    pair: tuple
    english: list
    tokens: list


@functools.cache
def _rows(language, kind):
    """The pairs of one kind by part; making them is what takes time."""
    return {
        part: [_row(*said, language) for said in english]
        for part, english in _english(kind).items()
    }


def _row(meaning, text, english, language):
    translated = translate(meaning, language)
    return _Row(meaning, (text, translated), english, tokenize(translated, language))


@functools.cache
def _english(kind):
    """Meaning, sentence and tokens, which all languages share."""
    return {part: [_say(*pair) for pair in drawn] for part, drawn in draw(kind).items()}


def _say(meaning, form):
    text = meaning.english(form)
    return meaning, text, tokenize(text, "en")


def _sentences(rows, source, target):
    return Sentences(
        tuple(row.pair for row in rows),
        tuple(row.meaning.kind for row in rows),
        tuple(row.meaning for row in rows),
        *source.batch([row.english for row in rows]),
        *target.batch([row.tokens for row in rows], ends=True),
    )


def _kinds(kinds):
    """The kinds in their own order, each once."""
    given = tuple(kinds) if isinstance(kinds, tuple | list) else (kinds,)
    if not given:
        raise ValueError(f"kinds must name at least one of {either(map(repr, KINDS))}, got none")
    for kind in given:
        check_choice("kinds", kind, KINDS)
    return tuple(kind for kind in KINDS if kind in given)
