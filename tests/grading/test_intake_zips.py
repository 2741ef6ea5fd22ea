"""Zip files as classes hand them in: the right notebook is taken, and everybody has a row."""

from pathlib import Path

import pytest
from handed_in import NAME

from dlcourse.grading.intake.collect import Unreadable, collect

CASES = Path(__file__).with_name("cases")
TAKEN = {
    "b01": {
        "Ann Lee_101": "3_1_cnn.ipynb",
        "Bo Chen_102": "There is no notebook. The zip file hw.zip is damaged.",
        "Cy Dou_103": "There is no notebook. Found: 3_1_cnn.py.",
        "Di Eng_104": "There is no notebook. Found: 3_1_cnn.html.",
        "Ed Fox_105": "3_1_cnn.ipynb.txt",
        "Flo Gim_106": "3_1_cnn.IPYNB",
        "Gus Hu_107": "There is no notebook. Found: onlinetext.html.",
        "Hal Ito_108": "3_1_cnn.ipynb.json",
    },
    "b02": {"张三_201": "3_1_cnn.ipynb", "李四_202": "╩╡╤Θ╥╗.ipynb"},
    "b06": {"ada": "3_1_cnn.ipynb", "bob": "my work.ipynb", "cem": "cem.ipynb"},
    "b09": {
        "ada": "3_1_cnn.ipynb",
        "bob": "Untitled.ipynb",
        "cem": "(final) cnn.ipynb",
        "dia": "3_1_cnn-Copy1.ipynb",
        "eve": "work_3_1_cnn/3_1_cnn.ipynb",
    },
    "canvas": {
        "doejane_4711": "doejane_4711_90210_3_1_cnn.ipynb",
        "roejo_4712": "roejo_LATE_4712_90212_3_1_cnn.ipynb",
    },
    "many": {
        "Ann Lee_101": "3_1_cnn.ipynb",
        "Bo Chen_102": "There is no notebook. The zip file hw.zip is damaged.",
        "Cy Dou_103": "3_1_cnn.ipynb.txt",
        "Di Eng_104": "dlcourse/exercises/3_1_cnn/3_1_cnn.ipynb",
        "Ed Fox_105": "cnn_final.ipynb",
        "Flo Gim_106": "3_1_cnn_final.ipynb",
    },
}
"""What is taken of each student, as the end of a path; or why nothing is."""


@pytest.mark.parametrize("name", TAKEN)
def test_the_right_notebook_is_taken(name):
    found = {one.student: one for one in collect(CASES / f"{name}.zip", NAME)}
    assert found.keys() == TAKEN[name].keys()
    for student, expected in TAKEN[name].items():
        one = found[student]
        if one.note:
            assert one.note == expected
            with pytest.raises(Unreadable, match="no notebook"), one.open():
                pass
        else:
            assert f"/{one.member}".endswith(f"/{expected}")
            with one.open() as file:
                assert file.read(1) == b"{"


def remarks(name, student):
    return {one.student: one.remarks for one in collect(CASES / name, NAME)}[student]


def test_which_of_several_was_taken_is_said():
    assert remarks("many.zip", "Flo Gim_106") == (
        "Graded: 3_1_cnn_final.ipynb. Not graded: 3_1_cnn.ipynb.",
    )
    assert remarks("many.zip", "Ann Lee_101") == ()
    assert remarks("many.zip", "Cy Dou_103") == ("Graded: 3_1_cnn.ipynb.txt.",)


def test_a_mark_of_lateness_is_seen():
    assert [one.late for one in collect(CASES / "canvas.zip", NAME)] == [False, True]
