"""What `dlcourse grade` writes into nbgrader's gradebook, and written answers graded by hand."""

import json
import shutil
from datetime import datetime

import pytest
from handed_in import NAME, ROOT
from jails import jailed
from nbgrader_course import nbgrader, nbgrader_api, submissions
from typer.testing import CliRunner

from dlcourse.cli import app

pytestmark = jailed
WRITTEN = {
    "cell_type": "markdown",
    "id": "why",
    "metadata": {
        "nbgrader": {
            "grade": True,
            "grade_id": "why",
            "locked": False,
            "points": 3,
            "schema_version": 3,
            "solution": True,
            "task": False,
        }
    },
    "source": "Why is the layer called convolution?",
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with one assignment, which ends in a question to be answered in words."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    written = {}
    for student, content in {"source": solution(), **submissions()}.items():
        notebook = json.loads(content)
        if student != "kim":  # who hands in half of the notebook
            notebook["cells"].append(WRITTEN)
        kind = "solutions" if student == "source" else f"submitted/{student}"
        path = folder / kind / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook))
        written[student] = path
    written["ada"].with_name("timestamp.txt").write_text("2026-11-24 13:00:00 UTC")
    nbgrader(folder, "generate_assignment", NAME)
    return folder


def solution():
    return (ROOT / "solutions" / NAME / f"{NAME}.ipynb").read_text()


def grade(course, *options):
    arguments = ["grade", str(course / "submitted"), "--assignment", NAME]
    arguments += ["--out", str(course / "results"), "--gradebook", str(course / "gradebook.db")]
    return CliRunner().invoke(app, [*arguments, *options])


def scores(course):
    with nbgrader_api.Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        found = book.assignment_submissions(NAME)
        return {s.student.id: (s.score, s.late_submission_penalty, s.timestamp) for s in found}


def give_by_hand(course, student, cell, points):
    with nbgrader_api.Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        mark = book.find_grade(cell, NAME, NAME, student)
        mark.manual_score, mark.needs_manual_grade = points, False
        book.db.commit()


def waits(course, student, cell):
    with nbgrader_api.Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        return book.find_grade(cell, NAME, NAME, student).needs_manual_grade


def test_scores_times_and_penalties_are_in_the_gradebook(course):
    done = grade(course, "--due", "2026-11-23T12:00:00", "--late-per-day", "0.25")
    assert done.exit_code == 0, done.output
    records = json.loads((course / "results" / "grades.json").read_text())
    ours = {record["student"]: (record["points"], record["late_penalty"]) for record in records}
    found = scores(course)
    assert {name: row[:2] for name, row in found.items()} == ours
    assert found["ada"] == (12, 6, datetime(2026, 11, 24, 13))
    assert waits(course, "ada", "why")
    assert not waits(course, "ada", "conv2d-check")


def test_what_a_person_gave_stays(course):
    grade(course)
    give_by_hand(course, "bob", "why", 2)
    give_by_hand(course, "bob", "conv2d-check", 1.5)
    assert scores(course)["bob"][0] == 3.5
    grade(course)
    assert scores(course)["bob"][0] == 3.5
    assert not waits(course, "bob", "why")
    assert waits(course, "bob", "conv2d-check"), "to be looked at again"


def test_written_answers_are_graded_by_hand_in_nbgrader(course):
    nbgrader(course, "autograde", NAME, "--student", "ada")
    assert waits(course, "ada", "why")
    assert scores(course)["ada"][0] == 12
    give_by_hand(course, "ada", "why", 2.5)
    nbgrader(course, "autograde", NAME, "--student", "ada", "--force")
    assert scores(course)["ada"][0] == 14.5
    nbgrader(course, "generate_feedback", NAME, "--student", "ada")
    page = (course / "feedback" / "ada" / NAME / f"{NAME}.html").read_text()
    assert "14.5 / 15" in page


def test_a_gradebook_that_does_not_fit_is_refused(course, tmp_path):
    done = grade(course, "--gradebook", str(tmp_path / "none.db"))
    assert done.exit_code == 2
    assert f"nbgrader generate_assignment {NAME}" in done.output
    empty = tmp_path / "empty.db"
    shutil.copy(course / "gradebook.db", empty)
    with nbgrader_api.Gradebook(f"sqlite:///{empty}") as book:
        book.remove_assignment(NAME)
    done = grade(course, "--gradebook", str(empty))
    assert done.exit_code == 2
    assert f"the gradebook has no {NAME}" in done.output


def test_other_points_are_refused(course, tmp_path):
    book = tmp_path / "other.db"
    shutil.copy(course / "gradebook.db", book)
    with nbgrader_api.Gradebook(f"sqlite:///{book}") as changed:
        changed.find_grade_cell("conv2d-check", NAME, NAME).max_score = 40
        changed.db.commit()
    done = grade(course, "--gradebook", str(book))
    assert done.exit_code == 2
    assert "other questions" in done.output
    assert "'3_1.conv2d': 40" in done.output
