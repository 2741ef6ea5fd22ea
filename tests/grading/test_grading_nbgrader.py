"""Nbgrader with our preprocessor: the same scores in its gradebook, and feedback in its pages."""

import json
import re
import shutil

import pytest
from handed_in import NAME, ROOT
from jails import jailed
from nbformat import v4
from nbgrader_course import nbgrader, nbgrader_api, submissions

from dlcourse.grading.batch import grade
from dlcourse.grading.score import Times, blank

pytestmark = jailed


def cell_of(kind, name, source, points, *, solution):
    """A cell that nbgrader grades: by its outputs, or by a person if it holds an answer."""
    metadata = {"schema_version": 3, "grade_id": name, "grade": True, "solution": solution}
    metadata |= {"locked": not solution, "task": False, "points": points}
    cell = {"cell_type": kind, "id": name, "metadata": {"nbgrader": metadata}, "source": source}
    return cell | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def released():
    """The course's notebook with an answer in words, a plot, and a test of the instructor's own."""
    content = json.loads((ROOT / "solutions" / NAME / f"{NAME}.ipynb").read_text())
    content["cells"] += [
        cell_of("markdown", "words", "Your words.", 2, solution=True),
        cell_of("code", "plot", "# Your plot", 3, solution=True),
        cell_of("code", "own", "assert output_size(5, 3) == 3", 1, solution=False),
    ]
    content["cells"][0]["source"] = "One <b>or</b> two."
    return content


def named(content):
    """Cells of a notebook by their grade_id."""
    return {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in content["cells"]}


def with_words():
    content = released()
    named(content)["words"]["source"] = "In words: it is **two**."
    return content


def liar():
    """Says that what a person grades is graded by its outputs, and has good ones; and more."""
    content = released()
    cells = named(content)
    cells["conv2d"]["source"] = "def conv2d(x, w, b, **settings):\n    return x"
    marks = {"output_type": "execute_result", "data": {"text/plain": "3"}, "metadata": {}}
    good = {"outputs": [marks | {"execution_count": 1}], "execution_count": 1}
    for name in ("words", "plot"):
        cells[name].update(cell_type="code", source="3", **good)
        cells[name]["metadata"]["nbgrader"]["solution"] = False
    checks = [cell["metadata"]["nbgrader"] for cell in content["cells"] if "check(" in str(cell)]
    checks = [c for c in checks if c.get("grade")]
    ids = [check["grade_id"] for check in checks]
    for check, name in zip(checks, ids[1:] + ids[:1], strict=True):
        check["grade_id"] = name
    extra = cell_of("code", "mine", "check('3_1.output_size', output_size)", 50, solution=False)
    content["cells"].append(extra | good)
    for number, claim in enumerate([{}, {"grade": True}, {"grade_id": 5, "grade": True}]):
        odd = cell_of("code", f"odd{number}", "1", 9, solution=False) | good
        content["cells"].append(odd | {"metadata": {"nbgrader": claim}})
    return content


def loser():
    """Has lost cells, doubled others, changed kinds, and acts on who reads it."""
    content = released()
    cells = named(content)
    lost = [cell for cell in content["cells"] if "check(" in str(cell.get("source"))]
    lost.pop().update(cell_type="raw", source="lost")
    content["cells"] = [cell for cell in content["cells"] if cell not in lost]
    content["cells"].append(cells["conv2d"] | {"id": "again"})
    cells["words"]["source"] = "<img src=x onerror=alert(1)> and $a<b$"
    script = {"cell_type": "raw", "id": "script", "metadata": {}, "source": "<script>alert(2)"}
    content["cells"].append(script)
    for cell in content["cells"]:
        cell.pop("outputs", None)
        if cell["cell_type"] == "code":
            cell["outputs"] = []
        else:
            cell.pop("execution_count", None)
    return content


def test_the_gradebook_has_the_same_scores(tmp_path):
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    made = {"lea": with_words(), "max": liar(), "zoe": loser()}
    made = submissions() | {student: json.dumps(content) for student, content in made.items()}
    made = {f"submitted/{student}": content for student, content in made.items()}
    for place, content in {"solutions": json.dumps(released()), **made}.items():
        folder = tmp_path / place / NAME
        folder.mkdir(parents=True)
        (folder / f"{NAME}.ipynb").write_text(content)
    journal = grade(tmp_path / "submitted", NAME, tmp_path, jobs=1)
    ours = {record["student"]: record["points"] for record in journal.records()}
    nbgrader(tmp_path, "generate_assignment", NAME)
    nbgrader(tmp_path, "autograde", NAME)
    with nbgrader_api.Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as gradebook:
        submitted = gradebook.assignment_submissions(NAME)
        found = {s.student.id: s.score for s in submitted}
        read = {s.student.id for s in submitted if s.needs_manual_grade}
    assert found == pytest.approx(ours)
    assert found["ada"] == found["lea"] == found["zoe"] == 12
    assert found["bob"] == found["eve"] == 0
    assert 0 < found["kim"] < 12
    assert found["max"] == 9
    assert read == {"lea", "max", "zoe"}
    nbgrader(tmp_path, "generate_feedback", NAME)
    pages = {s: (tmp_path / "feedback" / s / NAME / f"{NAME}.html").read_text() for s in found}
    assert "Everything passes." in pages["kim"]
    assert "a person has to grade this" in pages["ada"]
    assert "<strong>two</strong>" in pages["lea"]
    assert "<b>or</b>" in pages["bob"]  # who has not written it
    assert "onerror=alert" in pages["zoe"]
    assert not re.search("<(img src=x|script>alert)", pages["zoe"])


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[a](javascript:alert(1))", "[a] (javascript:alert(1))"),
        ("[a][b]\n\n[b]: data:text/html,c", "[a] [b]\n\n[b] : data:text/html,c"),
        (r"\![a](javascript:alert(1))", r"\![a] (javascript:alert(1))"),
        ("[![a](b.png)](javascript:alert(1))", "[![a](b.png)] (javascript:alert(1))"),
        ("![my drawing](attachment:a.png)", "![my drawing](attachment:a.png)"),
        ("<a href=x> and $a<b$", "< a href=x> and $a< b$"),
    ],
)
def test_what_a_person_reads_does_nothing(written, shown):
    from dlcourse.grading.nbgrader.cells import without_tags

    cell = v4.new_markdown_cell(written)
    without_tags(v4.new_notebook(cells=[cell]))
    assert cell.source == shown


def test_times_can_be_set(tmp_path, monkeypatch):
    nbformat, traitlets = pytest.importorskip("nbformat"), pytest.importorskip("traitlets")
    from dlcourse.grading.nbgrader import preprocessor as ours

    seen = []

    def score(executor, file, name, secret, times):
        seen.append(times)
        return blank(name, "")

    monkeypatch.setattr(ours, "score", score)
    monkeypatch.setattr(ours, "executor", lambda: None)
    setup = ours.ExecuteInJail(times={"call": 2.0}, seeds=str(tmp_path))
    setup.preprocess(nbformat.v4.new_notebook(), {"nbgrader": {"assignment": NAME}})
    assert seen == [Times(call=2.0)]
    with pytest.raises(traitlets.TraitError, match="cal"):
        ours.ExecuteInJail(times={"cal": 2.0})
