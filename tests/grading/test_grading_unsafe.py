"""Grading without a jail: on request only, each result says so, and the bank is not there."""

from handed_in import class_of
from hostile_submissions import HONEST_POINTS, NAME, answer, notebook

from dlcourse.grading.batch import grade
from dlcourse.grading.jail.unsafe import UnsafeExecutor
from dlcourse.grading.score import Times, score

TIMES = Times(cell=5, call=5, total=30)


def test_without_a_jail_on_request(tmp_path):
    work = {"s0": notebook(), "s1": answer("import os\nos._exit(1)")}
    folder, found = class_of(tmp_path / "class", work), []
    grade(folder, NAME, tmp_path / "out", jobs=2, times=TIMES, unsafe=True, progress=found.append)
    assert sorted(record["points"] for record in found) == [HONEST_POINTS - 1, HONEST_POINTS]
    assert all("without a jail" in record["warning"] for record in found)


LOOKING = """
import os, dlcourse
from dlcourse.bank.a3_1_cnn.output_size import output_size as right
from dlcourse.exercises import a3_1_cnn
there = os.listdir(os.path.dirname(dlcourse.__file__))
try:
    right(n, k) + 1
except ImportError as error:
    raise ValueError(f"{a3_1_cnn}, {error}, {'exercises' in there}, {'bank' in there}")
"""


def test_without_a_jail_the_bank_is_not_on_the_path(tmp_path):
    path = tmp_path / "x.ipynb"
    path.write_bytes(answer(LOOKING))
    with UnsafeExecutor() as executor, path.open("rb") as file:
        result = score(executor, file, NAME, b"secret", TIMES)
    error = result["questions"][0]["error"]
    assert "<lambda>" in error
    assert "is not there when a notebook is graded, True, False" in error
    assert UnsafeExecutor().folder is None
