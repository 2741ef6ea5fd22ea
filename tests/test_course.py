"""The map of the course says what the notebooks themselves say."""

import re
from pathlib import Path

import pytest
from notebook_file import lines, read

from dlcourse import course
from dlcourse.course import CHAPTERS, LINES_PER_MINUTE, WORDS_PER_MINUTE, Chapter
from dlcourse.doctor import Examination, Finding
from dlcourse.exercises import assignments, progress_table, questions

REPOSITORY = Path(__file__).parent.parent
FOLDER = REPOSITORY / "chapters"
READY = [chapter for chapter in CHAPTERS if not chapter.planned]
ASSIGNMENTS = [(f, name) for f in ("solutions", "exercises") for name in assignments()]


def first_cell(chapter):
    return read(FOLDER / f"{chapter.name}.ipynb").cells[0]["source"]


def test_map_holds_the_notebooks_that_exist():
    assert [chapter.name for chapter in READY] == sorted(p.stem for p in FOLDER.glob("*.ipynb"))


def test_chapters_are_in_order_and_each_once():
    names = [chapter.name for chapter in CHAPTERS]
    assert names == sorted(set(names))


def test_map_agrees_with_the_first_cell():
    differing = {}
    for chapter in READY:
        source = first_cell(chapter)
        before = re.search(r"Before this:(.*?)(?:\*Running|\n|$)", source)[1]
        seconds = re.search(r"Running time:\W*(\d+) s", source)[1]
        said = source.splitlines()[0], seconds, re.findall(r"\[([\d.]+)\]\(", before)
        known = f"# {chapter.number} {chapter.title}", str(chapter.seconds), list(chapter.needs)
        if said != known:
            differing[chapter.name] = said, known
    assert differing == {}


def test_minutes_are_those_of_the_text():
    differing = {}
    for chapter in READY:
        notebook = read(FOLDER / f"{chapter.name}.ipynb")
        words = sum(len(cell["source"].split()) for cell in notebook.prose)
        code = sum(len(lines(cell)) for cell in notebook.code)
        minutes = words / WORDS_PER_MINUTE + code / LINES_PER_MINUTE
        if chapter.minutes != pytest.approx(minutes, abs=10):
            differing[chapter.name] = chapter.minutes, minutes
    assert differing == {}


def test_what_is_needed_comes_before():
    out_of_order = {}
    for i, chapter in enumerate(CHAPTERS):
        earlier = {c.number for c in CHAPTERS[:i] if chapter.planned or not c.planned}
        if later := set(chapter.needs) - earlier:
            out_of_order[chapter.name] = later
    assert out_of_order == {}


def test_the_start_page_shows_the_map_as_it_is():
    cells = {cell["id"]: cell for cell in read(FOLDER / "0_start_here.ipynb").cells}
    (shown,) = cells["map"]["outputs"]
    table = course.course_map()
    assert {name: "".join(lines) for name, lines in shown["data"].items()} == {
        "text/plain": repr(table),
        "text/html": table._repr_html_(),
    }


def test_the_start_page_shows_nobodys_scores():
    cells = {cell["id"]: cell for cell in read(FOLDER / "0_start_here.ipynb").cells}
    (shown,) = cells["progress"]["outputs"]
    assert "".join(shown["data"]["text/plain"]).startswith("0 of ")


def test_readme_has_the_same_titles():
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"\| \[([\d.]+)\]\(chapters/(\w+)\.ipynb\) \| (.+?) \|", readme)
    assert rows == [(chapter.number, chapter.name, chapter.title) for chapter in READY]


def test_assignments_state_the_points_and_minutes_of_the_bank():
    differing = {}
    for folder, name in ASSIGNMENTS:
        source = read(REPOSITORY / folder / name / f"{name}.ipynb").cells[0]["source"]
        stated = re.search(r"(\d+) points, about (\d+) minutes", source)
        points = sum(question.points for question in questions(name))
        minutes = sum(question.minutes for question in questions(name))
        if stated.groups() != (f"{points:g}", str(minutes)):
            differing[folder, name] = stated.groups(), (points, minutes)
    assert differing == {}


def test_steps_leave_out_what_follows():
    assert course.before("5.1") == {"0", "2.1", "3.1", "4.1"}
    ends = [earlier for earlier, later in course.steps() if later == "5.1"]
    assert ends == ["4.1"]
    with pytest.raises(ValueError, match="number must be that of a chapter.*'4.9'"):
        course.find("4.9")


def test_links_lead_to_notebooks():
    html = course.course_map()._repr_html_() + progress_table()._repr_html_()
    links = re.findall(r'href="([^"]+)"', html)
    assert len(links) == len(READY) + len(assignments())
    for link in links:
        assert (FOLDER / link).exists(), link


def test_every_chapter_is_in_one_table():
    tables = course.course_map()._repr_html_(), course.planned()._repr_html_()
    for chapter in CHAPTERS:
        # Only its own cell holds the number in bold.
        assert [f"<b>{chapter.number}</b>" in html for html in tables] == [
            not chapter.planned,
            chapter.planned,
        ]
    assert repr(course.planned()) == f"{len(CHAPTERS) - len(READY)} chapters are planned"


def test_road_places_every_chapter_and_tells_every_step():
    nodes, edges, planned = course.road()
    assert len(set(nodes.values())) == len(nodes) == len(CHAPTERS)
    told = {tuple(end.split("\n")[0] for end in edge) for edge in edges}
    for name in nodes:
        number, last = name.split("\n")[0], name.split("\n")[-1]
        far = last.removeprefix("after ").split(", ") if last.startswith("after ") else []
        told |= {(earlier, number) for earlier in far}
    assert told == set(course.steps())
    assert {name.split("\n")[0] for name in planned} == {c.number for c in CHAPTERS if c.planned}


def test_an_arrow_of_the_road_meets_no_box():
    nodes, edges, _ = course.road()
    for start, end in edges:
        (x, y), (to_x, to_y) = nodes[start], nodes[end]
        assert to_y == y or (to_y == y + 1 and abs(to_x - x) <= 1), (start, end)


def test_an_examination_names_what_mends_the_machine():
    remedy = "python -m pip install 'a<b'"
    findings = Finding("numpy", "2.4"), Finding("torch", "not installed", False, remedy=remedy)
    examination = Examination(findings)
    assert repr(examination) == "1 of 2 found; missing: torch"
    html = examination._repr_html_()
    assert "numpy&nbsp;2.4" in html
    assert "python -m pip install &#39;a&lt;b&#39;" in html


def test_a_planned_chapter_has_no_minutes():
    assert Chapter("9_9_later", "Later").planned
    assert not Chapter("9_9_now", "Now", minutes=5).planned
