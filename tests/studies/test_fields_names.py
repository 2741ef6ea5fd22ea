"""Names of countries: who is there, and their letters counted."""

import sys

import numpy as np
import pytest

from dlcourse.studies.fields import common_ngrams, country_names, letter_ngrams, ngram_counts
from dlcourse.studies.fields.names import LANGUAGES


@pytest.fixture(scope="module")
def names():
    return country_names(rng=np.random.default_rng(0))


def test_columns_fit_each_other(names):
    assert len({len(column) for column in names}) == 1
    assert 1000 < len(names.text) < 1200
    assert set(names.language) == set(range(len(LANGUAGES)))
    assert len(set(names.country)) > 200


def test_a_name_is_used_by_one_language_only(names):
    assert len(set(names.text)) == len(names.text)
    assert "Angola" not in names.text


def test_known_names(names):
    rows = dict(zip(names.text, zip(*names[1:], strict=True), strict=True))
    codes = list(LANGUAGES)
    assert rows["Norsunluurannikko"] == (codes.index("fi"), "CI")
    assert rows["Németország"] == (codes.index("hu"), "DE")
    assert rows["Frankrike"][0] == codes.index("sv")


def test_names_of_a_country_stand_together(names):
    borders = (names.country[1:] != names.country[:-1]).sum() + 1
    assert borders == len(set(names.country))


def test_the_order_of_countries_is_drawn(names):
    again, other = (country_names(rng=np.random.default_rng(seed)) for seed in (0, 1))
    assert np.array_equal(names.text, again.text)
    assert not np.array_equal(names.text, other.text)
    assert sorted(names.text) == sorted(other.text)


def test_ngrams_by_hand():
    assert letter_ngrams("Iii", 2) == {"^": 1, "i": 3, "$": 1, "^i": 1, "ii": 2, "i$": 1}
    assert sum(letter_ngrams("abc").values()) == 5 + 4 + 3


def test_common_ngrams_count_names_not_occurrences():
    assert common_ngrams(["aa", "b"], least=2) == ["$", "^"]
    assert common_ngrams(["aa", "ba"], least=2) == ["$", "^", "a", "a$"]


def test_counts_are_those_of_the_pieces():
    x = ngram_counts(["Panama", "Peru"], ["a", "pa", "^pe", "zz"])
    assert x.dtype == np.float32
    assert x.tolist() == [[3, 1, 0, 0], [0, 0, 1, 0]]


def test_lengths_that_are_none_are_refused():
    with pytest.raises(ValueError, match="longest must be an integer of at least 1, got 0"):
        letter_ngrams("Oman", 0)
    with pytest.raises(ValueError, match="least must be an integer"):
        common_ngrams(["Oman"], least=1.5)


def test_without_babel_the_message_has_the_command(monkeypatch):
    monkeypatch.setitem(sys.modules, "babel", None)
    monkeypatch.setitem(sys.modules, "babel.core", None)
    with pytest.raises(ModuleNotFoundError, match=r"babel.*pip install -e '\.\[course\]'"):
        country_names(rng=np.random.default_rng(0))
