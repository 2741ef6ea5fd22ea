"""Rosters of any spreadsheet: read as they are, or refused with what to do."""

import csv
from pathlib import Path

import pytest
from graded_records import record
from grading_runs import run
from handed_in import NAME, class_of, notebook

from dlcourse.grading.report.roster import Roster, fill_roster
from dlcourse.grading.report.tables import graded

CASES = Path(__file__).with_name("cases")
CANVAS = "Student,ID,SIS Login ID,Section,3_1_cnn (99)\nDoe Jane,4711,jdoe,A,\n"
NAMES = {"c5": ("jdoe", ";", "3_1_cnn (99)"), "c6": ("x_4711", ",", "3_1_cnn (99)")}
NAMES["c11"] = ("张三_201", ",", "成绩")


def filled(path, student, out, **more):
    assert fill_roster(path, [graded(record(student))], NAME, out, **more) == []
    return out.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_rosters_of_spreadsheets(tmp_path, name):
    student, mark, column = NAMES[name]
    text = filled(CASES / f"{name}.csv", student, tmp_path / "out.csv")
    (row,) = csv.DictReader(text.splitlines(), delimiter=mark)
    assert float(row[column]) == 12
    assert row.get("Student", "Doe, Jane") == {"c6": "张三"}.get(name, "Doe, Jane")


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "gbk", "cp1252"])
def test_encodings(tmp_path, codec):
    who = "张三" if codec in ("gbk", "utf-16") else "Müller"
    path = tmp_path / "roster.csv"
    path.write_bytes(CANVAS.replace("Doe Jane", who).replace("\n", "\r\n").encode(codec))
    assert f"{who},4711,jdoe,A,12" in filled(path, "jdoe", tmp_path / "out.csv")


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_separators(tmp_path, mark):
    path = tmp_path / "roster.csv"
    path.write_text("sep=" + mark + "\n" + CANVAS.replace(",", mark))
    assert mark.join(["4711", "jdoe", "A", "12"]) in filled(path, "jdoe", tmp_path / "out.csv")


@pytest.mark.parametrize("name", ["3.1 CNN (99)", "Homework 3-1 cnn (99)", "3_1_cnn"])
def test_a_column_that_is_named_much_alike(tmp_path, name):
    path = tmp_path / "roster.csv"
    path.write_text(CANVAS.replace("3_1_cnn (99)", name))
    assert filled(path, "jdoe", tmp_path / "out.csv").splitlines()[0].endswith(f"Section,{name}")


@pytest.mark.parametrize("column", ["Homework 4", "Homework 4 (99)"])
def test_a_column_can_be_named(tmp_path, column):
    path = tmp_path / "roster.csv"
    path.write_text(CANVAS.replace("3_1_cnn", "Homework 4"))
    assert "A,12" in filled(path, "jdoe", tmp_path / "out.csv", column=column)
    with pytest.raises(ValueError, match="has no column 'Homework 5': it has"):
        Roster(path, "Homework 5")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\3\4 a workbook", "is an Excel file: save it as CSV UTF-8"),
        (b"\xd0\xcf\x11\xe0 an old one", "is an Excel file"),
        (b"a\0b\0c", "not a text that can be read: save it"),
        (b"name,points\nada,1\n", "neither a Canvas nor a Moodle table"),
    ],
)
def test_what_cannot_be_read_is_said_before_the_grading(tmp_path, nothing_run, content, says):
    roster = tmp_path / "roster.csv"
    roster.write_bytes(content)
    folder = class_of(tmp_path / "class", {"ada": notebook()})
    said = run(folder, tmp_path / "out", "--roster", roster)
    assert said.exit_code == 2
    assert f"{roster}" in said.output
    assert says in said.output
    assert not (tmp_path / "out").exists()


def test_who_is_missing(tmp_path):
    path = tmp_path / "roster.csv"
    people = '    Points Possible,,,,12\nRoe Jo,4712,jroe,A,\n"Student, Test",1,t,A,\n,,,,\n'
    path.write_text(CANVAS + people)
    assert Roster(path).absent(["x_4711", "stranger"]) == ["Roe Jo"]
