"""What the jail holds of the course and of libraries: what a question allows, and no more."""

import json
import re
import shutil

import pytest
from jails import OrdinaryExecutor, ask, jailed, session_of

from dlcourse.exercises import Case, find
from dlcourse.exercises.allows import find_not_allowed
from dlcourse.grading.jail import course
from dlcourse.grading.jail.bubblewrap import covered, placed
from dlcourse.grading.jail.executor import Executor
from dlcourse.grading.score import score

pytestmark = jailed


LISTED = """
import os
from dlcourse.exercises import check
def f(top):
    places = [os.path.join(folder, name) for folder, _, names in os.walk(top) for name in names]
    full = [place for place in places if os.path.isfile(place) and os.path.getsize(place)]
    return sorted(place[len(top) + 1 :] for place in full if "__pycache__" not in place)
"""


@pytest.mark.parametrize("allows", [(), ("dlcourse.optim",)])
def test_of_the_course_only_what_is_allowed_is_there(executor, tmp_path, allows):
    with session_of(executor, tmp_path, allows) as running:
        there = ask(running, LISTED, f"/course/{course.NAME}")["value"]
    assert set(there) == {*course.engine(), *course.files(allows)}
    assert not [place for place in there if place.startswith("bank/")]
    assert ("optim/adam.py" in there) == bool(allows)


NEW = """
from ..functional import conv2d_forward
def conv(*arrays, **settings):
    return conv2d_forward(*arrays, **settings)[0]
"""
ANSWER = """
import dlcourse.studies.x as new
def conv2d(x, w, b=None, *, stride=1, padding=0, dilation=1):
    return new.conv(x, w, b, stride=stride, padding=padding, dilation=dilation)
"""


@pytest.fixture
def grown(tmp_path, monkeypatch):
    """A copy of the package that has a new part, which nobody has told the grader of."""
    copy = tmp_path / "copy" / course.NAME
    shutil.copytree(course.PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "weights"))
    (copy / "studies" / "x.py").write_text(NEW)
    cached = [value for value in vars(course).values() if hasattr(value, "cache_clear")]
    monkeypatch.setattr(course, "PACKAGE", copy)
    for function in cached:
        function.cache_clear()
    yield
    monkeypatch.undo()
    for function in cached:
        function.cache_clear()


def test_a_new_part_of_the_package_is_closed_until_somebody_opens_it(grown, tmp_path):
    task = find("3_1.conv2d")
    uses = find_not_allowed(task.name, ANSWER, task.allows)
    assert "dlcourse.studies.x.conv" in [use.name for use in uses]
    book = {"nbformat": 4, "cells": [{"cell_type": "code", "source": ANSWER}]}
    path = tmp_path / "notebook.ipynb"
    path.write_text(json.dumps(book))
    with Executor(slot=95) as executor:
        with path.open("rb") as file:
            (asked,) = [
                question
                for question in score(executor, file, "3_1_cnn", b"secret")["questions"]
                if question["id"] == task.id
            ]
        with session_of(executor, tmp_path, task.allows) as running:
            there = ask(running, LISTED, f"/course/{course.NAME}")["value"]
    assert (asked["points"], asked["passed"]) == (0, 0)
    assert asked["forbidden"][0]["name"].startswith("dlcourse.studies.x")
    assert "studies/x.py" not in there


def test_packages_and_the_course_are_covered(tmp_path, monkeypatch):
    """What is installed for this Python, a repository below it, and conda's other environments."""
    packages = tmp_path / "lib" / "python3.12" / "site-packages"
    folders = [packages, tmp_path / "envs", tmp_path / "pkgs", tmp_path / "src" / "clone"]
    for folder in folders:
        folder.mkdir(parents=True)
    monkeypatch.setattr("sys.base_prefix", str(tmp_path))
    monkeypatch.setattr(course, "PACKAGE", folders[-1] / course.NAME)
    assert set(map(placed, map(str, folders))) <= set(covered())


def test_a_python_in_tmp_has_another_place_in_the_jail(monkeypatch):
    monkeypatch.setattr("sys.base_prefix", "/tmp/python3")
    assert placed("/tmp/python3/bin/python") == "/python/bin/python"
    assert placed("/usr/bin/python") == "/usr/bin/python"


@pytest.mark.parametrize("kind", [Executor, OrdinaryExecutor])
def test_what_is_covered_is_empty_and_stays_so(tmp_path, monkeypatch, kind):
    monkeypatch.setattr("dlcourse.grading.jail.bubblewrap.covered", lambda: ["/usr/share"])
    source = "import os\ndef f(x):\n    return os.listdir(x), str(os.access(x, os.W_OK))"
    with kind(slot=91) as executor, session_of(executor, tmp_path) as running:
        assert ask(running, source, "/usr/share")["value"] == ((), "False")


ABSENT = """
import sys
import scipy.signal as s
from scipy import fft
def imported():
    return float(s.convolve([1], [1]))
def found_again():
    sys.meta_path.pop(0)
    for name in [name for name in sys.modules if name.startswith("scipy")]:
        del sys.modules[name]
    import scipy
    return scipy.__file__ or len(dir(scipy.signal))
def another_process():
    import subprocess
    code = f"import sys; sys.path[:] = {sys.path}; import scipy; print(scipy.__version__)"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True)
    raise ValueError(done.stderr.decode()[-200:] + str(done.returncode))
def by_its_path():
    import glob
    (folder,) = [place for path in sys.path for place in glob.glob(path + "/scipy")]
    open(folder + "/__init__.py")
def in_the_memory():
    import gc
    return [m for m in gc.get_objects() if "scipy" in str(getattr(m, "__file__", ""))][0]
"""


ERRORS = {
    "imported": "NotHere: scipy is not there when a notebook is graded",
    "found_again": "AttributeError|ModuleNotFoundError",
    "another_process": "ValueError: .*(AttributeError|ModuleNotFoundError).*1",
    "by_its_path": "ValueError: not enough values",
    "in_the_memory": "IndexError",
}


@pytest.mark.parametrize("name", ERRORS)
def test_libraries_that_are_kept_out(executor, tmp_path, name):
    with session_of(executor, tmp_path) as running:
        assert running.run(1, ABSENT, 10)["error"] == ""
        answer = running.call(name, Case("", ()), 20)
    assert re.search(ERRORS[name], answer["error"], re.DOTALL), answer


COMPARING = """
from __future__ import annotations
import scipy.signal, scipy
from scipy.signal import *
def f(x): return 1
class Net(scipy.Module):
    def __init__(self):
        super().__init__()
        self.layer = scipy.Layer(3, 4)
net = Net()
with scipy.no_grad():
    y = net(scipy.ones(3))
assert isinstance(3, (int, scipy.Tensor)) and not issubclass(int, scipy.Tensor)
assert f(1) == y.sum().item()
def f(x): return 2
print(f"{y.mean():.3f}", [a for a in y])
{y: 1}
x = np.allclose(1, y) if (import_ := __import__("numpy")) and (np := import_) else 0
def f(x): return x
"""


def test_a_comparison_with_what_is_kept_out_costs_nothing(executor, tmp_path):
    with session_of(executor, tmp_path) as running:
        ran = running.run(1, COMPARING, 10)
        assert running.call("f", Case("", (5,)), 5)["value"] == 5
    assert (ran["error"].partition(":")[0], ran["line"]) == ("NotHere", 14)
