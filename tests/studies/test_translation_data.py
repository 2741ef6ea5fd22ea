import datetime
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from babel.dates import format_date
from babel.units import format_unit
from num2words import num2words

from dlcourse.data import Vocabulary
from dlcourse.studies.translation.corpus import (
    Amount,
    Date,
    Quantity,
    detokenize,
    tokenize,
    translate,
    translation,
    understand,
)
from dlcourse.studies.translation.corpus.cldr import CURRENCIES, LANGUAGES, UNITS, names, plural
from dlcourse.studies.translation.corpus.draw import SIZES, combination, components
from dlcourse.studies.translation.corpus.numbers import (
    chinese_number,
    english_number,
    french_number,
)
from dlcourse.studies.translation.corpus.understand import read

PARTS = ("train", "validation", "test")
BOTH = pytest.mark.parametrize("language", ["zh", "fr"])
FINGERPRINTS = {
    "zh": "bfc4b9ce18bbd3af585a5efcd9ee854751f6d4a2bedc2b55ece2abf8f7365b23",
    "fr": "b7ac69af55b90f9bb60c3c3568eb9d3146da1748448d0e254a16306cf952b065",
}


def parts(corpus):
    return [getattr(corpus, part) for part in PARTS]


def everything(language):
    return [
        (meaning, *pair)
        for part in parts(translation(language))
        for meaning, pair in zip(part.meanings, part.pairs, strict=True)
    ]


# The corpus


@BOTH
def test_sizes_and_arrays(language):
    corpus = translation(language)
    for name, part in zip(PARTS, parts(corpus), strict=True):
        assert len(part) == {"train": 6000, "validation": 600, "test": 1000}[name]
        for kind, sizes in SIZES.items():
            assert part.kinds.count(kind) == sizes[name]
        for ids, lengths in [
            (part.source, part.source_lengths),
            (part.target, part.target_lengths),
        ]:
            assert ids.dtype == lengths.dtype == np.int64
            assert ids.shape == (len(part), lengths.max())
            np.testing.assert_array_equal(ids != 0, np.arange(ids.shape[1]) < lengths[:, None])
        assert part.source.min(where=part.source > 0, initial=99) >= 3
        assert np.all(part.target[:, 0] == 1)
        assert np.all(part.target[np.arange(len(part)), part.target_lengths - 1] == 2)
        assert np.all((part.target == 2).sum(axis=1) == 1)


@BOTH
def test_arrays_say_what_the_text_says(language):
    corpus = translation(language)
    for part in parts(corpus):
        for pair, source, target in zip(part.pairs, part.source, part.target, strict=True):
            assert detokenize(corpus.source.decode(source), "en") == pair[0].lower()
            assert corpus.write(target) == pair[1]


@BOTH
def test_sentences_are_short(language):
    corpus = translation(language)
    assert max(part.source.shape[1] for part in parts(corpus)) <= 20
    assert max(part.target.shape[1] for part in parts(corpus)) <= 22


@pytest.mark.parametrize("kind", SIZES)
def test_parts_share_no_combination(kind):
    train, validation, test = (
        {combination(meaning) for meaning in part.meanings}
        for part in parts(translation("zh", kind))
    )
    assert not train & validation
    assert not train & test
    assert not validation & test
    assert len(validation) == SIZES[kind]["validation"]
    assert len(test) == SIZES[kind]["test"]


def test_a_combination_is_what_the_sentence_is_about():
    # Other forms and other currencies of the same day and number count as the same.
    assert combination(Date(2024, 3, 5, 1)) == combination(Date(2024, 3, 5))
    assert combination(Amount(20, "EUR")) == combination(Amount(20, "USD"))
    assert combination(Quantity("2", "mass-gram")) != combination(Quantity("2", "length-mile"))


@BOTH
@pytest.mark.parametrize("kind", SIZES)
def test_every_token_and_component_is_in_training(language, kind):
    corpus = translation(language, kind)
    train = set().union(*map(components, corpus.train.meanings))
    for part in (corpus.validation, corpus.test):
        assert set().union(*map(components, part.meanings)) <= train
    for vocabulary, side in [(corpus.source, "source"), (corpus.target, "target")]:
        used = set(np.unique(getattr(corpus.train, side)))
        assert used | {0, 1, 2} == set(range(len(vocabulary)))


