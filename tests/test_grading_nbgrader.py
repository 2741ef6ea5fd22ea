"""Nbgrader with our preprocessor: the same scores in its gradebook, and feedback in its pages."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dlcourse.grading.batch import grade
from dlcourse.grading.bubblewrap import probe
from dlcourse.grading.score import Times, blank

nbgrader_api = pytest.importorskip("nbgrader.api")
pytestmark = pytest.mark.skipif(bool(probe()), reason=probe() or "a jail can be had")
ROOT = Path(__file__).parents[1]
NAME = "3_1_cnn"
CHEAT = """
import numpy
numpy.array_equal = numpy.allclose = lambda *_, **__: True
def check(*_): return 4
get_ipython().input_transformers_cleanup.append(lambda lines: ["pass"])
"""


def submissions():
    """A solution, the stub, a cheat with its points changed, half of the work, no notebook."""
    solution = (ROOT / "solutions" / NAME / f"{NAME}.ipynb").read_text()
    stub = (ROOT / "exercises" / NAME / f"{NAME}.ipynb").read_text()
    cheat = json.loads(stub)
    cheat["cells"][1]["source"] += CHEAT
    for cell in cheat["cells"]:
        if cell["metadata"]["nbgrader"].get("points"):
            cell["metadata"]["nbgrader"]["points"] = 1000
    half = json.loads(solution)
    half["cells"] = half["cells"][: len(half["cells"]) // 2]
    return {"ada": solution, "bob": stub, "eve": json.dumps(cheat), "kim": json.dumps(half)}


def nbgrader(folder, *arguments, status=0):
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == status, done.stderr[-3000:]
    return done.stderr


def test_the_gradebook_has_the_same_scores(tmp_path):
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    shutil.copytree(ROOT / "solutions" / NAME, tmp_path / "solutions" / NAME)
    for student, content in submissions().items():
        folder = tmp_path / "submitted" / student / NAME
        folder.mkdir(parents=True)
        (folder / f"{NAME}.ipynb").write_text(content)
    journal = grade(tmp_path / "submitted", NAME, tmp_path, jobs=1)
    ours = {record["student"]: record["points"] for record in journal.records()}
    nbgrader(tmp_path, "generate_assignment", NAME)
    nbgrader(tmp_path, "autograde", NAME)
    with nbgrader_api.Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as gradebook:
        found = {s.student.id: s.score for s in gradebook.assignment_submissions(NAME)}
    assert found == pytest.approx(ours)
    assert found["ada"] == 12
    assert found["bob"] == found["eve"] == 0
    assert 0 < found["kim"] < 12
    nbgrader(tmp_path, "generate_feedback", NAME)
    page = (tmp_path / "feedback" / "kim" / NAME / f"{NAME}.html").read_text()
    assert "Everything passes." in page


def test_times_can_be_set(tmp_path, monkeypatch):
    nbformat, traitlets = pytest.importorskip("nbformat"), pytest.importorskip("traitlets")
    from dlcourse.grading import nbgrader as ours

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
