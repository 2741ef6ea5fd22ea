"""The class that benchmarks grade is what they say: honest work, with mistakes that have names."""

import random

import pytest

from benchmarks.submissions import MISTAKES, NAME, mistaken, read, submission, write_class
from dlcourse.exercises import find, judge
from dlcourse.grading.intake.collect import collect

NOTED = [(id, *mistake) for id, listed in MISTAKES.items() for mistake in listed]


def answer(source, name):
    names = {}
    exec("import numpy as np\n" + source, names)
    return names[name]


@pytest.mark.parametrize(("id", "old", "new", "name"), NOTED)
def test_mistakes_lose_points_and_have_their_names(id, old, new, name):
    (source,) = ("".join(cell["source"]) for cell in read("solutions")["cells"] if cell["id"] == id)
    task = find(f"3_2.{id.replace('-', '_')}")
    assert judge(task, answer(source, task.name)).complete
    result = judge(task, answer(mistaken(source, old, new), task.name))
    assert result.points < task.points
    assert (result.diagnosis.name if result.diagnosis else "") == name


def test_a_change_of_the_solution_is_told():
    with pytest.raises(ValueError, match="has no 'old'"):
        mistaken("def f(x):", "old", "new")


def test_the_class_has_right_wrong_and_missing_answers(tmp_path):
    write_class(tmp_path, 5)
    assert len(collect(tmp_path, NAME)) == 5
    rng = random.Random(0)
    answers = [
        "".join(cell["source"])
        for _ in range(40)
        for cell in submission(rng)["cells"]
        if cell["id"] in MISTAKES
    ]
    stubs = sum("raise NotImplementedError" in source for source in answers)
    right = ["".join(c["source"]) for c in read("solutions")["cells"] if c["id"] in MISTAKES]
    solved = sum(source in right for source in answers)
    assert 10 < stubs < 30 < len(answers) - stubs - solved < solved
