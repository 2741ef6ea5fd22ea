"""Copies are found under new names; what everyone has, and the course itself, is not counted."""

import json
import os
import random
import re
import time
from itertools import combinations
from pathlib import Path

import pytest
from independent_answers import COPIES, FAR, INDEPENDENT, OUTPUT_SIZE
from test_grading_batch import jailed, notebook

from benchmarks.submissions import MISTAKES, mistaken, read
from benchmarks.written import conv2d
from dlcourse.exercises import find, judge, questions
from dlcourse.exercises.allows import Reader
from dlcourse.grading import slots
from dlcourse.grading.batch import grade
from dlcourse.grading.jail.executor import Executor
from dlcourse.grading.jail.worker.prints import answers as shapes
from dlcourse.grading.report import similar
from dlcourse.grading.report.reports import write_reports
from dlcourse.grading.report.similar import known, pairs, pairs_in

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


def shape(source, *names):
    """The fingerprints of the answers in a source, without their lines."""
    return [[number for number, *_ in found] for _, found in shapes(Reader(source), names)]


def alike(sources, name, solution="3_1_cnn"):
    """Who stands in pairs, of a class that has handed in these sources."""
    prints = {student: shape(source, name)[0] for student, source in sources.items()}
    return [(pair.one, pair.other) for pair in pairs({name: prints}, known(solution))]


EACH = [(name, way) for name, ways in INDEPENDENT.items() for way in ways]


def points(name, source):
    names = {}
    exec(OUTPUT_SIZE["formula"], names)
    exec(source, names)
    return judge(find(f"3_1.{name}"), names[name]).points


@pytest.mark.parametrize(("name", "way"), EACH)
def test_independent_answers_are_right(name, way):
    assert points(name, INDEPENDENT[name][way]) == find(f"3_1.{name}").points


@pytest.mark.parametrize("name", INDEPENDENT)
def test_independent_answers_are_no_pairs(name):
    ways = INDEPENDENT[name]
    assert alike(ways, name) == []
    for one, other in combinations(ways, 2):
        assert alike({one: ways[one], other: ways[other]}, name) == []


@pytest.mark.parametrize(("name", "way", "how"), COPIES, ids=" ".join)
def test_copies_are_found(name, way, how):
    copy = COPIES[name, way, how]
    assert points(name, copy) == find(f"3_1.{name}").points
    assert alike({**INDEPENDENT[name], "~": copy}, name) == [(way, "~")]


def test_a_copy_that_is_rewritten_far_enough_is_not_found():
    """As the page says."""
    assert alike({**INDEPENDENT["conv2d"], "~": FAR}, "conv2d") == []


def test_the_same_mistake_is_no_copy():
    """Who leaves the bias out does it each in a way of his own."""
    end = re.compile(r" \+ (b\[?.*\]|b)(?=$|\n)|\+ b.reshape.*")
    ways = {way: end.sub("", source) for way, source in INDEPENDENT["conv2d"].items()}
    changed = [way for way in ways if ways[way] != INDEPENDENT["conv2d"][way]]
    assert len(changed) > 5
    assert {points("conv2d", ways[way]) for way in changed} == {0}
    assert alike(ways, "conv2d") == []


SOLVED = {cell["id"]: "".join(cell["source"]) for cell in read("solutions")["cells"]}


@pytest.mark.parametrize(("id", "change"), [(i, c[:2]) for i, cs in MISTAKES.items() for c in cs])
def test_the_solution_with_a_classic_mistake_is_no_copy(id, change):
    source = mistaken(SOLVED[id], *change)
    sources = {**{f"s{i}": SOLVED[id] for i in range(4)}, "one": source, "other": source}
    assert alike(sources, id.replace("-", "_"), "3_2_rnn") == []


@pytest.mark.parametrize("way", INDEPENDENT["conv2d"])
def test_one_way_of_all_or_of_many_is_no_pair(way):
    source = INDEPENDENT["conv2d"][way]
    assert alike({f"s{i:02d}": source for i in range(40)}, "conv2d") == []
    others = {other: text for other, text in INDEPENDENT["conv2d"].items() if other != way}
    assert alike({**others, **{f"s{i:02d}": source for i in range(11)}}, "conv2d") == []


@pytest.mark.parametrize("seed", range(20))
def test_generated_answers_are_right(seed):
    assert points("conv2d", conv2d(random.Random(seed))) == find("3_1.conv2d").points


