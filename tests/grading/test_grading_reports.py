"""What an instructor and a student read: tables, pages, statistics of a class."""

import csv
import json
import re

import numpy as np
import pytest
from graded_records import Records, record
from handed_in import NAME

from dlcourse.exercises import questions
from dlcourse.grading.report.class_report import ClassReport
from dlcourse.grading.report.feedback import write_feedback
from dlcourse.grading.report.reports import write_reports
from dlcourse.grading.report.tables import FORMULA, graded, safe, sentence, write_grades

HOSTILE = "<script>alert(1)</script>\x1b[31m\u202e\u200f"


def test_files_of_a_class(tmp_path):
    journal = Records([record("ada"), record("bob", [0] * 6, message="The file is empty.")])
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
    hostile = record(HOSTILE, [0] * 6, message=HOSTILE, cells={"1": HOSTILE}, slug="x")
    for question in hostile["questions"]:
        question.update(error=HOSTILE, forbidden=[{"name": HOSTILE, "source": HOSTILE}])
    content = write_feedback(tmp_path, graded(hostile), NAME, HOSTILE).read_text()
    assert "<script" not in content
    assert "\x1b" not in content
    assert "\u202e" not in content
    assert "\u200f" not in content
    # twice the title, warning, message, cell; of each question what is not allowed, its line, error
    assert content.count("&lt;script&gt;alert(1)&lt;/script&gt;\ufffd[31m\ufffd\ufffd") == 5 + 6 * 3


def test_no_cell_is_a_formula():
    starts = ["=", "+", "-", "@", "\t=", "\r\n@", " =", "\u3000+", "\uff1d"]
    assert [start for start in starts if not re.match("\\s*'", safe(f"{start}cmd()"))] == []
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


def test_text_keeps_what_is_harmless(tmp_path):
    page = write_feedback(tmp_path, graded(record(message="a < b & 'c' é")), NAME).read_text()
    assert "<p>a &lt; b &amp; &#39;c&#39; é</p>" in page


def test_statistics_of_questions():
    rng = np.random.default_rng(0)
    shares = rng.integers(0, 2, size=(40, 6)).astype(float)
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
        found = record(shares=[0] * 6)
        found["questions"][1]["diagnosis"] = {"name": "the kernel is <flipped>", "hint": ""}
        report.add(found)
    assert report.mistakes() == [("3_1.conv2d", "the kernel is <flipped>", 3)]
    report.write(tmp_path / "class.html")
    assert "the kernel is &lt;flipped&gt;" in (tmp_path / "class.html").read_text()


def test_sentences():
    question = record(shares=[0.5] * 6)["questions"][0]
    assert sentence(question) == "2 of 4 cases pass."
    assert sentence({**question, "message": "Gone."}) == "Gone."
    diagnosis = {"name": "the stride is left out", "hint": "Step by s."}
    assert "the stride is left out. Step by s." in sentence({**question, "diagnosis": diagnosis})
    assert sentence({**question, "attempted": False}) == "Not attempted."
