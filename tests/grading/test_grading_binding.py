"""A function is what its name stands for at its check cell: for the grader as in the notebook."""

import pytest
from changed_work import FULL, changed, scored

from dlcourse.grading.jail.worker.look import checks, look

OUTSIDE = "from dlcourse.functional import conv2d_forward as "
LATER = {
    "an import of the same name": OUTSIDE + "output_size",
    "a scratch value": "output_size = 3",
    "a scratch function": "def output_size(*_, **__):\n    return 0",
    "deleted": "del output_size",
    "another helper": "def conv2d(*_):\n    return None",
}


@pytest.mark.parametrize("cell", LATER.values(), ids=LATER)
def test_a_name_that_is_used_again_costs_nothing(executor, cell):
    result = scored(executor, changed(before={"receptive-field": cell}))
    assert all(q["points"] == q["max_points"] for q in result["questions"][:4])
    result = scored(executor, changed(last=cell))
    assert result["points"] == FULL


def test_helpers_are_those_of_the_check_cell(executor):
    """conv2d calls output_size, which means something else at the end."""
    wrong = "def output_size(*_, **__):\n    return 1"
    result = scored(executor, changed(before={"receptive-field": wrong}))
    asked = {question["id"]: question["points"] for question in result["questions"]}
    assert asked["3_1.conv2d"] == 3
    assert asked["3_1.max_pool2d"] == 1


def test_what_is_not_allowed_at_the_check_is_not(executor):
    answer = OUTSIDE + "forward\ndef conv2d(x, w, b, **k):\n    return forward(x, w, b, **k)[0]"
    honest = "def conv2d(x, w, b, **k):\n    return x"
    text = changed(instead={"conv2d": answer}, last=honest)
    question = scored(executor, text)["questions"][1]
    assert question["points"] == 0
    assert question["forbidden"]


def test_an_answer_after_its_check_is_what_it_was_at_the_check(executor):
    wrong = "def conv2d(x, w, b, **k):\n    return x"
    text = changed(instead={"conv2d": wrong}, last="conv2d = max")
    assert scored(executor, text)["questions"][1]["points"] == 0


def test_another_name_is_checked_as_in_the_notebook(executor):
    check = 'mine = conv2d\ncheck("3_1.conv2d", mine)'
    text = changed({"max-pool2d": "conv2d = 1"}, {"conv2d-check": check})
    assert scored(executor, text)["points"] == FULL


def test_without_a_check_cell_the_last_meaning_holds(executor):
    text = changed(instead={"conv2d-check": "", "output-size-check": "1"})
    assert scored(executor, text)["points"] == FULL


def test_what_later_cells_do_to_an_answer_is_seen():
    asked = [("f", [], "1_1.f")]
    cells = ["box = [1]\ndef f(x):\n    return box[0]", 'check("1_1.f", f)']
    for later in ("import torch\nbox[0] = torch.relu", "import torch\nf.__code__ = torch.relu"):
        (uses,), _, bound = look([*cells, later], asked)
        assert uses, later
        assert bound == {"f": [2, "f"]}
    (uses,), _, _ = look([*cells, "from torch import relu as f\nbox = torch"], asked)
    assert not uses


def test_the_last_check_counts():
    cells = ["check('1_1.f', g)", "exercises.check('1_1.f', f)", "check('1_1.f')", "check(1, f)"]
    assert checks(cells, ["1_1.f"]) == {"1_1.f": (2, "f")}