@pytest.mark.parametrize(("students", "most"), [(12, 4), (30, 20), (100, 100)])
def test_a_copy_stands_before_what_is_alike_by_chance(students, most):
    """Where all put their answers together from the same parts, some do it alike."""
    rng = random.Random(students)
    sources = {f"s{i:03}": conv2d(rng) for i in range(students)}
    assert len(alike(sources, "conv2d")) <= most
    copied = next(name for name, source in sources.items() if LEAST_NATURAL in source)
    sources["~"] = sources[copied].replace("patch", "area").replace("OH", "rows")
    assert alike(sources, "conv2d")[0] == (copied, "~")


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


LEAST_NATURAL = "np.zeros([N, F, OH, OW])"
PLAIN = """def f(n):
    total = 0
    for name in range(1, n + 1):
        total += name ** 2 if name % 2 else len('no')
    return total / max(n, 3)
"""
DISGUISES = {
    "comment": ("    for", "    # mine\n\n    for"),
    "docstring": ("):\n", "):\n    'About it.'\n"),
    "names": ("total", "summe"),
    "text": ("'no'", "f'{n} of them'"),
    "annotation": ("total = 0", "total: int = 0"),
    "signature": ("f(n)", "f(n: int) -> float"),
    "layout": ("total / max(n, 3)", "(total\n        / max( n, 3 ))"),
}


@pytest.mark.parametrize("change", DISGUISES.values(), ids=DISGUISES)
def test_what_a_copier_changes_first_changes_nothing(change):
    changed = PLAIN.replace(*change, 1 if change[0] == "):\n" else -1)
    assert changed != PLAIN
    assert shape(changed, "f") == shape(PLAIN, "f") != [[]]


@pytest.mark.parametrize("change", [("range", "sorted"), ("2", "4"), ("+=", "-="), ("/", "//")])
def test_what_tells_answers_apart_counts(change):
    assert shape(PLAIN.replace(*change), "f") != shape(PLAIN, "f")


def test_a_helper_belongs_to_one_answer():
    helper = PLAIN.replace("def f", "def helper")
    use = "def {0}(n):\n    return [helper(n) + i for i in range(n) if i % 2 and helper(i) > 3]\n"
    source = helper + use.format("f") + use.format("g") + "def h(n):\n    return f(n) + g(n)\n"
    alone = shape(helper, "helper")[0]
    both, second, last = shape(source, "f", "g", "h")
    assert set(alone) < set(both)
    assert second
    assert set(second) == set(both) - set(alone)
    assert not set(last) & {*both, *second}


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


ROOT = Path(__file__).parents[2]
NAME = "3_1_cnn"
EVIL = """
def output_size(n, k, stride=1, padding=0, dilation=1):
    '''</pre><script>alert(1)</script>\u202e'''
    text = "</mark><script>alert(2)</script>\u202e & <b>"  # \x1b[31m <img src=x onerror=alert(3)>
    ünïcode = [dilation * (k - 1) + 1 for _ in text if _ not in ("x", "y")][0]
    where = {place: place + ünïcode for place in range(-padding, n + padding, stride)}
    return sum(1 for place, end in where.items() if end <= n + padding and text)
"""
NAMED = "<script>alert(4)<", "a\u202eb & <i>"
DEEP = "x = " + "(" * 3000 + "1" + ")" * 3000
ROOM = "    n = n + 1\n"
LARGE = OUTPUT_SIZE["steps"].replace("    padded", f"    large = 0x{'f' * 9000}\n    padded")
HOSTILE = {
    "deep": notebook(ONE.replace("fit", "fits"), DEEP),
    "long": notebook("def output_size(n, k, **_):\n" + ROOM * 4000 + "    return n"),
    "nested": notebook("def output_size(n, k, **_): return " + "-" * 900 + "n"),
    "wide": notebook(f"def output_size(n, k, **_): return n{' + n' * 9000}"),
    "null": notebook("def output_size(n, k, **_):\0\n    return n\0"),
    "syntax": notebook("def output_size(n, k:"),
    "surrogate": notebook("def output_size(n, k, **_): return '\ud800' * n"),
    "many": notebook("\n".join(f"def output_size(n, k, x={i}): pass" for i in range(3000))),
    "name": notebook(f"def output_size(n, k, **_): return n.{'a' * 100_000}"),
    "large": notebook(LARGE),
}


def written(folder, work):
    folder.mkdir()
    for student, content in work.items():
        (folder / f"{student}.ipynb").write_text(content)
    return folder


@pytest.fixture(scope="module")
def runner():
    """Grades in one jail, in this process."""
    with Executor(slot=200 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])) as executor:

        def run(submissions, assignment, secret, times):
            for submission in submissions:
                yield slots.one(executor, submission, assignment, secret, times)

        yield run


