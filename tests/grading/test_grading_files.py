"""Damaged files, links, large files and odd names: each costs one student at most."""

import json
import os
import zipfile
from pathlib import Path

import pytest
from handed_in import class_of
from hostile_submissions import HONEST_POINTS, NAME, notebook
from jails import jailed

from dlcourse.grading.batch import grade
from dlcourse.grading.intake.collect import MOST_BYTES, Unreadable, collect
from dlcourse.grading.score import Times

TIMES = Times(cell=5, call=5, total=30)


def unreadable(submission):
    with pytest.raises(Unreadable) as reason, submission.open():
        pass
    return str(reason.value)


def test_damage_in_a_zip_costs_one_student(tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("ada", "bob"):
            archive.writestr(f"{name}.ipynb", notebook() * 9 + name.encode())
    data = bytearray(path.read_bytes())
    data[60:90] = b"\xff" * 30
    path.write_bytes(data)
    ada, bob = collect(path, NAME)
    assert "damaged" in unreadable(ada)
    with bob.open() as file:
        assert file.read().endswith(b"bob")


def test_a_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("ada.ipynb", "w", force_zip64=True) as file:
            for _ in range((MOST_BYTES >> 20) + 1):
                file.write(bytes(1 << 20))
    (found,) = collect(path, NAME)
    assert "too large" in unreadable(found)


def test_a_file_of_terabytes_is_not_read(tmp_path):
    with (tmp_path / "ada.ipynb").open("wb") as file:
        file.truncate(1 << 40)
    (found,) = collect(tmp_path, NAME)
    assert "larger than" in unreadable(found)


def test_folders_in_a_zip_make_nobody_another(tmp_path):
    names = [
        "class/ada/bob/3_1_cnn/3_1_cnn.ipynb",
        "class/ada/Bob_12_assignsubmission_file_/a.ipynb",
        "class/ada/bob_4712_90211_a.ipynb",
        "class/bob/3_1_cnn/3_1_cnn.ipynb",
    ]
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for name in names:
            archive.writestr(name, name)
    found = collect(tmp_path / "all.zip", NAME)
    assert [(one.student, one.member) for one in found] == [("ada", names[0]), ("bob", names[3])]


def test_a_student_whose_folder_is_a_link_is_told(tmp_path):
    (tmp_path / "ada").symlink_to("/etc")
    (found,) = collect(tmp_path, NAME)
    assert "link" in unreadable(found)


@jailed
def test_names_of_any_bytes(tmp_path):
    folder = class_of(tmp_path / "class", {})
    for name in (b"\xff\xfe.ipynb", b"a\nb.ipynb", b".ipynb", b"<b>=1.ipynb"):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(notebook())
    journal = grade(folder, NAME, tmp_path / "out", jobs=1, times=TIMES)
    records = list(journal.records())
    assert [record["points"] for record in records] == [HONEST_POINTS] * 4
    for record in records:
        json.dumps(record, ensure_ascii=False).encode()
        (tmp_path / f"{record['slug']}.html").touch()
