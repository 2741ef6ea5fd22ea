"""An ordinary user grades a class: with no rights of root, in a jail of the user's own."""

import csv
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from handed_in import NAME, ROOT, SOLUTION, notebook
from jails import jailed

from dlcourse.grading.jail.bubblewrap import parents

NOBODY = 61234
CURIOUS = """
def output_size(n, k, *, stride=1, padding=0, dilation=1):
    for path in {paths!r}:
        try:
            open(path).close()
        except OSError:
            continue
        return 0
    return (n + 2 * padding - dilation * (k - 1) - 1) // stride + 1
"""
LEAVING = "def output_size(n, *_, **__):\n    import os\n    os._exit(0)"

pytestmark = [
    jailed,
    pytest.mark.skipif(os.geteuid() != 0, reason="all the other tests are run by an ordinary user"),
    pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs setpriv of util-linux"),
]


def opened(paths):
    """Options of bwrap that open the way to some folders, and to nothing else beside it."""
    closed = {up for path in paths for up in path.parents if not up.stat().st_mode & stat.S_IXOTH}
    words = []
    for folder in sorted(closed):
        if not closed & set(folder.parents):
            words += ["--perms", "0755", "--tmpfs", str(folder)]
    for path in paths:
        if closed & set(path.parents):
            words += [*parents(path), "--ro-bind", str(path), str(path)]
    return words


def as_ordinary_user(folder, *arguments):
    """Run the course's command as a user who is nobody on this machine."""
    places = [Path(place).resolve() for place in (sys.base_prefix, sys.prefix, ROOT)]
    way = ["bwrap", "--dev-bind", "/", "/", *opened(places)]
    user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    user += ["--inh-caps=-all", "--ambient-caps=-all", "--bounding-set=-all"]
    home = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT)}
    command = [*way, *user, sys.executable, "-m", "dlcourse.cli", *map(str, arguments)]
    return subprocess.run(command, env=home, cwd=folder, capture_output=True, text=True)


@pytest.fixture
def a_class(tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    out = tmp_path / "of a user"
    paths = [str(path) for path in (out / "seeds.json", SOLUTION, "/etc/passwd", __file__)]
    (folder / "ada.ipynb").write_bytes(SOLUTION.read_bytes())
    (folder / "bob.ipynb").write_text("{")
    (folder / "eve.ipynb").write_text(notebook(CURIOUS.format(paths=paths)))
    (folder / "kim.ipynb").write_text(notebook(LEAVING))
    return folder


def scores(out):
    with open(out / "grades.csv", encoding="utf-8") as file:
        return {row["student"]: float(row["points"]) for row in csv.DictReader(file)}


def test_an_ordinary_user_grades_a_class(a_class, tmp_path):
    out = tmp_path / "of a user"
    for folder in (tmp_path, *tmp_path.parents[:3]):  # pytest's own are closed to others
        folder.chmod(folder.stat().st_mode | stat.S_IXOTH | stat.S_IROTH)
    out.mkdir()
    os.chown(out, NOBODY, NOBODY)
    done = as_ordinary_user(out, "grade", a_class, "--assignment", NAME, "--out", out)
    print(done.stderr)
    assert done.returncode == 0, done.stderr
    assert {path.stat().st_uid for path in out.rglob("*")} == {NOBODY}
    assert stat.S_IMODE((out / "seeds.json").stat().st_mode) == 0o600
    assert scores(out) == {"ada": 12, "bob": 0, "eve": 1, "kim": 0}
    assert json.loads((out / "grades.json").read_text())[0]["warning"] == ""