@pytest.fixture(scope="module")
def graded(tmp_path_factory, runner):
    """A class with two copies, hostile answers, the solution ten times, and others' own work."""
    place = tmp_path_factory.mktemp("class")
    solution = (ROOT / "solutions" / NAME / f"{NAME}.ipynb").read_text()
    work = {"ada": notebook(ONE), "bob": notebook("import math", RENAMED, "x = 1")}
    work |= {name: notebook(EVIL) for name in NAMED}
    work |= HOSTILE
    work |= {f"solved{i}": solution for i in range(10)}
    work |= {f"own{i}": notebook(way) for i, way in enumerate(OUTPUT_SIZE.values())}
    work["cut"] = solution[:300]
    journal = grade(written(place / "submitted", work), NAME, place / "out", runner=runner)
    return journal, place / "out"


@jailed
def test_a_class_has_a_page_of_pairs(graded):
    journal, out = graded
    found = {(p.one, p.other) for p in pairs_in(journal, NAME)}
    assert {("ada", "bob"), (NAMED[0], NAMED[1].replace("\u202e", "\\u202e"))} <= found
    own = tuple(f"{name}{i}" for name in ("own", "solved") for i in range(10))
    assert not [name for pair in found for name in pair if name.startswith((*own, "cut"))]
    written = write_reports(out, journal, NAME)
    page = written["similar.html"].read_text(encoding="utf-8")
    assert page.count("<h2") == page.count('href="#pair') == len(found)
    assert page.count("<figure>") == 2 * len(pairs_in(journal, NAME))
    assert "room = n + 2 * padding - span\n" in page
    assert "as a whole: large (3_1.output_size), long (3_1.output_size)." in page
    assert 'href="similar.html"' in written["class.html"].read_text(encoding="utf-8")
    assert "room = n" not in written["grades.json"].read_text(encoding="utf-8")
    json.loads(written["grades.json"].read_text(encoding="utf-8"))


@jailed
def test_nothing_on_the_page_is_a_students_markup(graded):
    journal, out = graded
    page = write_reports(out, journal, NAME)["similar.html"].read_text(encoding="utf-8")
    assert "alert(1)" in page
    assert "alert(4)" in page
    assert "ünïcode" in page
    tags = set(re.findall("<[^ >]*", page)) - {f"</{tag}" for tag in TAGS}
    assert tags <= {"<!DOCTYPE", *(f"<{tag}" for tag in TAGS)}
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ud800-\udfff]", page
    )


TAGS = {
    *("html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "b", "a", "div"),
    *("table", "tr", "th", "td", "code", "section", "figure", "figcaption", "pre", "span", "mark"),
}


@jailed
def test_the_page_says_what_it_could_not_leave_out(graded, tmp_path, monkeypatch):
    journal, out = graded
    page = write_reports(out, journal, NAME)["similar.html"].read_text(encoding="utf-8")
    assert "Not found" not in page
    (tmp_path / "exercises" / NAME).mkdir(parents=True)
    (tmp_path / "exercises" / NAME / f"{NAME}.ipynb").write_text(notebook())
    monkeypatch.setattr(similar, "ROOT", tmp_path)
    page = write_reports(out, journal, NAME)["similar.html"].read_text(encoding="utf-8")
    missing = tmp_path / "solutions" / NAME / f"{NAME}.ipynb"
    assert f"Not found, so what it has is counted: <code>{missing}</code>." in page


@jailed
def test_what_cannot_be_compared_costs_nobody_a_point(graded):
    journal, _ = graded
    points = {record["student"]: record["points"] for record in journal.records()}
    assert points["large"] == points["own0"] == 1
    assert points["deep"] == points["ada"]


@jailed
def test_a_run_that_was_stopped_has_the_same_page_in_the_end(tmp_path, runner):
    work = {f"s{i}": notebook(way) for i, way in enumerate(OUTPUT_SIZE.values())}
    work |= {"a": notebook(ONE), "z": notebook(RENAMED)}
    folder = written(tmp_path / "submitted", work)

    def stop(record):
        raise KeyboardInterrupt

    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            grade(folder, NAME, tmp_path / "stopped", runner=runner, progress=stop)
    pages = []
    for out in (tmp_path / "stopped", tmp_path / "whole"):
        path = write_reports(out, grade(folder, NAME, out, runner=runner), NAME)["similar.html"]
        pages.append(path.read_text(encoding="utf-8"))
    assert pages[0] == pages[1]
    assert "a and z" in pages[0]


@pytest.mark.parametrize("task", questions(NAME), ids=lambda task: task.id)
def test_the_solution_is_known(task):
    cells = json.loads((ROOT / "solutions" / NAME / f"{NAME}.ipynb").read_text())["cells"]
    source = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    found = set(prints(source, task.name))
    assert found
    assert found <= known(NAME)
