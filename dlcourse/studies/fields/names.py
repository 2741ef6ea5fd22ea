"""Names of countries in eight languages, and their letters counted."""

import importlib
from collections import Counter
from typing import NamedTuple

import numpy as np

from ...settings import check_integer

LANGUAGES = {
    "de": "German",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "hu": "Hungarian",
    "pl": "Polish",
    "sv": "Swedish",
    "tr": "Turkish",
}
"""Languages in Latin script by their code; the place in this order is the class."""

INSTALL = "python -m pip install -e '.[course]'"


class Names(NamedTuple):
    """Names, the languages they are in, and what they name.

    Attributes
    ----------
    text : array (N,) of str
        As the language writes them: "Norsunluurannikko".
    language : array (N,), int64
        Place in `LANGUAGES`.
    country : array (N,) of str
        Code of ISO 3166: "CI" for that one. Rows of one country stand together.
    """

    text: np.ndarray
    language: np.ndarray
    country: np.ndarray


def country_names(*, rng):
    """Return the names of countries and territories that only one of eight languages uses.

    "Angola" is the same word in most of them, and no letters can tell which was meant: such names
    are left out. What remains is about 1,100 names of some 220 countries and territories.

    Parameters
    ----------
    rng : numpy.random.Generator
        Draws the order of the countries, whose names stay together.

    Returns
    -------
    Names

    Raises
    ------
    ModuleNotFoundError
        If Babel is missing; the message has the command that installs it.

    Notes
    -----
    Source: the Unicode Common Locale Data Repository, Unicode License v3, as carried by the
    package Babel (BSD; its files of the eight languages have 1.5 MB). A newer Babel may name a
    country otherwise, and then a few rows differ.

    Examples
    --------
    >>> names = country_names(rng=np.random.default_rng(0))
    >>> names.text[names.country == "CI"].tolist()[:2]
    ['Norsunluurannikko', 'Elefántcsontpart']
    """
    core = _babel("babel.core")
    zones = core.get_global("territory_zones")
    found = {}
    for language, code in enumerate(LANGUAGES):
        for country, name in core.Locale(code).territories.items():
            if country in zones and country.isalpha():
                found.setdefault(name, []).append((language, country))
    rows = [(name, *uses[0]) for name, uses in found.items() if len(uses) == 1]
    countries = sorted({country for *_, country in rows})
    place = dict(zip(countries, rng.permutation(len(countries)).tolist(), strict=True))
    rows.sort(key=lambda row: (place[row[2]], row[1]))
    text, language, country = zip(*rows, strict=True)
    return Names(np.array(text), np.array(language), np.array(country))


def letter_ngrams(text, longest=3):
    """Count the pieces of one to `longest` letters of a name between its ends ^ and $.

    Parameters
    ----------
    text : str
        Capitals count as small letters.
    longest : int

    Returns
    -------
    Counter

    Raises
    ------
    ValueError
        If longest is not an integer of at least 1.

    Examples
    --------
    >>> sorted(letter_ngrams("Oman", 2))
    ['$', '^', '^o', 'a', 'an', 'm', 'ma', 'n', 'n$', 'o', 'om']
    """
    check_integer("longest", longest, low=1)
    marked = f"^{text.lower()}$"
    lengths = range(1, longest + 1)
    return Counter(marked[i : i + n] for n in lengths for i in range(len(marked) - n + 1))


def common_ngrams(texts, least=4):
    """Return the pieces of letters that occur in at least `least` of the names, in order.

    Examples
    --------
    >>> common_ngrams(["Oman", "Iran"], least=2)
    ['$', '^', 'a', 'an', 'an$', 'n', 'n$']
    """
    check_integer("least", least, low=1)
    counts = Counter(piece for text in texts for piece in letter_ngrams(text))
    return sorted(piece for piece, count in counts.items() if count >= least)


def ngram_counts(texts, pieces):
    """Return how often each name holds each piece.

    Parameters
    ----------
    texts : sequence of N str
    pieces : list of D str
        Each of one to three letters, see `common_ngrams`; others are not counted.

    Returns
    -------
    array (N, D), float32

    Examples
    --------
    >>> ngram_counts(["Panama", "Peru"], ["a", "ru$"])
    array([[3., 0.],
           [0., 1.]], dtype=float32)
    """
    column = {piece: i for i, piece in enumerate(pieces)}
    x = np.zeros((len(texts), len(pieces)), np.float32)
    for row, text in zip(x, texts, strict=True):
        for piece, count in letter_ngrams(text).items():
            if piece in column:
                row[column[piece]] = count
    return x


def _babel(module):
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name not in ("babel", module):
            raise
        message = f"the names of countries need the package babel. To get it: {INSTALL}"
        raise ModuleNotFoundError(message, name="babel") from None
