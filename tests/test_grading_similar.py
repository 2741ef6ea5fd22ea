"""Copies are found under new names; what everyone has, and the course itself, is not counted."""

import json
import re
import time
from pathlib import Path

import pytest
from test_grading_batch import notebook

from dlcourse.exercises import questions
from dlcourse.exercises._forbids import Reader
from dlcourse.grading.batch import grade
from dlcourse.grading.bubblewrap import probe
from dlcourse.grading.reports import write_reports
from dlcourse.grading.similar import known, pairs, pairs_in
from dlcourse.grading.worker.prints import answers as shapes

ONE = '''
import numpy as np

def output_size(n, k, stride=1, padding=0, dilation=1):
    """Count the windows."""
    span = dilation * (k - 1) + 1  # of the kernel
    room = n + 2 * padding - span
    if room < 0:
        raise ValueError("the kernel does not fit")
    return helper(room, stride) + 1

def helper(room, stride):
    return int(np.floor(room / stride))
'''
RENAMED = """
import numpy as np
unused = 3
def output_size(n, k, stride=1, padding=0, dilation=1):
    a = dilation * (k - 1) + 1

    b = n + 2 * padding - a
    if b < 0:
        raise ValueError("the kernel does not fit")
    return f(b, stride) + 1
def f(b, step):
    "Another docstring."
    return int(np.floor(b / step))
"""
OTHERS = [
    f"""
def output_size(n, k, stride=1, padding=0, dilation=1):
    positions = range(-padding, n + padding - dilation * (k - 1), stride)
    total = {number}
    for _ in positions:
        total += 1
    values = [{"x + " * number}{number} for x in range({number})]
    while total > 10 ** {number}:
        total, values = total // {number + 2}, values[:: {number + 1}] or [total]
    return total - {number}
"""
    for number in range(12)
]


def prints(source, name):
    return [row[0] for row in shapes(Reader(source), [name])[0][1]]


def answers(*sources):
    return {"q": {f"s{i:02d}": prints(s, "output_size") for i, s in enumerate(sources)}}


def test_a_renamed_copy_is_found():
    (found,) = (p for p in pairs(answers(ONE, *OTHERS, RENAMED)) if p.one == "s00")
    assert (found.other, found.share) == ("s13", 1.0)


def test_own_work_is_not_paired_with_a_copy():
    names = {(p.one, p.other) for p in pairs(answers(ONE, *OTHERS, RENAMED))}
    assert not [pair for pair in names if ("s00" in pair) != ("s13" in pair)]


def test_the_courses_own_text_is_not_counted():
    known = prints(ONE, "output_size")
    assert not [p for p in pairs(answers(ONE, *OTHERS, RENAMED), known) if p.one == "s00"]


def test_what_much_of_the_class_has_is_not_counted():
    assert pairs(answers(*[ONE] * 5, *OTHERS[:5])) == []


@pytest.mark.parametrize("source", ["", "def output_size(n): return n", "x = 1"])
def test_short_answers_are_not_compared(source):
    assert pairs(answers(source, source, *OTHERS)) == pairs(answers("", "", *OTHERS))


@pytest.mark.parametrize("source", [ONE, RENAMED, *OTHERS])
def test_lines_lie_in_the_text(source):
    ((text, found),) = shapes(Reader(source), ["output_size"])
    assert "def output_size" in text
    assert all(0 <= first <= last < len(text.split("\n")) for _, first, last in found)
    assert min(first for _, first, _ in found) == 0


def test_pairs_grow_with_the_class_and_not_with_its_square():
    def seconds(students):
        numbers = {
            f"s{i:05d}": [(i // 7) * 100 + j for j in range(25)]
            + list(range(j0 := i % 50, j0 + 25))
            for i in range(students)
        }
        start = time.process_time()
        assert pairs({"q": numbers})
        return time.process_time() - start

    assert seconds(8000) < 16 * max(seconds(2000), 0.05)


ROOT = Path(__file__).parents[1]
NAME = "3_1_cnn"
EVIL = """
def output_size(n, k, stride=1, padding=0, dilation=1):
    '''</pre><script>alert(1)</script>\u202e'''
    text = "</pre><script>alert(2)</script>\u202e & <b>"
    reach = [dilation * (k - 1) + 1 for _ in text if _ not in ("x", "y")][0]
    where = {place: place + reach for place in range(-padding, n + padding, stride)}
    return sum(1 for place, end in where.items() if end <= n + padding and text)
"""
DEEP = "x = " + "(" * 3000 + "1" + ")" * 3000
LONG = "def output_size(n, k, **_):\n" + "    n = n + 1\n" * 4000 + "    return n"


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class with two copies, hostile answers, the solution four times, and others' own work."""
    folder, out = tmp_path_factory.mktemp("class"), tmp_path_factory.mktemp("out")
    solution = (ROOT / "solutions" / NAME / f"{NAME}.ipynb").read_text()
    work = {"ada": notebook(ONE), "bob": notebook("import math", RENAMED, "x = 1")}
    own = "    more = '<script>', 17.5, [a for a in (n, k)][0] ** 2 - 3\n" * 3 + "    where"
    work |= {"evil0": notebook(EVIL), "evil1": notebook(EVIL.replace("    where", own))}
    work |= {f"deep{i}": notebook(ONE.replace("fit", "fits"), DEEP) for i in range(2)}
    work |= {f"long{i}": notebook(LONG) for i in range(2)}
    work |= {f"solved{i}": solution for i in range(2)}
    work |= {f"own{i:02d}": notebook(source) for i, source in enumerate(OTHERS)}
    work["cut"] = solution[:300]
    for student, content in work.items():
        (folder / f"{student}.ipynb").write_text(content)
    return grade(folder, NAME, out, jobs=1), out


@pytest.mark.skipif(bool(probe()), reason=probe() or "a jail can be had")
def test_a_class_has_a_page_of_pairs(graded):
    journal, out = graded
    found = {(p.one, p.other) for p in pairs_in(journal, NAME)}
    assert {("ada", "bob"), ("evil0", "evil1")} <= found
    assert not [
        pair for pair in found for name in pair if name.startswith(("own", "solved", "cut"))
    ]
    written = write_reports(out, journal, NAME)
    page = written["similar.html"].read_text(encoding="utf-8")
    assert page.count("<details>") == len(pairs_in(journal, NAME))
    assert "<mark>    room = n + 2 * padding - span</mark>" in page
    assert "<script" not in page
    assert "\u202e" not in page
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", page)
    assert 'href="similar.html"' in written["class.html"].read_text(encoding="utf-8")
    assert "room = n" not in written["grades.json"].read_text(encoding="utf-8")
    json.loads(written["grades.json"].read_text(encoding="utf-8"))


@pytest.mark.parametrize("task", questions(NAME), ids=lambda task: task.id)
def test_the_solution_is_known(task):
    cells = json.loads((ROOT / "solutions" / NAME / f"{NAME}.ipynb").read_text())["cells"]
    source = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    found = set(prints(source, task.name))
    assert found
    assert found <= known(NAME)
