"""Submissions are found in what an instructor has, and nobody is taken for another."""

import os
import zipfile
from pathlib import Path

import pytest
from handed_in import NAME

from dlcourse.grading.intake.collect import Submission, Unreadable, collect
from dlcourse.grading.report.roster import fill_roster


def students(found):
    return [submission.student for submission in found]


def test_nbgraders_tree(tmp_path):
    for student in ("ada", "bob"):
        folder = tmp_path / student / NAME
        folder.mkdir(parents=True)
        (folder / f"{NAME}.ipynb").write_text("{}")
        (folder / "timestamp.txt").write_text("2026-11-23 17:02:11.000000 UTC")
    found = collect(tmp_path, NAME)
    assert students(found) == ["ada", "bob"]
    assert found[0].submitted.hour == 17


def test_a_folder_without_a_notebook_is_told(tmp_path):
    (tmp_path / "ada" / NAME).mkdir(parents=True)
    (found,) = collect(tmp_path, NAME)
    with pytest.raises(Unreadable, match="no notebook"), found.open():
        pass


def test_a_flat_folder(tmp_path):
    for student in ("ada", "bob"):
        (tmp_path / f"{student}.ipynb").write_text("{}")
    assert students(collect(tmp_path, NAME)) == ["ada", "bob"]


PLATFORMS = {
    "Canvas": ["adalovelace_4711_90210_3_1_cnn.ipynb", "bob_LATE_4712_90211_3_1_cnn-1.ipynb"],
    "Moodle folders": [
        "Ada L_4711_assignsubmission_file_/a.ipynb",
        "Bob_12_assignsubmission_file_/b.ipynb",
    ],
    "Moodle files": [
        "Ada L_4711_assignsubmission_file_a.ipynb",
        "Bob_12_assignsubmission_file_b.ipynb",
    ],
    "folders": ["ada/a.ipynb", "bob/3_1_cnn/b.ipynb"],
}


@pytest.mark.parametrize("names", PLATFORMS.values(), ids=PLATFORMS)
def test_zip_files_of_learning_platforms(tmp_path, names):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for name in names:
            archive.writestr(name, name)
    found = collect(tmp_path / "all.zip", NAME)
    assert [name[:3].lower() for name in students(found)] == ["ada", "bob"]
    with found[0].open() as file:
        assert file.read().decode() == names[0]


def test_nobody_is_another_by_the_name_of_a_file(tmp_path):
    """On Moodle a student chooses the name of a file, and at times that of a person."""
    eve = [
        "Eve_4711_assignsubmission_file_x_12_assignsubmission_file_.ipynb",
        "Bob_12_assignsubmission_file_4711_assignsubmission_file_a.ipynb",
        "eve_4711_90210_bob_12_90211_a.ipynb",
    ]
    for name in [*eve, "Bob_12_assignsubmission_file_b.ipynb"]:
        (tmp_path / name).write_text(name)
    found = {one.student: one.path.name for one in collect(tmp_path, NAME)}
    assert len(found) == 4
    assert found["Bob_12"] == "Bob_12_assignsubmission_file_b.ipynb"
    assert found["eve_4711"] == eve[2]


@pytest.mark.parametrize("header", ["Student,ID,SIS User ID", "Identifier,Full name,Grade"])
@pytest.mark.parametrize(
    "name",
    [
        "eve_11_9001_X_77_assignsubmission_file_a",
        "eve_11_9001_A_1_assignsubmission_file_B_2_assignsubmission_file_77",
        "Eve_11_assignsubmission_file_B_2_assignsubmission_file_77",
    ],
)
def test_nobody_is_another_in_a_roster(tmp_path, header, name):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / f"{name}.ipynb").write_text("{}")
    (student,) = students(collect(tmp_path / "in", NAME))
    (tmp_path / "roster.csv").write_text(f"{header}\n77,77,77\nParticipant 77,Bob,\n")
    record = {"student": student, "final_points": 0.0, "max_points": 1.0}
    out = tmp_path / "filled.csv"
    assert fill_roster(tmp_path / "roster.csv", [record], NAME, out) == [student]


def test_names_can_be_shown_anywhere_and_stay_different(tmp_path):
    names = ["a\nb", "a\\nb", "a\x1b[2Jb", "a\u202eb", "a\u200bb", "ab", "a\udcffb", "a\\udcffb"]
    for name in names:
        (tmp_path / f"{name}.ipynb").write_text("{}")
    found = students(collect(tmp_path, NAME))
    assert len(set(found)) == len(names)
    assert all(name.isprintable() for name in found)


@pytest.mark.parametrize("name", ["../../ada.ipynb", "/etc/ada.ipynb", "..\\..\\ada.ipynb"])
def test_paths_in_a_zip_lead_nowhere(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr(name, "{}")
    (found,) = collect(tmp_path / "all.zip", NAME)
    assert found.student in ("ada", "etc")
    assert "/" not in found.slug
    assert ".." not in found.slug


def test_links_are_not_followed(tmp_path):
    (tmp_path / "ada.ipynb").symlink_to("/etc/passwd")
    (tmp_path / "bob").mkdir()
    (tmp_path / "bob" / NAME).symlink_to("/etc")
    for found in collect(tmp_path, NAME):
        with pytest.raises(Unreadable, match="link"), found.open():
            pass


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "ada.ipynb")
    (found,) = collect(tmp_path, NAME)
    with pytest.raises(Unreadable, match="not a file"), found.open():
        pass


def test_slugs_differ_where_names_differ():
    names = ["ada", "a/da", "a_da", "ä", "ö", "../x", "x" * 300, "x" * 301, "Ada", "ADA", ""]
    names += [Submission(name, Path()).slug for name in names]  # one is named as another's page
    slugs = [Submission(name, Path()).slug for name in dict.fromkeys(names)]
    assert len({slug.casefold() for slug in slugs}) == len(slugs)
    assert max(map(len, slugs)) < 80
    assert slugs[0] == "ada"


def test_nothing_to_grade_is_told(tmp_path):
    with pytest.raises(ValueError, match="no submission"):
        collect(tmp_path, NAME)
    with pytest.raises(ValueError, match="folder or a zip"):
        collect(tmp_path / "nothing", NAME)
