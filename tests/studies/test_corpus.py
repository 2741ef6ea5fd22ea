"""The corpus: its arrays, what its parts share, what it refuses."""

import re

import numpy as np
import pytest
from translation_corpora import BOTH, PARTS, everything, parts

from dlcourse.studies.translation.corpus import (
    Amount,
    Date,
    Quantity,
    detokenize,
    tokenize,
    translation,
    understand,
)
from dlcourse.studies.translation.corpus.cldr import CURRENCIES, UNITS
from dlcourse.studies.translation.corpus.draw import SIZES, combination, components
from dlcourse.studies.translation.corpus.understand import read


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
