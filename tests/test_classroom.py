"""`dlcourse class`: what is in a student's folder, what is not, and that it works by itself."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dlcourse import cli
from dlcourse.classroom import CLONE, make_class, notebooks
from dlcourse.exercises import assignments

LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


def files_of(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class") / "deep-learning"
    result = CliRunner().invoke(cli.app, ["class", str(folder)])
    assert result.exit_code == 0, result.output
    assert f"{len(files_of(folder))} files in {folder}" in result.output
    assert "dlcourse/bank" in result.output
    return folder


@pytest.fixture
def clone(tmp_path):
    """A clone in which a student's answers may stand."""
    there = tmp_path / "clone"
    for name in ("dlcourse", "exercises", "chapters", "docs"):
        shutil.copytree(CLONE / name, there / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in CLONE.iterdir():
        if path.is_file():
            shutil.copy2(path, there)
    return there


def test_it_holds_what_a_student_needs(made):
    top = {path.name for path in made.iterdir()}
    shown = {"chapters", "exercises", "dlcourse", "docs", "README.md", "Makefile", "pyproject.toml"}
    also = {"LICENSE", "constraints.txt", "environment.yml", "conftest.py", ".gitignore"}
    assert top == shown | also
    there = {name for name in files_of(made) if name.endswith(".ipynb")}
    assert there == set(notebooks())
    assert len(there) > 2 * len(assignments())
    for name in there:
        assert (made / name).read_bytes() == (CLONE / name).read_bytes()


def test_it_holds_no_solutions_and_no_leftovers(made):
    there = files_of(made)
    parts = {part for name in there for part in name.split("/")}
    assert parts.isdisjoint({"solutions", "tests", "__pycache__", ".ipynb_checkpoints"})
    texts = [made / name for name in there if name.endswith((".ipynb", ".md"))]
    assert [path for path in texts if "BEGIN SOLUTION" in path.read_text(encoding="utf-8")] == []


def test_links_lead_to_what_is_there(made):
    pages = [made / name for name in files_of(made) if name.endswith((".md", ".ipynb"))]
    pages = [page for page in pages if "bank" not in page.parts]
    dead = []
    for page in pages:
        text = page.read_text(encoding="utf-8")
        if page.suffix == ".ipynb":
            cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown"]
            text = "\n".join("".join(cell["source"]) for cell in cells)
        dead += [(page.name, n) for n in LINK.findall(text) if not (page.parent / n).exists()]
    assert dead == []


WORKS = """
import dlcourse, sys
from pathlib import Path
from dlcourse.exercises import check
assert Path(dlcourse.__file__).is_relative_to(Path.cwd()), dlcourse.__file__
def output_size(n, k, *, stride=1, padding=0, dilation=1):
    return (n + 2 * padding - dilation * (k - 1) - 1) // stride + 1
print(check("3_1.output_size", output_size))
"""


def test_its_package_works_by_itself(made, tmp_path):
    environment = os.environ | {"PYTHONPATH": str(made), "DLCOURSE_HOME": str(tmp_path)}
    settings = {"cwd": made, "env": environment, "capture_output": True, "text": True}
    done = subprocess.run([sys.executable, "-B", "-c", WORKS], **settings)
    assert done.returncode == 0, done.stderr
    assert "1 of 1" in done.stdout or "1 / 1" in done.stdout, done.stdout
    command = [sys.executable, "-B", "-m", "dlcourse.cli", "class", str(tmp_path / "again")]
    done = subprocess.run(command, **settings)
    assert done.returncode == 0, done.stderr  # a class folder makes a class folder
    assert files_of(tmp_path / "again") == files_of(made)


def test_exercises_can_stay_behind(tmp_path):
    result = CliRunner().invoke(cli.app, ["class", str(tmp_path / "new"), "--no-exercises"])
    assert result.exit_code == 0, result.output
    assert not (tmp_path / "new" / "exercises").exists()
    assert (tmp_path / "new" / "chapters" / "3_1_cnn.ipynb").exists()


def test_it_overwrites_nothing(tmp_path):
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "work.txt").write_text("mine")
    result = CliRunner().invoke(cli.app, ["class", str(tmp_path / "old")])
    assert result.exit_code == 2
    assert "is there already" in result.output
    assert files_of(tmp_path) == {"old/work.txt"}
    with pytest.raises(ValueError, match="is there already"):
        make_class(tmp_path / "old" / "work.txt")
    (tmp_path / "empty").mkdir()
    assert make_class(tmp_path / "empty") == len(files_of(tmp_path / "empty"))


def test_it_refuses_a_folder_in_the_clone():
    for place in (CLONE, CLONE / "class", CLONE / "chapters" / "class"):
        with pytest.raises(ValueError, match="lies in the clone|is there already"):
            make_class(place)
    assert not (CLONE / "class").exists()


def test_it_refuses_exercises_with_answers(clone, tmp_path):
    path = clone / "exercises" / "3_1_cnn" / "3_1_cnn.ipynb"
    (clone / "chapters" / "my_solutions.ipynb").write_text("### BEGIN SOLUTION")  # no chapter
    assert "chapters/my_solutions.ipynb" not in files_of_class(clone, tmp_path / "first")
    stub = path.read_text(encoding="utf-8")
    solved = stub.replace("    raise NotImplementedError()", "    return 7", 1)
    path.write_text(solved, encoding="utf-8")
    with pytest.raises(ValueError, match="exercises/3_1_cnn/3_1_cnn.ipynb has an answer in it"):
        make_class(tmp_path / "second", clone=clone)
    assert not (tmp_path / "second").exists()


def files_of_class(clone, folder):
    make_class(folder, clone=clone)
    return files_of(folder)


def test_it_says_what_is_no_clone(tmp_path):
    (tmp_path / "site-packages" / "dlcourse").mkdir(parents=True)
    with pytest.raises(ValueError, match="is not a clone of the course: it has no pyproject.toml"):
        make_class(tmp_path / "new", clone=Path(tmp_path, "site-packages"))
