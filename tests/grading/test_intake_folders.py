"""Folders as students leave them: the work is found, and nobody is lost without a word."""

import json
import os
import zipfile

import pytest
from handed_in import NAME, ROOT, SOLUTION, notebook

from dlcourse.grading.intake import collect as module
from dlcourse.grading.intake.collect import Unreadable, collect

STUB = (ROOT / "exercises" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
WORK = SOLUTION.read_text(encoding="utf-8")
HALF = json.dumps(json.loads(WORK)).replace("def conv2d", "def later")
TREE = {
    f"{NAME}-ghuser/README.md": "",
    f"{NAME}-ghuser/{NAME}.ipynb": WORK,
    f"ada/{NAME}/{NAME}.ipynb": WORK,
    f"ada/{NAME}/timestamp.txt": "2026-11-23 17:02:11.000000 CST",
    f"bob/dlcourse/exercises/{NAME}/{NAME}.ipynb": WORK,
    f"bob/dlcourse/solutions/{NAME}/{NAME}.ipynb": WORK,
    f"cem/{NAME}/{NAME}.IPYNB": WORK,
    f"dia/{NAME}/{NAME}.ipynb.txt": WORK,
    f"eve/{NAME}/my cnn.ipynb": WORK,
    f"eve/{NAME}/._my cnn.ipynb": "x",
    f"fay/{NAME}/{NAME} (1).ipynb": HALF,
    f"fay/{NAME}/{NAME} (2).ipynb": WORK,
    "gus/2_1_core_concepts/2_1_core_concepts.ipynb": WORK,
    "ivo.zip": "PK",
    "joy.py": "x=1",
    "kim.IPYNB": WORK,
    f"lea/{NAME}+2026-11-20 10:00:00 UTC/{NAME}.ipynb": WORK,
    "max/3_1_CNN.ipynb": WORK,
    "max/notes.ipynb": notebook("print(1)"),
    "hal.ipynb": WORK,
    "._hal.ipynb": "x",
    ".ipynb_checkpoints/hal-checkpoint.ipynb": STUB,
    "__MACOSX/ada/._x.ipynb": "x",
    "grades.csv": "",
}
TAKEN = {
    f"{NAME}-ghuser": f"{NAME}.ipynb",
    "ada": f"{NAME}.ipynb",
    "bob": f"exercises/{NAME}/{NAME}.ipynb",
    "cem": f"{NAME}.IPYNB",
    "dia": f"{NAME}.ipynb.txt",
    "eve": "my cnn.ipynb",
    "fay": f"{NAME} (2).ipynb",
    "gus": "There is no notebook. Found: 2_1_core_concepts/2_1_core_concepts.ipynb.",
    "hal": "hal.ipynb",
    "ivo": "There is no notebook. The zip file ivo.zip is damaged.",
    "joy": "There is no notebook. Found: joy.py.",
    "kim": "kim.IPYNB",
    "lea": f"{NAME}.ipynb",
    "max": "3_1_CNN.ipynb",
}


def laid_out(folder, tree):
    for name, content in tree.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def test_a_folder_of_everything(tmp_path):
    found = {one.student: one for one in collect(laid_out(tmp_path, TREE), NAME)}
    assert found.keys() == TAKEN.keys()
    for student, expected in TAKEN.items():
        one = found[student]
        assert one.note == expected if one.note else str(one.path).endswith(expected)


@pytest.mark.parametrize(
    ("files", "taken"),
    [
        ({f"{NAME}.ipynb": STUB, f"{NAME}_final.ipynb": WORK}, f"{NAME}_final.ipynb"),
        ({f"{NAME}.ipynb": WORK, f"{NAME}_final.ipynb": STUB}, f"{NAME}.ipynb"),
        ({f"{NAME}.ipynb": WORK, f"{NAME}_final.ipynb": WORK}, f"{NAME}.ipynb"),
        ({f"{NAME}.ipynb": HALF, f"{NAME}_final.ipynb": WORK}, f"{NAME}_final.ipynb"),
        ({f"{NAME}.ipynb": STUB, "other.ipynb": notebook("1")}, f"{NAME}.ipynb"),
        ({f"{NAME}-2.ipynb": WORK, f"{NAME}-10.ipynb": WORK}, f"{NAME}-10.ipynb"),
    ],
)
def test_of_several_the_one_with_the_work(tmp_path, files, taken):
    laid_out(tmp_path, {f"ada/{name}": content for name, content in files.items()})
    (found,) = collect(tmp_path, NAME)
    assert found.path.name == taken
    assert found.remarks[0].startswith(f"Graded: {taken}. Not graded: ")


def test_of_several_none_is_guessed(tmp_path):
    laid_out(tmp_path, {"ada/x.ipynb": notebook("1"), "ada/y.ipynb": notebook("1")})
    (found,) = collect(tmp_path, NAME)
    assert found.note == f"No notebook is named {NAME}.ipynb. Found: x.ipynb, y.ipynb."


def test_a_folder_and_a_file_are_one_person(tmp_path):
    laid_out(tmp_path, {f"ada/{NAME}.ipynb": STUB, "ada.ipynb": WORK})
    (found,) = collect(tmp_path, NAME)
    assert found.path == tmp_path / "ada.ipynb"


@pytest.mark.parametrize("outer", [True, False], ids=["in a zip", "in a folder"])
def test_a_zip_in_what_was_handed_in_is_opened(tmp_path, outer):
    (tmp_path / "class").mkdir()
    inner = tmp_path / "class" / "ada_1_2_hw.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr(f"dlcourse/solutions/{NAME}/{NAME}.ipynb", "no")
        archive.writestr(f"dlcourse/exercises/{NAME}/{NAME}.ipynb", WORK)
    source = inner.parent
    if outer:
        source = tmp_path / "all.zip"
        with zipfile.ZipFile(source, "w") as archive:
            archive.write(inner, inner.name)
    (found,) = collect(source, NAME)
    assert found.student == "ada_1"
    assert "exercises" in found.remarks[0]
    with found.open() as file:
        assert file.read().decode() == WORK


def test_a_folder_that_cannot_be_read_costs_one_student(tmp_path, monkeypatch):
    laid_out(tmp_path, {f"ada/{NAME}.ipynb": WORK, f"bob/{NAME}.ipynb": WORK})
    scan = os.scandir

    def refused(path):
        if os.fspath(path).endswith("ada"):
            raise PermissionError(13, "refused", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", refused)
    ada, bob = collect(tmp_path, NAME)
    assert ada.note == "A folder cannot be opened."
    assert not bob.note


def test_an_error_of_ours_costs_one_student(tmp_path, monkeypatch):
    laid_out(tmp_path, {"ada.ipynb": WORK, "bob.ipynb": WORK})
    choose = module.choose

    def failing(files, assignment):
        if files[0].name == "ada.ipynb":
            raise RuntimeError
        return choose(files, assignment)

    monkeypatch.setattr(module, "choose", failing)
    ada, bob = collect(tmp_path, NAME)
    assert not bob.note
    with pytest.raises(Unreadable, match="cannot be read .RuntimeError"), ada.open():
        pass
