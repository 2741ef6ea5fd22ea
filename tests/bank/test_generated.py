"""exercises/ is what nbgrader makes of solutions/; stubs run through, solutions earn all points."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dlcourse.exercises import assignments, questions

REPOSITORY = Path(__file__).parents[2]
NAMES = assignments()


def notebook(folder, name):
    return folder / name / f"{name}.ipynb"


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """A folder with everything generated anew, in a process of its own as `make` does it."""
    out = tmp_path_factory.mktemp("exercises")
    command = [sys.executable, "tools/generate_exercises.py", "--out", out]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return out


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_exercises_are_up_to_date(generated, name):
    assert read(notebook(REPOSITORY / "exercises", name)) == read(notebook(generated, name))


def test_no_exercise_without_a_solution(generated):
    kept = sorted(path.name for path in (REPOSITORY / "exercises").iterdir() if path.is_dir())
    assert kept == sorted(path.name for path in generated.iterdir()) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_stable_names(generated, name):
    before = read(notebook(REPOSITORY / "solutions", name))["cells"]
    after = read(notebook(generated, name))["cells"]
    ids = [cell["id"] for cell in before]
    assert ids == [cell["id"] for cell in after]
    assert len(set(ids)) == len(ids)
    grade_ids = [cell["metadata"]["nbgrader"]["grade_id"] for cell in before]
    assert grade_ids == ids


@pytest.mark.parametrize("name", NAMES)
def test_no_solution_is_left(generated, name):
    text = notebook(generated, name).read_text(encoding="utf-8")
    assert "SOLUTION" not in text
    code = [cell for cell in read(notebook(generated, name))["cells"] if "outputs" in cell]
    stubs = [cell["id"] for cell in code if cell["source"][-1] == "    raise NotImplementedError()"]
    assert stubs == [task.name.replace("_", "-") for task in questions(name)]


def run(path):
    """Execute a notebook and return its check cells."""
    import nbformat  # takes a second, with all that it brings
    from nbclient import NotebookClient

    book = nbformat.read(path, 4)
    NotebookClient(book, timeout=60, resources={"metadata": {"path": str(path.parent)}}).execute()
    return [cell for cell in book.cells if cell.metadata.get("nbgrader", {}).get("grade")]


def grade(cell):
    from nbgrader.utils import determine_grade

    return determine_grade(cell)


@pytest.mark.parametrize("name", NAMES)
def test_stubs_are_not_attempted(generated, name):
    for cell in run(notebook(generated, name)):
        assert grade(cell)[0] == 0
        assert "not attempted" in cell.outputs[0].data["text/html"]


@pytest.mark.parametrize("name", NAMES)
def test_solutions_earn_full_points(name):
    cells = run(notebook(REPOSITORY / "solutions", name))
    assert [grade(cell) for cell in cells] == [
        (task.points, task.points) for task in questions(name)
    ]
