"""Copies are found under new names; what everyone has, and the course itself, is not counted."""

import json
import sys

import pytest
from handed_in import NAME, SOLUTION
from similar_answers import ONE, OTHERS, RENAMED, alike, prints

from dlcourse.exercises import questions
from dlcourse.grading.report.similar import known, pairs


def answers(*sources):
    return {"q": {f"s{i:02d}": prints(s, "output_size") for i, s in enumerate(sources)}}


def test_a_renamed_copy_is_found():
    (found,) = (p for p in pairs(answers(ONE, *OTHERS, RENAMED)) if p.one == "s00")
    assert (found.other, found.share) == ("s13", 1.0)


def test_own_work_is_not_paired_with_a_copy():
    names = {(p.one, p.other) for p in pairs(answers(ONE, *OTHERS, RENAMED))}
    assert not [pair for pair in names if ("s00" in pair) != ("s13" in pair)]


def test_the_courses_own_text_is_not_counted():
    text = prints(ONE, "output_size")
    assert not [p for p in pairs(answers(ONE, *OTHERS, RENAMED), text) if p.one == "s00"]


def test_what_much_of_the_class_has_is_not_counted():
    assert pairs(answers(*[ONE] * 5, *OTHERS[:5])) == []


@pytest.mark.parametrize("source", ["", "def output_size(n): return n", "x = 1"])
def test_short_answers_are_not_compared(source):
    assert pairs(answers(source, source, *OTHERS)) == pairs(answers("", "", *OTHERS))


def test_what_many_write_each_part_of_and_two_the_whole_is_a_pair():
    parts = [
        ("a = [n * i + 2 for i in range(n) if i % 3]", "b = sum(a) / max(len(a), 1) - min(a)"),
        ("a = list(map(abs, range(n, 4 * n, 5)))", "b = round(a[0] ** 2 + a[-1] ** 0.5, 6)"),
        ("c = {i: str(b) * i for i in sorted(a)}", "return ' '.join(c.values()) or b // 7"),
        ("c = zip(a[::2], reversed(a), a[1:9])", "return any(x < y * b for x, y, _ in c)"),
    ]
    ways = {"03": 12, "12": 12, "02": 2}
    sources = {
        f"{way}{i:02d}": "\n    ".join(["def f(n):", *parts[int(way[0])], *parts[int(way[1])]])
        for way, count in ways.items()
        for i in range(count)
    }
    assert alike(sources, "f") == [("0200", "0201")]


def test_pairs_grow_with_the_class_and_not_with_its_square():
    assert lines_run(800) < 4.5 * lines_run(200)


def lines_run(students):
    """How many lines of Python it takes to find the pairs of a class."""
    numbers = {
        f"s{i:05d}": [(i // 7) * 100 + j for j in range(25)] + list(range(i % 50, i % 50 + 25))
        for i in range(students)
    }
    count, before = 0, sys.gettrace()

    def trace(*_):
        nonlocal count
        count += 1
        return trace

    sys.settrace(trace)
    try:
        assert pairs({"q": numbers})
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("task", questions(NAME), ids=lambda task: task.id)
def test_the_solution_is_known(task):
    cells = json.loads(SOLUTION.read_text())["cells"]
    source = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    found = set(prints(source, task.name))
    assert found
    assert found <= known(NAME)
