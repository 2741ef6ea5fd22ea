"""Dates, quantities and amounts: each sentence against Babel and num2words, and some by hand."""

import datetime
import re

import pytest
from babel.dates import format_date
from babel.units import format_unit
from num2words import num2words
from translation_corpora import BOTH, everything

from dlcourse.studies.translation.corpus import Amount, Date, Quantity, translate


def plain(text):
    return text.replace("\xa0", " ").replace("\u202f", " ")


@BOTH
def test_dates_are_those_of_babel(language):
    for meaning, _, translated in everything(language):
        if meaning.kind == "date":
            length = "long" if meaning.weekday is None else "full"
            day = datetime.date(meaning.year, meaning.month, meaning.day)
            expected = plain(format_date(day, length, language))
            if language == "fr" and meaning.day == 1:
                expected = re.sub(r"\b1 ", "1er ", expected)
            assert translated == expected


def test_weekdays_are_those_of_the_calendar():
    for meaning, *_ in everything("zh"):
        if meaning.kind == "date" and meaning.weekday is not None:
            day = datetime.date(meaning.year, meaning.month, meaning.day)
            assert day.weekday() == meaning.weekday


def test_english_forms_are_those_of_babel():
    day = datetime.date(2024, 9, 5)
    bare, whole = Date(2024, 9, 5), Date(2024, 9, 5, 3)
    assert [bare.english(form) for form in range(3)] == [
        format_date(day, "long", "en"),
        format_date(day, "medium", "en"),
        format_date(day, "long", "en_GB"),
    ]
    assert whole.english() == format_date(day, "full", "en")
    assert whole.english(1) == "Thu, Sep 5, 2024"
    assert whole.english(2) == "Thursday, 5 September 2024"


@BOTH
def test_quantities_are_those_of_babel(language):
    for meaning, english, translated in everything(language):
        if meaning.kind == "quantity":
            value = float(meaning.value) if "." in meaning.value else int(meaning.value)
            assert english == format_unit(value, meaning.unit, locale="en")
            expected = format_unit(value, meaning.unit, locale=language)
            if meaning.unit in expected:  # Babel does not find a long form that is the short one
                expected = format_unit(value, meaning.unit, "short", locale=language)
            assert translated == plain(expected)


def test_amounts_are_number_and_name():
    for meaning, english, french in everything("fr"):
        if meaning.kind == "amount":
            assert english.startswith(num2words(meaning.value, lang="en") + " ")
            spelled = num2words(meaning.value, lang="fr")
            assert french.startswith((f"{spelled} ", f"{spelled}e "))


@pytest.mark.parametrize(
    ("meaning", "french", "chinese"),
    [
        (Date(2024, 3, 5, 1), "mardi 5 mars 2024", "2024年3月5日星期二"),
        (Date(2024, 12, 1, 6), "dimanche 1er décembre 2024", "2024年12月1日星期日"),
        (Date(1999, 8, 21), "21 août 1999", "1999年8月21日"),
        (Amount(1, "EUR"), "un euro", "一欧元"),
        (Amount(2, "USD"), "deux dollars des États-Unis", "两美元"),
        (Amount(21, "GBP"), "vingt et une livres sterling", "二十一英镑"),
        (Amount(1_000_000, "EUR"), "un million d’euros", "一百万欧元"),
        (Amount(3_000_000, "CHF"), "trois millions de francs suisses", "三百万瑞士法郎"),
        (
            Amount(3_000_080, "CHF"),
            "trois millions quatre-vingts francs suisses",
            "三百万零八十瑞士法郎",
        ),
        (
            Amount(200_305, "CAD"),
            "deux cent mille trois cent cinq dollars canadiens",
            "二十万零三百零五加拿大元",
        ),
        (Quantity("1", "length-foot"), "1 pied", "1英尺"),
        (Quantity("1.9", "mass-kilogram"), "1,9 kilogramme", "1.9千克"),
        (Quantity("2", "mass-kilogram"), "2 kilogrammes", "2千克"),
        (Quantity("3.5", "temperature-celsius"), "3,5 degrés Celsius", "3.5摄氏度"),
        (Quantity("12", "speed-mile-per-hour"), "12 miles par heure", "每小时12英里"),
        (Quantity("0.5", "length-kilometer"), "0,5 kilomètre", "0.5公里"),
    ],
)
def test_translations_by_hand(meaning, french, chinese):
    assert translate(meaning, "fr") == french
    assert translate(meaning, "zh") == chinese


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Date(1899, 1, 1), "year must be an integer from 1900 to 2099, got 1899"),
        (lambda: Date(2024, 13, 1), "month must be an integer from 1 to 12, got 13"),
        (lambda: Date(2023, 2, 29), "day must be an integer from 1 to 28, got 29"),
        (lambda: Date(2024, 2.0, 1), "month must be an integer from 1 to 12, got 2.0"),
        (lambda: Date(2024, 2, 1, 7), "weekday must be an integer from 0 to 6, got 7"),
        (lambda: Date(2024, 2, 1).english(3), "form must be an integer from 0 to 2, got 3"),
        (lambda: Amount(0, "EUR"), "value must be an integer from 1 to 99999999, got 0"),
        (lambda: Amount(5, "XXX"), "currency must be 'CAD',"),
        (lambda: Amount(5, "EUR").english(1), "form must be an integer from 0 to 0, got 1"),
        (lambda: Quantity(5, "mass-gram"), "value must be digits such as '12' or '3.5', got 5"),
        (lambda: Quantity("5.0", "mass-gram"), "value must be digits"),
        (lambda: Quantity("05", "mass-gram"), "value must be digits"),
        (lambda: Quantity("٣", "mass-gram"), "value must be digits"),
        (lambda: Quantity("5\n", "mass-gram"), "value must be digits"),
        (lambda: Quantity("5", "gram"), "unit must be 'mass-gram',"),
        (lambda: translate(Date(2024, 2, 1), "en"), "language must be 'zh' or 'fr', got 'en'"),
        (lambda: translate("5 grams", "zh"), "a Date, an Amount or a Quantity, got str"),
    ],
)
def test_bad_meanings_are_refused(make, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        make()
