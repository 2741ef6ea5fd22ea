"""Progress: the best score of each question, in a small file that survives everything."""

import importlib
import json
import os

import pytest
from made import double

from dlcourse.exercises import catalog, check, progress, progress_lines, progress_table

# The function of the same name stands before the module.
keep = importlib.import_module("dlcourse.exercises.progress")


def test_best_score_is_kept(bank, home):
    check("1_1.double", double)
    check("1_1.double", lambda x, *, scale=1.0: 2 * x)
    assert json.loads((home / "progress.json").read_text())["best"] == {"1_1.double": 2}
    assert [path.name for path in home.iterdir()] == ["progress.json"]


def test_stub_leaves_no_trace(bank, home):
    def stub(x, *, scale=1.0):
        raise NotImplementedError

    check("1_1.double", stub)
    assert not home.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"best": 3}', '{"best": {"a": "b"}}', "\x00"])
def test_damaged_file_is_said_and_replaced(bank, home, text):
    home.mkdir()
    (home / "progress.json").write_text(text)
    assert "cannot be read" in progress_lines()[0]
    assert "cannot be read" in check("1_1.double", double)._repr_html_()
    assert "cannot be read" not in check("1_1.double", double)._repr_html_()


def test_disk_that_cannot_be_written_costs_nothing(bank, home, monkeypatch):
    home.parent.joinpath("file").write_text("")
    monkeypatch.setenv("DLCOURSE_HOME", str(home.parent / "file"))
    assert repr(check("1_1.double", double)) == "2"


def test_interrupted_write_keeps_the_old_file(home, monkeypatch):
    keep.record("3_1.conv2d", 1.0)
    monkeypatch.setattr(os, "replace", lambda *args: (_ for _ in ()).throw(OSError))
    keep.record("3_1.conv2d", 4.0)
    assert keep.load()[0] == {"3_1.conv2d": 1.0}
    assert [path.name for path in home.iterdir()] == ["progress.json"]


def test_progress_is_shown(home, monkeypatch):
    monkeypatch.setattr(catalog, "assignments", lambda: ("3_1_cnn",))
    keep.record("3_1.conv2d", 1.5)
    keep.record("3_1.output_size", 1.0)
    rows = {row.id: row for row in progress()}
    assert (rows["3_1.conv2d"].best, rows["3_1.conv2d"].points) == (1.5, 3)
    assert rows["3_1.max_pool2d"].best is None
    lines = [line.split() for line in progress_lines()]
    assert ["3_1.conv2d", "1.5", "of", "3"] in lines
    assert ["3_1.max_pool2d", "not", "attempted"] in lines
    assert any(line[:2] == ["3_1_cnn", "2.5"] for line in lines)
    table = progress_table()
    assert repr(table) == "2.5 of 12 points"
    assert "2.5 / 12 points" in table._repr_html_()