def test_training_knows_the_whole_world():
    corpus = translation("zh")
    known = set().union(*map(components, corpus.train.meanings))
    assert {("unit", unit) for unit in UNITS} <= known
    assert {("currency", currency) for currency in CURRENCIES} <= known
    assert {("year", year) for year in range(1900, 2100)} <= known
    assert {("month", month) for month in range(1, 13)} <= known
    assert {("day", day) for day in range(1, 32)} <= known
    assert {("weekday", day) for day in (None, *range(7))} <= known
    assert {(place, digit) for place in range(7) for digit in "0123456789"} <= known


@BOTH
def test_both_sides_hold_the_same_information(language):
    meanings = {}
    for meaning, english, translated in everything(language):
        assert meanings.setdefault(english, meaning) == meaning
        assert meanings.setdefault(translated, meaning) == meaning
        assert understand(english) == meaning
        assert read(english) == tokenize(english, "en")


def test_weekdays_are_those_of_the_calendar():
    for meaning, *_ in everything("zh"):
        if meaning.kind == "date" and meaning.weekday is not None:
            day = datetime.date(meaning.year, meaning.month, meaning.day)
            assert day.weekday() == meaning.weekday


def test_kinds_can_be_chosen():
    corpus = translation("fr", kinds=["quantity", "date", "date"])
    assert corpus.kinds == ("date", "quantity")
    assert set(corpus.train.kinds) == {"date", "quantity"}
    assert "euros" not in corpus.target
    assert len(corpus.source) < len(translation("fr").source)
    assert repr(corpus) == "Corpus en-fr of date or quantity: 2500 train, 250 validation, 450 test"
    assert repr(corpus.test).startswith("Sentences: 450 pairs, the first ")


def test_arrays_are_the_callers_own():
    corpus = translation("zh", "date")
    before = corpus.train.source.copy()
    corpus.train.source[:] = 0
    np.testing.assert_array_equal(translation("zh", "date").train.source, before)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (dict(language="de"), "language must be 'zh' or 'fr', got 'de'"),
        (dict(language=None), "language must be 'zh' or 'fr', got None"),
        (dict(kinds="dates"), "kinds must be 'date', 'amount' or 'quantity', got 'dates'"),
        (dict(kinds=("date", 3)), "kinds must be 'date', 'amount' or 'quantity', got 3"),
        (dict(kinds=()), "at least one of 'date', 'amount' or 'quantity', got none"),
        (dict(kinds=None), "kinds must be 'date', 'amount' or 'quantity', got None"),
    ],
)
def test_bad_settings_are_refused(settings, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        translation(**settings)


# The same on every machine


def flat(tree, path=""):
    """A tree of names as one dictionary: "fr.days.0" -> "lundi"."""
    if isinstance(tree, str):
        return {path.lstrip("."): tree}
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    return {k: v for key, value in items for k, v in flat(value, f"{path}.{key}").items()}


def test_names_are_those_of_the_recorded_cldr():
    """If this fails, Babel carries another CLDR: look whether the new names are right, then
    write them to the file, and train the packaged weights anew."""
    recorded = flat(
        json.loads((Path(__file__).parent / "translation_names.json").read_text("utf-8"))
    )
    now = flat({language: names(language)._asdict() for language in LANGUAGES})
    changed = {
        key: f"was {recorded.get(key)!r}, is {now.get(key)!r}"
        for key in recorded.keys() | now.keys()
        if recorded.get(key) != now.get(key)
    }
    assert not changed


@BOTH
def test_fingerprint(language):
    assert translation(language).fingerprint == FINGERPRINTS[language]


def run(code, **environment):
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONUTF8": "1", **environment},
    )
    assert not result.returncode, result.stderr
    return result.stdout.strip()


def test_locale_and_hash_seed_change_nothing():
    code = "from dlcourse.data import translation; print(translation('fr').fingerprint)"
    environment = dict(LC_ALL="ar_EG.UTF-8", LANGUAGE="ar", LANG="ar_EG", PYTHONHASHSEED="7")
    assert run(code, **environment) == FINGERPRINTS["fr"]


