"""What an instructor and a student read: tables, pages, late penalties."""

import csv
import json
import math
import re
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from typer.testing import CliRunner

from dlcourse import cli
from dlcourse.exercises import questions
from dlcourse.grading.intake.late import Late
from dlcourse.grading.report.class_report import ClassReport
from dlcourse.grading.report.feedback import page, text, write_feedback
from dlcourse.grading.report.reports import write_reports
from dlcourse.grading.report.tables import (
    FORMULA,
    fill_roster,
    graded,
    safe,
    sentence,
    write_grades,
)
from dlcourse.grading.score import blank

NAME = "3_1_cnn"
HOSTILE = "<script>alert(1)</script>\x1b[31m\u202e\u200f"


def record(student="ada", shares=None, **changes):
    """A result in which each question reached some share of its points."""
    result = blank(NAME, "")
    for question, share in zip(result["questions"], shares or [1] * 5, strict=True):
        question.update(points=share * question["max_points"], attempted=True, cases=4, passed=2)
    result["points"] = math.fsum(q["points"] for q in result["questions"])
    return {"student": student, "slug": student, "digest": "", "submitted": None} | result | changes


class Records(list):
    """Stands for a journal."""

    def records(self):
        return iter(self)


def test_files_of_a_class(tmp_path):
    journal = Records([record("ada"), record("bob", [0] * 5, message="The file is empty.")])
    written = write_reports(tmp_path, journal, NAME)
    with written["grades.csv"].open() as file:
        rows = list(csv.DictReader(file))
    assert [row["student"] for row in rows] == ["ada", "bob"]
    assert float(rows[0]["points"]) == sum(task.points for task in questions(NAME))
    assert rows[1]["message"] == "The file is empty."
    assert [r["student"] for r in json.loads(written["grades.json"].read_text())] == ["ada", "bob"]
    assert "The file is empty." in (tmp_path / "feedback" / "bob.html").read_text()
    results = json.loads((tmp_path / "gradescope" / "ada.json").read_text())
    assert results["score"] == sum(test["max_score"] for test in results["tests"])
    assert {test["status"] for test in results["tests"]} == {"passed"}


def test_nothing_that_a_student_writes_becomes_markup(tmp_path):
    hostile = record(HOSTILE, [0] * 5, message=HOSTILE, cells={"1": HOSTILE}, slug="x")
    for question in hostile["questions"]:
        question.update(error=HOSTILE, forbidden=[{"name": HOSTILE, "source": HOSTILE}])
    content = write_feedback(tmp_path, graded(hostile), NAME).read_text()
    assert "<script" not in content
    assert "\x1b" not in content
    assert "\u202e" not in content
    assert "\u200f" not in content
    assert "<script" not in page(HOSTILE, "", HOSTILE)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r\n@", " =", "\u3000+", "\uff1d"])
def test_no_cell_is_a_formula(start):
    assert re.match("\\s*'", safe(f"{start}cmd()"))
    assert safe("a=b") == "a=b"
    assert safe(-1.0) == -1.0


@pytest.mark.parametrize("mark", [";", "\t", ",", '"', "\n"])
def test_no_part_of_a_cell_is_a_formula(tmp_path, mark):
    """Where numbers have a comma, tables end their cells at a semicolon."""
    (tmp_path / "grades.csv").write_text("")
    hostile = graded(record(f"a{mark}=cmd()", message=f"b{mark}=cmd()"))
    list(write_grades(tmp_path, [hostile], []))
    content = (tmp_path / "grades.csv").read_text()
    for separator in ",;\t":
        rows = list(csv.reader(content.splitlines(), delimiter=separator))
        assert not [
            cell for row in rows for cell in row if cell.lstrip().startswith(tuple(FORMULA))
        ]


def test_text_keeps_what_is_harmless():
    assert text("a < b & 'c' é") == "a &lt; b &amp; &#x27;c&#x27; é"


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
    records = [graded(record(students[0])), graded(record(students[1], [0, 1, 0, 0, 0]))]
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


DUE = datetime(2026, 11, 23, 12)


