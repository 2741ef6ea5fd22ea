"""The page of answers that resemble each other: a class of copies, own work and hostile answers."""

import json
import os
import re

import pytest
from handed_in import NAME, SOLUTION, class_of, notebook
from independent_answers import OUTPUT_SIZE
from jails import jailed
from similar_answers import ONE, RENAMED

from dlcourse.grading import slots
from dlcourse.grading.batch import grade
from dlcourse.grading.jail.executor import Executor
from dlcourse.grading.report import similar
from dlcourse.grading.report.reports import write_reports
from dlcourse.grading.report.similar import pairs_in

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
    solution = SOLUTION.read_text()
    work = {"ada": notebook(ONE), "bob": notebook("import math", RENAMED, "x = 1")}
    work |= {name: notebook(EVIL) for name in NAMED}
    work |= HOSTILE
    work |= {f"solved{i}": solution for i in range(10)}
    work |= {f"own{i}": notebook(way) for i, way in enumerate(OUTPUT_SIZE.values())}
    work["cut"] = solution[:300]
    journal = grade(class_of(place / "submitted", work), NAME, place / "out", runner=runner)
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
    folder = class_of(tmp_path / "submitted", work)

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
