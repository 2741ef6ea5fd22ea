"""Typed text is understood, or it is said why not; text and tokens."""

import re

import pytest

from dlcourse.studies.translation.corpus import (
    Amount,
    Date,
    Quantity,
    detokenize,
    tokenize,
    translation,
    understand,
)
from dlcourse.studies.translation.corpus.understand import read


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("march 5, 2024", Date(2024, 3, 5)),
        ("  MARCH   5th 2024. ", Date(2024, 3, 5)),
        ("Mar. 5,2024", Date(2024, 3, 5)),
        ("5 march 2024", Date(2024, 3, 5)),
        ("5th March, 2024", Date(2024, 3, 5)),
        ("Tuesday,5 march 2024", Date(2024, 3, 5, 1)),
        ("friday march 5， 2024", Date(2024, 3, 5, 4)),
        ("Friday 5 March, 2024", Date(2024, 3, 5, 4)),
        ("fri  mar 5  2024", Date(2024, 3, 5, 4)),
        ("Twenty-one euros", Amount(21, "EUR")),
        ("twenty one euros", Amount(21, "EUR")),
        ("two thousand three hundred five US dollars", Amount(2305, "USD")),
        ("two thousand, three hundred and five us dollars", Amount(2305, "USD")),
        ("one euro", Amount(1, "EUR")),
        ("3.5 Kilograms", Quantity("3.5", "mass-kilogram")),
        ("12 miles  per hour", Quantity("12", "speed-mile-per-hour")),
        ("12 miles", Quantity("12", "length-mile")),
        ("5 degrees Celsius", Quantity("5", "temperature-celsius")),
        ("5feet", Quantity("5", "length-foot")),
    ],
)
def test_typed_text_is_understood(text, meaning):
    assert understand(text) == meaning
    # What is read is one of the forms that training has; in amounts, only the words.
    forms = [tokenize(meaning.english(form), "en") for form in range(meaning.forms)]
    if meaning.kind == "amount":
        forms = [[token for token in forms[0] if token not in ("and", ",")]]
        assert [token for token in read(text) if token not in ("and", ",")] in forms
    else:
        assert read(text) in forms


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "text must have a word, for example 'March 5, 2024'"),
        (" . ", "text must have a word"),
        (None, "text must be a string, got NoneType"),
        ("hello", "text must be a date, an amount or a quantity as 'March 5, 2024'"),
        ("2024-03-05", "text must be a date, an amount or a quantity"),
        ("march 32, 2024", "day must be an integer from 1 to 31, got 32"),
        ("february 29, 2023", "day must be an integer from 1 to 28, got 29"),
        ("march 5, 1850", "year must be an integer from 1900 to 2099, got 1850"),
        ("marsh 5, 2024", "'marsh' is not a month; near it: mar"),
        ("tuseday, march 5, 2024", "'tuseday' is not a day of the week; near it: tuesday"),
        ("two thousand dollars", "which dollars? Known are Canadian dollars and US dollars"),
        ("us dollars", "'' is not a number from one to 99,999,999 in words"),
        ("2305 euros", "an amount has its number in words, two thousand euros, got '2305 euros'"),
        ("2305 five euros", "'five euros' is not a unit of the corpus"),
        ("five x euros", "'x' is not a number word; write it out: two thousand and five"),
        ("five twenty euros", "'five twenty' is not a number from one to 99,999,999 in words"),
        ("zero euros", "'zero' is not a number word"),
        ("one hundred million euros", "is not a number from one to 99,999,999 in words"),
        ("a thousand euros", "'a' is not a number word"),
        ("5.0 grams", "value must be digits such as '12' or '3.5', got '5.0'"),
        ("1,200 grams", "value must be digits such as '12' or '3.5', got '1,200'"),
        ("5 stones", "'stones' is not a unit of the corpus; known are grams, kilograms,"),
    ],
)
def test_what_is_not_understood_is_said(text, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        understand(text)


def test_corpus_reads_answers_and_refuses():
    corpus = translation("fr")
    assert corpus.read("Forty five  EUROS") == ["forty", "-five", "euros"]
    assert corpus.reference("Forty five  EUROS") == "quarante-cinq euros"
    with pytest.raises(ValueError, match=r"'marsh' is not in the vocabulary.*near it: march"):
        corpus.read("marsh 5, 2024")
    with pytest.raises(ValueError, match="text must be a string"):
        corpus.read(5)
    with pytest.raises(ValueError, match="text must be a date"):
        corpus.reference("five")


@pytest.mark.parametrize(
    ("text", "language", "tokens"),
    [
        ("Tue, Mar 15, 2024", "en", "tue , mar 1 5 , 2 0 2 4"),
        ("forty-five thousand", "en", "forty -five thousand"),
        ("3.5 miles", "en", "3 . 5 miles"),
        ("1er août 2024", "fr", "1 er août 2 0 2 4"),
        ("dollars des États-Unis", "fr", "dollars des États -Unis"),
        ("un million d’euros", "fr", "un million d’ euros"),
        ("12,5 mètres carrés", "fr", "1 2 , 5 mètres carrés"),
        ("3.5千克", "zh", "3 . 5 千 克"),
        ("", "zh", ""),
    ],
)
def test_tokens(text, language, tokens):
    assert tokenize(text, language) == tokens.split()
    assert detokenize(tokens.split(), language) == (text.lower() if language == "en" else text)


def test_bad_text_is_refused():
    with pytest.raises(ValueError, match="language must be 'en', 'fr' or 'zh', got 'de'"):
        tokenize("eins", "de")
    with pytest.raises(ValueError, match="language must be 'en', 'fr' or 'zh', got 'de'"):
        detokenize(["eins"], "de")
    with pytest.raises(ValueError, match="text must be a string, got list"):
        tokenize(["one"], "en")
    for tokens, told in [("un deux", "'un deux'"), (None, "None"), (["un", 2], "2 in it")]:
        with pytest.raises(ValueError, match=f"tokens must be a list of strings, got {told}"):
            detokenize(tokens, "fr")
