"""Tables of Canvas and Moodle are filled in, and nobody gets the grade of another."""

import csv

import pytest
from graded_records import record
from handed_in import NAME

from dlcourse.exercises import questions
from dlcourse.grading.report.roster import fill_roster
from dlcourse.grading.report.tables import graded

CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,3_1_cnn (77),Final
    Points Possible,,,,,20,
"Lovelace, Ada",4711,u1,ada@uni.edu,A,,
"Builder, Bob",4712,u2,bob,A,,
"Idle, Eve",4713,u3,eve,A,,
"""
MOODLE = """Identifier,Full name,Email address,Status,Grade,Maximum grade
Participant 4711,Ada L,ada@uni.edu,Submitted,,12
Participant 4712,Bob,bob@uni.edu,Submitted,,12
"""


@pytest.mark.parametrize(
    ("table", "students", "column"),
    [
        (CANVAS, ["lovelaceada_4711", "bob"], "3_1_cnn (77)"),
        (CANVAS.replace("3_1_cnn (77)", "Quiz (1)"), ["ada@uni.edu", "u2"], NAME),
        (MOODLE, ["Ada L_4711", "bob@uni.edu"], "Grade"),
    ],
    ids=["Canvas", "Canvas without the column", "Moodle"],
)
def test_rosters_are_filled(tmp_path, table, students, column):
    (tmp_path / "roster.csv").write_text("\ufeff" + table, encoding="utf-8")
    records = [graded(record(students[0])), graded(record(students[1], [0, 1, 0, 0, 0, 0]))]
    records.append(graded(record("nobody")))
    out = tmp_path / "filled.csv"
    assert fill_roster(tmp_path / "roster.csv", records, NAME, out) == ["nobody"]
    with out.open() as file:
        rows = list(csv.DictReader(file))
    full = sum(task.points for task in questions(NAME))
    students_rows = [row for row in rows if "Possible" not in next(iter(row.values()))]
    assert float(students_rows[0][column]) == full
    assert float(students_rows[1][column]) == records[1]["points"]
    assert all(row[column] == "" for row in students_rows[2:])
    if table.startswith("Student"):
        assert float(rows[0][column]) == full


def test_a_name_that_a_student_chose_catches_nobodys_grade(tmp_path):
    """Eve is called as Bob's number, as his number with his name, and as his login."""
    rows = ["4711,u1,4712,", "4713,u3,bob_4712,", "4714,u4,u2,", "4712,u2,Bob,", "4715,u5,Bob,"]
    table = "\n".join(["ID,SIS Login ID,Student,3_1_cnn", *rows])
    (tmp_path / "roster.csv").write_text(table)
    for name in ("bob_4712", "u2", "4712"):
        found = graded(record(name))
        out = tmp_path / "filled.csv"
        assert fill_roster(tmp_path / "roster.csv", [found], NAME, out) == []
        filled = {row["ID"]: row[NAME] for row in csv.DictReader(out.open())}
        assert {id for id, points in filled.items() if points} == {"4712"}


@pytest.mark.parametrize("names", [["Bob"], ["ada_4711", "u1"]], ids=["two alike", "two for one"])
def test_a_row_that_is_not_certain_is_left_to_a_person(tmp_path, names):
    table = "ID,SIS Login ID,Student,3_1_cnn\n4711,u1,Ada,\n4712,u2,Bob,\n4715,u5,Bob,\n"
    (tmp_path / "roster.csv").write_text(table)
    records, out = [graded(record(name)) for name in names], tmp_path / "filled.csv"
    assert fill_roster(tmp_path / "roster.csv", records, NAME, out) == names[-1:]


@pytest.mark.parametrize("table", ["", "\n\n"])
def test_an_empty_table_is_refused(tmp_path, table):
    (tmp_path / "roster.csv").write_text(table)
    with pytest.raises(ValueError, match="neither a Canvas nor a Moodle"):
        fill_roster(tmp_path / "roster.csv", [], NAME, tmp_path / "out.csv")


def test_another_table_is_refused(tmp_path):
    (tmp_path / "roster.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ValueError, match="neither a Canvas nor a Moodle"):
        fill_roster(tmp_path / "roster.csv", [], NAME, tmp_path / "out.csv")
