"""What the card shows of a failed case: all numbers of a small one, and the student's own steps."""

import sys

import numpy as np
from made import make, open_task

from dlcourse.exercises import Case, Question, check, find, judge
from dlcourse.exercises._inside import inside
from dlcourse.exercises._view import view


def large_first(rng):
    return [
        Case("large", (rng.standard_normal((5, 6)),)),
        Case("by hand", (np.array([[1.0, 0.5], [-2.0, 3.0]]),)),
    ]


def rows_of(function, **changes):
    result = judge(make(**changes), function)
    failure = view(result, inside=inside(result, function))["failure"]
    pieces = {key: ", ".join("".join(piece) for piece in row) for key, row in failure["rows"]}
    return failure["title"], pieces


def test_small_case_is_written_out():
    title, rows = rows_of(lambda x, *, scale=1.0: 2 * x * (x > 0), cases=large_first)
    assert title == "A failed case to redo by hand"
    assert rows["called with"] == "x = [[1, 0.5], [-2, 3]]"
    assert rows["expected"] == "[[2, 1], [-4, 6]]"
    assert rows["received"] == "[[2, 1], [-0, 6]]"
    assert rows["difference"] == "1 of 4 entries differ."


def test_large_case_is_described_where_no_small_one_fails():
    title, rows = rows_of(lambda x, *, scale=1.0: 2 * x * (len(x) < 3), cases=large_first)
    assert title == "First failed case: large"
    assert rows["called with"] == "x float64 (5, 6)"
    assert "worst entry [" in "".join(rows)


def test_several_outputs_and_odd_ones_are_written_out():
    task = {"cases": large_first, "reference": lambda x, *, scale=1.0: (x, float(x[0, 0]))}
    _, rows = rows_of(lambda x, *, scale=1.0: (x, None), **task)
    assert rows["expected"] == "([[1, 0.5], [-2, 3]], 1)"
    assert rows["received"] == "([[1, 0.5], [-2, 3]], None)"
    assert rows["outputs"] == "✓ output 1, ✗ output 2"
    _, rows = rows_of(lambda x, *, scale=1.0: (Question, 1.0), **task)
    assert rows["received"] == "(type, 1)"


def norm(x, *, scale=1.0):
    squares = x * x
    total = squares.sum()
    return scale * total**0.5


def test_first_wrong_step_is_ticked():
    def student(x, *, scale=1.0):
        squares = x * x
        total = squares.mean()
        named_otherwise = scale * total**0.5
        return named_otherwise

    task = {"cases": large_first, "reference": norm, "intermediates": ("squares", "total", "root")}
    _, rows = rows_of(student, **task)
    assert rows["on the way"] == "✓ squares, ✗ total"


def test_steps_before_an_error_are_ticked():
    def student(x, *, scale=1.0):
        squares = x * x
        return squares.nothing

    _, rows = rows_of(student, cases=large_first, reference=norm, intermediates=("squares",))
    assert rows["on the way"] == "✓ squares"


def test_steps_are_not_shown_where_the_question_names_none():
    assert "on the way" not in rows_of(lambda x, *, scale=1.0: x, cases=large_first)[1]


def test_profiler_that_was_set_stays():
    def profile(*event):
        pass

    def student(x, *, scale=1.0):
        return x

    sys.setprofile(profile)
    try:
        rows_of(student, cases=large_first, reference=norm, intermediates=("squares",))
        assert sys.getprofile() is profile
    finally:
        sys.setprofile(None)


def test_two_mistakes_at_once_are_named():
    def student(x, w, b, *, stride=1, padding=0):
        flipped, none = w[:, :, ::-1, ::-1], 0 * b
        return find("3_1.conv2d").reference(x, flipped, none, stride=stride, padding=padding)

    found = judge(find("3_1.conv2d"), student).diagnosis
    assert found.name == "two at once: the kernel is flipped; the bias is left out"
    assert found.hint.count(".") == 2


def test_slow_call_is_told_what_the_grader_allows(bank, monkeypatch):
    monkeypatch.setattr(Question, "seconds", -1.0)
    html = check("1_1.double", lambda x, *, scale=1.0: 2 * scale * x)._repr_html_()
    assert "the grader ends one after -1 s of the processor" in html
    monkeypatch.setattr(Question, "seconds", 1e9)
    html = check("1_1.double", lambda x, *, scale=1.0: 2 * scale * x)._repr_html_()
    assert "the grader ends" not in html


def test_numbers_that_differ_late_are_written_with_more_digits():
    _, rows = rows_of(lambda x, *, scale=1.0: 2 * x + 1e-6 * (x > 2), cases=large_first)
    assert rows["expected"] == rows["received"] == "[[2, 1], [-4, 6]]"
    assert rows["worst entry [1, 1]"] == "expected6.0, received6.000001"


def test_an_open_task_shows_what_was_printed():
    def student(x):
        print("loss 0.5")
        return 0.2

    rows = dict(view(judge(open_task(), student))["measured"])
    assert rows["printed"] == [("", "loss 0.5\nloss 0.5")]
    assert "printed" not in dict(view(judge(open_task(), lambda x: 0.2))["measured"])