def test_import_of_data_is_light():
    code = "import sys, dlcourse.data; print({'babel', 'num2words'} & set(sys.modules))"
    assert run(code) == "set()"


def test_making_a_corpus_is_fast():
    code = """
import time
from dlcourse.data import translation
start = time.process_time()
translation("fr")
print(time.process_time() - start)
"""
    # About 0.8 s on one core; a busy machine takes longer.
    assert float(run(code)) <= 2


@pytest.mark.parametrize("package", ["babel", "num2words"])
def test_a_missing_package_is_named_with_the_command(package):
    code = f"""
import sys
sys.modules[{package!r}] = None
from dlcourse.data import translation
try:
    translation("fr")
except ImportError as error:
    print(error)
"""
    said = run(code)
    assert f"need the package {package}" in said
    assert "python -m pip install -e '.[course]'" in said


# Numbers


@pytest.mark.parametrize(
    ("n", "numbering", "counting"),
    [
        (0, "零", "零"),
        (2, "二", "两"),
        (10, "十", "十"),
        (12, "十二", "十二"),
        (20, "二十", "二十"),
        (22, "二十二", "二十二"),
        (100, "一百", "一百"),
        (102, "一百零二", "一百零二"),
        (105, "一百零五", "一百零五"),
        (110, "一百一十", "一百一十"),
        (112, "一百一十二", "一百一十二"),
        (200, "二百", "两百"),
        (1_000, "一千", "一千"),
        (1_005, "一千零五", "一千零五"),
        (1_010, "一千零一十", "一千零一十"),
        (1_050, "一千零五十", "一千零五十"),
        (1_500, "一千五百", "一千五百"),
        (2_305, "二千三百零五", "两千三百零五"),
        (10_000, "一万", "一万"),
        (10_005, "一万零五", "一万零五"),
        (10_500, "一万零五百", "一万零五百"),
        (15_000, "一万五千", "一万五千"),
        (20_002, "二万零二", "两万零二"),
        (22_222, "二万二千二百二十二", "两万两千两百二十二"),
        (100_000, "十万", "十万"),
        (123_456, "十二万三千四百五十六", "十二万三千四百五十六"),
        (300_200, "三十万零二百", "三十万零两百"),
        (1_000_000, "一百万", "一百万"),
        (1_010_000, "一百零一万", "一百零一万"),
        (10_010_000, "一千零一万", "一千零一万"),
        (10_100_010, "一千零一十万零一十", "一千零一十万零一十"),
        (20_000_000, "二千万", "两千万"),
        (20_300_000, "二千零三十万", "两千零三十万"),
        (90_502_390, "九千零五十万二千三百九十", "九千零五十万两千三百九十"),
        (99_999_999, "九千九百九十九万九千九百九十九", "九千九百九十九万九千九百九十九"),
    ],
)
def test_chinese_numbers_by_hand(n, numbering, counting):
    assert chinese_number(n) == numbering
    assert chinese_number(n, counting=True) == counting


# The rules of CLDR 46 for zh below 10^8. {<} is what the quotient becomes, {>x} the remainder by
# rule set x, left out if it is zero; {=x} the number itself by rule set x.
NUMBERING = {
    **dict(enumerate("〇一二三四五六七八九")),
    10: "十{>numbering}",
    20: "{<}十{>numbering}",
}


def rules(name, two):
    after = {
        2: {1: "零{=numbering}", 10: "一{=numbering}", 20: "{=numbering}"},
        3: {1: "零{=numbering}", 10: "零一{=%}", 20: "零{=%}", 100: "{=%}"},
        4: {1: "零{=numbering}", 10: "零一{=%}", 20: "零{=%}", 1000: "{=%}"},
    }
    digits = {**NUMBERING, 0: "零", 2: two}
    cardinal = {
        **{n: digits[n] for n in range(10)},
        10: "{=numbering}",
        100: "{<}百{>%2}",
        1000: "{<}千{>%3}",
        10_000: "{<}万{>%4}",
    }
    sets = {name: cardinal, **{f"{name}{k}": rule for k, rule in after.items()}}
    return {
        key: {base: text.replace("%", name) for base, text in rule.items()}
        for key, rule in sets.items()
    }


