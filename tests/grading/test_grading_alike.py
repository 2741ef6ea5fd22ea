"""`dlcourse grade`, nbgrader with our preprocessor and a cluster give a class the same scores."""

import json
import os
import re
import shutil
import signal
from functools import partial

import pytest
from handed_in import ROOT
from jails import jailed
from nbgrader_course import nbgrader, nbgrader_api

from dlcourse.grading import cluster
from dlcourse.grading.batch import grade
from dlcourse.grading.score import Times

distributed = pytest.importorskip("distributed")
pytestmark = jailed
NAME, SECONDS = "3_2_rnn", {"cell": 3.0, "call": 2.0}
TIMES = Times(**SECONDS)

# By student: answer cell, what stands in the solution, what the student wrote instead.
CHANGES = {
    "right": (),
    "partly": [("rnn", "h_0, []", "0 * h_0, []"), ("lstm-cell", "c = f * c", "c = c")],
    "wrong": [
        ("rnn", "return ", "return 1 + "),
        ("final-states", "return ", "return 1 + "),
        ("lstm-cell", "return o", "return 1 + o"),
        ("gru-cell", "return ", "return 1 + "),
        ("peephole-cell", "return ", "return 1 + "),
        ("set-memory", "return ", "return 1, "),
    ],
    "raising": [("rnn", "h, states =", "1 / 0\n    h, states ="), ("gru-cell", "r, z =", "r =")],
    "crashing": [("rnn", "h, states =", "import os; os._exit(1)\n    h, states =")],
    "crashing in a cell": [("final-states", "def final", "import os; os._exit(1)\ndef final")],
    "not ending": [("lstm-cell", "i, f, g, o =", "while True: pass\n    i, f, g, o =")],
    "not ending in a cell": [("rnn", "def rnn", "while True: pass\ndef rnn")],
    "forbidden": [("gru-cell", "from_x =", "import torch\n    from_x =")],
    "own imports": [
        ("imports", "import numpy as np", "import math\nimport numpy as np"),
        ("rnn", "h, states =", "math.sqrt(2)\n    h, states ="),
    ],
    "odd": [("rnn", "return ", "return lambda: "), ("lstm-cell", "return o", "return None, o")],
    "no syntax": [("gru-cell", "return ", "retrun ")],
}
BROKEN = "cut", "empty", "other"


def read(folder):
    return json.loads((ROOT / folder / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8"))


def changed(changes):
    """The solution as a student might hand it in."""
    notebook = read("solutions")
    cells = {cell["id"]: cell for cell in notebook["cells"]}
    for id, old, new in changes:
        source = "".join(cells[id]["source"])
        assert old in source
        cells[id]["source"] = source.replace(old, new)
    return json.dumps(notebook)


def as_text(id):
    """The solution with an answer that has become text, as by the key m in JupyterLab."""
    notebook = read("solutions")
    (cell,) = (cell for cell in notebook["cells"] if cell["id"] == id)
    cell["cell_type"] = "markdown"
    cell["metadata"]["nbgrader"]["cell_type"] = "code"  # as released
    del cell["outputs"], cell["execution_count"]
    return json.dumps(notebook)


def write_class(folder):
    """Notebooks of which most can be read, and most of these run to their end."""
    contents = {name.replace(" ", "-"): changed(changes) for name, changes in CHANGES.items()}
    stub, half = read("exercises"), read("solutions")
    half["cells"] = half["cells"][: len(half["cells"]) // 2]
    contents |= {"stub": json.dumps(stub), "half": json.dumps(half)}
    contents["text"] = as_text("lstm-cell")
    contents |= dict(zip(BROKEN, (contents["right"][:5000], "", "[1, 2, 3]"), strict=True))
    for student, content in contents.items():
        place = folder / student / NAME
        place.mkdir(parents=True)
        (place / f"{NAME}.ipynb").write_text(content, encoding="utf-8")
    return set(contents)


def by_nbgrader(folder):
    """Points of each student in nbgrader's gradebook."""
    config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    config += f"\nc.ExecuteInJail.times = {SECONDS}\n"
    (folder / "nbgrader_config.py").write_text(config, encoding="utf-8")
    shutil.copytree(ROOT / "solutions" / NAME, folder / "solutions" / NAME)
    nbgrader(folder, "generate_assignment", NAME)
    said = nbgrader(folder, "autograde", NAME, status=1)
    failed = set(re.findall(r"error processing assignment .* for student '(.+)'", said))
    assert failed == set(BROKEN)  # nbgrader goes on with the others, and says so at its end
    with nbgrader_api.Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        return {s.student.id: s.score for s in gradebook.assignment_submissions(NAME)}


def by_cluster(folder, out):
    """Grade on two workers, of which one is killed after the first result."""
    killed = []

    def kill_one(record):
        if not killed:
            killed.append(machines.workers[0].pid)
            os.kill(killed[0], signal.SIGKILL)

    settings = dict(n_workers=2, threads_per_worker=1, dashboard_address=None)
    with distributed.LocalCluster(**settings) as machines:
        runner = partial(cluster.run, scheduler=machines.scheduler_address)
        journal = grade(folder, NAME, out, times=TIMES, runner=runner, progress=kill_one)
    assert killed
    return points(journal)


def points(journal):
    return {record["student"]: record["points"] for record in journal.records()}


def test_the_same_scores_in_three_ways(tmp_path):
    students = write_class(tmp_path / "submitted")
    here = points(grade(tmp_path / "submitted", NAME, tmp_path, times=TIMES, jobs=2))
    (tmp_path / "there").mkdir()
    shutil.copy(tmp_path / "seeds.json", tmp_path / "there")
    assert set(here) == students
    assert by_cluster(tmp_path / "submitted", tmp_path / "there") == here
    assert by_nbgrader(tmp_path) == pytest.approx(here)
    assert all(here[name] == 0 for name in (*BROKEN, "wrong", "stub"))
    assert here["own-imports"] == here["text"] == 14
    assert 0 < here["half"] < here["not-ending"] < here["right"] == 14
