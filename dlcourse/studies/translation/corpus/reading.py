"""From typed text to tokens, and from tokens to the meaning."""

import re
import unicodedata

from ....settings import check_choice
from .cldr import LANGUAGES, names

_WORD = {
    "en": re.compile(r"(?<=\w)-[^\W\d_]+|[^\W\d_]+|\S"),
    "fr": re.compile(r"(?<=\w)-[^\W\d_]+|[^\W\d_]+’?|\S"),
    "zh": re.compile(r"\S"),
}


def tokenize(text, language):
    """Cut a sentence into tokens.

    Chinese: characters. English and French: words, digits one by one, punctuation marks. The
    second half of forty-five is "-five", so that 18 tokens make all numbers below a hundred.
    English is put in small letters, so that March and march are one word.

    Parameters
    ----------
    text : str
    language : {"en", "fr", "zh"}

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If text is not a string, or the language is another.

    Examples
    --------
    >>> tokenize("Mar 5, 2024", "en")
    ['mar', '5', ',', '2', '0', '2', '4']
    >>> tokenize("vingt-trois millions d’euros", "fr")
    ['vingt', '-trois', 'millions', 'd’', 'euros']
    >>> tokenize("3月5日", "zh")
    ['3', '月', '5', '日']
    """
    check_choice("language", language, LANGUAGES)
    if not isinstance(text, str):
        raise ValueError(f"text must be a string, got {type(text).__name__}")
    text = unicodedata.normalize("NFKC", text)
    return _WORD[language].findall(text.lower() if language == "en" else text)


def detokenize(tokens, language):
    """Put tokens together to a sentence: the way back from `tokenize`.

    Raises
    ------
    ValueError
        If tokens is one string or holds what is not a string, or the language is none of the three.

    Examples
    --------
    >>> detokenize(["1", "er", "mars", "2", "0", "2", "4"], "fr")
    '1er mars 2024'
    >>> detokenize(["1", "2", ",", "5", "mètres"], "fr")
    '12,5 mètres'
    """
    check_choice("language", language, LANGUAGES)
    if isinstance(tokens, str) or not hasattr(tokens, "__iter__"):
        raise ValueError(f"tokens must be a list of strings, got {tokens!r}")
    tokens = list(tokens)
    for token in tokens:
        if not isinstance(token, str):
            raise ValueError(f"tokens must be a list of strings, got {token!r} in it")
    text = ("" if language == "zh" else " ").join(tokens)
    if language == "zh":
        return text
    mark = re.escape(names(language).decimal)
    text = re.sub(r" (?=[-,.])|(?<=’) ", "", text)
    text = re.sub(rf"(?<=\d) (?=\d|er\b)|(?<=\d{mark}) (?=\d)", "", text)
    return text