RULES = {"numbering": NUMBERING, **rules("cardinal", "二"), **rules("counting", "两")}


def spell(n, name):
    """A small interpreter of CLDR's rules for spelling numbers."""
    base = max(b for b in RULES[name] if b <= n)
    quotient, remainder = divmod(n, 10 ** (len(str(base)) - 1)) if base >= 10 else (n, 0)
    text = RULES[name][base].replace(
        "{<}", spell(quotient, name) if "{<}" in RULES[name][base] else ""
    )
    text = re.sub(r"\{=(\w+)\}", lambda m: spell(n, m[1]), text)
    return re.sub(r"\{>(\w+)\}", lambda m: spell(remainder, m[1]) if remainder else "", text)


def test_chinese_numbers_follow_the_rules_of_cldr():
    rng = np.random.default_rng(0)
    drawn = [int(n) for k in range(5, 9) for n in rng.integers(0, 10**k, 1500)]
    zeros = [
        a * 10**k + b for k in (4, 5, 6, 7) for a in (1, 2, 10) for b in (0, 1, 2, 10, 200, 1020)
    ]
    for n in (*range(3000), *drawn, *(n for n in zeros if n < 10**8)):
        assert chinese_number(n) == spell(n, "cardinal")
        assert chinese_number(n, counting=True) == spell(n, "counting")


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (21, "vingt et un"),
        (70, "soixante-dix"),
        (71, "soixante et onze"),
        (80, "quatre-vingts"),
        (81, "quatre-vingt-un"),
        (99, "quatre-vingt-dix-neuf"),
        (200, "deux cents"),
        (201, "deux cent un"),
        (1_000, "mille"),
        (80_000, "quatre-vingt mille"),
        (200_000, "deux cent mille"),
        (2_000_200, "deux millions deux cents"),
        (80_000_000, "quatre-vingts millions"),
    ],
)
def test_french_numbers_by_hand(n, text):
    assert french_number(n) == text


def test_french_numbers_agree_with_a_feminine_noun():
    changed = {n for n in range(1, 200) if french_number(n) != french_number(n, feminine=True)}
    assert changed == {1, 21, 31, 41, 51, 61, 81, 101, 121, 131, 141, 151, 161, 181}
    assert french_number(21_000, feminine=True) == "vingt et un mille"
    assert french_number(1_081, feminine=True) == "mille quatre-vingt-une"


@pytest.mark.parametrize("write", [chinese_number, english_number, french_number])
@pytest.mark.parametrize("n", [-1, 10**8, 2.0, "2", True, None])
def test_numbers_out_of_range_are_refused(write, n):
    with pytest.raises(ValueError, match="n must be an integer from 0 to 99999999"):
        write(n)


def test_flags_of_numbers_are_flags():
    with pytest.raises(ValueError, match="counting must be True or False"):
        chinese_number(2, counting=1)
    with pytest.raises(ValueError, match="feminine must be True or False"):
        french_number(2, feminine="yes")


# Against Babel, sentence by sentence


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


def test_plurals():
    assert [plural(v, "en") for v in ("1", "1.5", "0.5", "2")] == ["one", "other", "other", "other"]
    assert [plural(v, "fr") for v in ("1", "1.9", "0.5", "2")] == ["one", "one", "one", "other"]
    assert plural("1", "zh") == "other"
    assert plural(1_000_000, "fr") == "other"


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


# Typed text


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


# Tokens


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


# The vocabulary


def test_vocabulary_numbers_its_tokens():
    vocabulary = Vocabulary(["b", "a"])
    assert list(vocabulary) == ["<pad>", "<bos>", "<eos>", "b", "a"]
    assert len(vocabulary) == 5
    assert (vocabulary.pad, vocabulary.bos, vocabulary.eos) == (0, 1, 2)
    assert vocabulary.encode(["a", "b", "a"]) == [4, 3, 4]
    assert vocabulary.decode([1, 4, 3, 2, 4]) == ["a", "b"]
    assert vocabulary.decode(np.array([4, 0, 0])) == ["a"]
    assert vocabulary.decode([]) == []
    assert "a" in vocabulary
    assert "c" not in vocabulary
    assert vocabulary == Vocabulary("ba")
    assert vocabulary != Vocabulary("ab")
    assert hash(vocabulary) == hash(Vocabulary("ba"))
    assert vocabulary.fingerprint != Vocabulary("ab").fingerprint