@pytest.mark.parametrize(
    ("hours", "penalty"), [(-1, 0), (0, 0), (0.01, 1), (24, 1), (24.01, 2), (1000, 5)]
)
def test_days_begun_cost(hours, penalty):
    late = Late(DUE, per_day=0.1, most=0.5)
    assert late.penalty(10, DUE + timedelta(hours=hours)) == penalty
    assert late.penalty(10, (DUE + timedelta(hours=hours)).replace(tzinfo=UTC)) == penalty


def test_an_unknown_time_costs_nothing():
    assert graded(record(), Late(DUE))["late_penalty"] == 0
    late = graded(record(submitted="2026-11-24T13:00:00+00:00"), Late(DUE, 0.1))
    assert late["days_late"] == 2
    assert late["final_points"] == pytest.approx(0.8 * late["points"])


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_is_from_0_to_1(share):
    with pytest.raises(ValueError, match="per_day must be from 0 to 1"):
        Late(DUE, per_day=share)


def test_statistics_of_questions():
    rng = np.random.default_rng(0)
    shares = rng.integers(0, 2, size=(40, 5)).astype(float)
    report = ClassReport(NAME)
    for row in shares:
        report.add(record(shares=list(row)))
    points = shares * [task.points for task in questions(NAME)]
    for number, item in enumerate(report.items.values()):
        rest = np.delete(points, number, axis=1).sum(axis=1)
        expected = np.corrcoef(points[:, number], rest)[0, 1]
        assert item.difficulty == pytest.approx(shares[:, number].mean())
        assert item.discrimination == pytest.approx(expected)
    assert sum(report.histogram) == 40


def test_one_student_has_no_discrimination(tmp_path):
    report = ClassReport(NAME)
    report.add(record())
    report.write(tmp_path / "class.html", "No jail was used.")
    content = (tmp_path / "class.html").read_text()
    assert "–" in content
    assert "No jail was used." in content


def test_mistakes_are_counted_by_name(tmp_path):
    report = ClassReport(NAME)
    for _ in range(3):
        found = record(shares=[0] * 5)
        found["questions"][1]["diagnosis"] = {"name": "the kernel is <flipped>", "hint": ""}
        report.add(found)
    assert report.mistakes() == [("3_1.conv2d", "the kernel is <flipped>", 3)]
    report.write(tmp_path / "class.html")
    assert "the kernel is &lt;flipped&gt;" in (tmp_path / "class.html").read_text()


def test_sentences():
    question = record(shares=[0.5] * 5)["questions"][0]
    assert sentence(question) == "2 of 4 cases pass."
    assert sentence({**question, "message": "Gone."}) == "Gone."
    diagnosis = {"name": "the stride is left out", "hint": "Step by s."}
    assert "the stride is left out. Step by s." in sentence({**question, "diagnosis": diagnosis})
    assert sentence({**question, "attempted": False}) == "Not attempted."


def test_the_command_says_what_is_wrong(tmp_path):
    run = CliRunner().invoke
    result = run(cli.app, ["grade", str(tmp_path), "--assignment", "9_9", "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert "no assignment '9_9'; there are 2_1_core_concepts" in result.output
    result = run(cli.app, ["grade", str(tmp_path), "--assignment", NAME, "--out", str(tmp_path)])
    assert result.exit_code == 2


def test_without_a_jail_it_refuses(tmp_path, monkeypatch):
    monkeypatch.setattr("dlcourse.grading.cli.probe", lambda: "bubblewrap is missing: install it")
    result = CliRunner().invoke(
        cli.app, ["grade", str(tmp_path), "--assignment", NAME, "--out", str(tmp_path)]
    )
    assert result.exit_code == 2
    assert "bubblewrap is missing" in result.output


def test_unsafe_is_said_everywhere(tmp_path):
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "ada.ipynb").write_text('{"cells": [], "nbformat": 4}')
    arguments = ["--assignment", NAME, "--out", str(tmp_path / "out"), "--unsafe"]
    result = CliRunner().invoke(cli.app, ["grade", str(tmp_path / "class"), *arguments])
    assert result.exit_code == 0, result.output
    assert "without a jail" in result.output
    for name in ("class.html", "feedback/ada.html", "grades.json"):
        assert "without a jail" in (tmp_path / "out" / name).read_text()