def test_vocabulary_of_sentences_has_one_order():
    sentences = [["z", "é"], ["a", "z"]]
    assert Vocabulary.of(sentences).tokens[3:] == ("a", "z", "é")
    assert Vocabulary.of(reversed(sentences)) == Vocabulary.of(sentences)
    assert repr(Vocabulary.of(sentences)).startswith("Vocabulary of 3 words")


def test_batch_is_filled_up_with_zeros():
    vocabulary = Vocabulary("ab")
    ids, lengths = vocabulary.batch([["a"], ["b", "a", "b"]])
    assert ids.tolist() == [[3, 0, 0], [4, 3, 4]]
    assert lengths.tolist() == [1, 3]
    ids, lengths = vocabulary.batch([["a"], ["b", "b"]], ends=True)
    assert ids.tolist() == [[1, 3, 2, 0], [1, 4, 4, 2]]
    assert lengths.tolist() == [3, 4]
    assert ids.dtype == lengths.dtype == np.int64


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (lambda v: v.encode(["march", "marhc"]), "'marhc' is not in the vocabulary of 2 words"),
        (lambda v: v.encode(["marhc"]), "near it: march"),
        (lambda v: v.encode(["#"]), "it has may march ..."),
        (lambda v: Vocabulary(["-five", "may"]).encode(["#"]), "2 words; it has may ..."),
        (lambda v: Vocabulary(["1", "2"]).encode(["#"]), "2 words; it has 1 2 ..."),
        (lambda v: v.encode(["<pad>"]), "'<pad>' is not in the vocabulary"),
        (lambda v: v.encode([5]), "5 is not in the vocabulary"),
        (lambda v: v.encode([["may"]]), "['may'] is not in the vocabulary"),
        (lambda v: v.encode("may"), "must be a list of tokens, got the string 'may'"),
        (lambda v: v.encode([]), "sentence must have at least one token, got none"),
        (lambda v: v.encode(None), "sentence must be a list, got None"),
        (lambda v: v.batch("may"), "sentences must be lists of tokens, got the string 'may'"),
        (lambda v: v.batch(None), "sentences must be a list, got None"),
        (lambda v: v.decode([[3], [3, 4]]), "ids must be integers (T,), got [[3], [3, 4]]"),
        (lambda v: Vocabulary.of("may"), "must be lists of tokens, got the string 'may'"),
        (lambda v: Vocabulary.of(["may 5"]), "must be a list of tokens, got the string 'may 5'"),
        (lambda v: Vocabulary.of([["may", 5]]), "must be strings of at least one letter, got 5"),
        (lambda v: Vocabulary(None), "tokens must be a list, got None"),
        (lambda v: v.batch([]), "sentences must hold at least one sentence, got none"),
        (lambda v: v.batch([["may"], []]), "sentence must have at least one token"),
        (lambda v: v.decode([3, 5]), "ids must lie in 0..4, got 5"),
        (lambda v: v.decode([-1]), "ids must lie in 0..4, got -1"),
        (lambda v: v.decode([3.0]), "ids must be integers (T,), got float64 (1,)"),
        (lambda v: v.decode([[3]]), "ids must be integers (T,), got int64 (1, 1)"),
        (lambda v: Vocabulary(["a", "a"]), "'a' is there twice"),
        (lambda v: Vocabulary(["<eos>"]), "'<eos>' is there twice"),
        (lambda v: Vocabulary(["a", ""]), "tokens must be strings of at least one letter, got ''"),
        (lambda v: Vocabulary([3]), "tokens must be strings of at least one letter, got 3"),
    ],
)
def test_bad_use_of_a_vocabulary_is_refused(use, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        use(Vocabulary(["may", "march"]))
