"""Whoever is killed, and whenever: each submission is graded once, and nobody is left behind."""

import contextlib
import ctypes
import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import time

import psutil
import pytest
from handed_in import NAME, notebook
from jails import comes_true, jailed

from dlcourse.grading import slots
from dlcourse.grading.batch import digest_of, grade
from dlcourse.grading.intake.collect import collect
from dlcourse.grading.jail.bubblewrap import JailError
from dlcourse.grading.journal import Journal


def test_a_fault_of_the_grader_is_told_and_tried_again(tmp_path, monkeypatch):
    (tmp_path / "ada.ipynb").write_text(notebook())
    (submission,) = collect(tmp_path, NAME)

    def failing(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(slots, "score", failing)
    record = slots.one(None, submission, NAME, b"secret", None)
    assert "The grader failed (ZeroDivisionError)" in record["message"]
    assert "in failing" in record["fault"]
    monkeypatch.setattr(slots, "digest", lambda file: open("/proc/self/mem").read(1))
    assert "The grader failed (OSError)" in slots.one(None, submission, NAME, b"", None)["message"]
    journal = Journal(tmp_path / "journal.jsonl")
    journal.append(record)
    assert journal.done["ada"] != digest_of(submission)


class Dying:
    """Ends its process before it has seen a submission."""

    def __init__(self, **_):
        os._exit(3)


@pytest.fixture
def a_class(tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    for name in ("ada", "bob", "eve"):
        (folder / f"{name}.ipynb").write_text("binary" if name == "bob" else "{}")
    return folder


def test_no_zeros_where_no_grading_process_comes_up(a_class, tmp_path, monkeypatch):
    monkeypatch.setattr(slots, "Executor", Dying)
    with pytest.raises(JailError, match=r"no grading process comes up \(exit status 3\)"):
        grade(a_class, NAME, tmp_path / "out", jobs=2)
    assert lines_of(tmp_path / "out") == []


class Fragile:
    """Ends its process at the sight of one submission."""

    warning = ""

    def __init__(self, **_):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def session(self, file, *_):
        if b"binary" in file.read():
            os._exit(3)
        raise ZeroDivisionError


def test_a_submission_that_ends_the_grader_costs_only_itself(a_class, tmp_path, monkeypatch):
    monkeypatch.setattr(slots, "Executor", Fragile)
    journal = grade(a_class, NAME, tmp_path / "out", jobs=1)
    said = {record["student"]: record["message"] for record in journal.records()}
    assert "ended the grader" in said["bob"]
    assert "The grader failed (ZeroDivisionError)" in said["ada"]
    assert said["ada"] == said["eve"]
    assert journal.done == dict.fromkeys(said, "")  # the next run tries again


RUN = """
import sys
from dlcourse.grading.batch import grade
from dlcourse.grading.score import Times
if __name__ == "__main__":
    times = Times(cell=900.0, total=1000.0)  # nothing ends by itself
    grade(sys.argv[1], sys.argv[2], sys.argv[3], jobs=int(sys.argv[4]), times=times)
"""
COVERAGE = """
import numpy as np
def mode_coverage(points, centers, *, std):
    distance = np.linalg.norm(points[:, None] - centers, axis=2)
    good = distance.min(axis=1) <= {limit} * std
    return len(set(distance.argmin(axis=1)[good])), good.mean()
"""
LIMITS = 3, 4, 2, 0.5
SUBMISSIONS, KILLS, APART = 200, 20, 8
ADOPT = 36  # PR_SET_CHILD_SUBREAPER


@pytest.fixture
def adopting():
    """Whoever loses its parent becomes a child of this process, so that nobody can hide."""
    prctl = ctypes.CDLL(None).prctl
    before = set(psutil.Process().children(recursive=True))
    assert prctl(ADOPT, 1, 0, 0, 0) == 0
    yield lambda: [p for p in psutil.Process().children(recursive=True) if p not in before]
    assert prctl(ADOPT, 0, 0, 0, 0) == 0


@pytest.fixture
def start(tmp_path):
    """Start to grade a class of two hundred, or one of each kind among them, in a folder."""
    script = tmp_path / "run.py"
    script.write_text(RUN)
    for count in (SUBMISSIONS, len(LIMITS)):
        folder = tmp_path / str(count)
        folder.mkdir()
        for number in range(count):
            source = COVERAGE.format(limit=LIMITS[number % len(LIMITS)])
            (folder / f"s{number}.ipynb").write_text(notebook(source))

    def started(out, jobs=2, count=SUBMISSIONS):
        command = [sys.executable, script, tmp_path / str(count), "3_3_gan", out, str(jobs)]
        return subprocess.Popen(command, start_new_session=True)

    return started


def lines_of(out):
    """What a journal has, as far as lines are whole."""
    path = out / "journal.jsonl"
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    return [line for line in lines if line.endswith(b"\n")]


def kill(run, out, rng):
    """Kill a run while it starts, or after some more submissions; the command, or its group."""
    wanted = rng.randint(0, APART)
    if wanted:
        wanted += len(lines_of(out))
        journal = out / "journal.jsonl"
        while not journal.exists() or journal.read_bytes().count(b"\n") < wanted:
            assert run.poll() is None
            time.sleep(0.01)
    time.sleep(rng.uniform(0, 0.03 if wanted else 0.5))
    rng.choice([os.kill, os.killpg])(run.pid, signal.SIGKILL)
    return run.wait()


@jailed
def test_killed_at_random_moments(tmp_path, start, adopting):
    seed = int(os.environ.get("DLCOURSE_SEED") or secrets.randbits(32))
    print(f"DLCOURSE_SEED={seed}")
    rng, undisturbed, out = random.Random(seed), tmp_path / "undisturbed", tmp_path / "out"
    assert start(undisturbed, count=len(LIMITS)).wait() == 0
    out.mkdir()
    shutil.copy(undisturbed / "seeds.json", out)
    for _ in range(KILLS):
        assert kill(start(out, rng.choice([1, 2])), out, rng) == -signal.SIGKILL
        assert psutil.wait_procs(adopting(), timeout=60)[1] == []
    assert len(lines_of(out)) < SUBMISSIONS
    assert start(out).wait() == 0
    found, expected = (list(map(json.loads, lines_of(place))) for place in (out, undisturbed))
    assert sorted(line["student"] for line in found) == sorted(f"s{n}" for n in range(SUBMISSIONS))
    points = {line["student"]: line["points"] for line in found}
    kinds = {line["student"]: line["points"] for line in expected}
    assert points == {f"s{n}": kinds[f"s{n % len(LIMITS)}"] for n in range(SUBMISSIONS)}
    assert len(set(points.values())) > 2


@jailed
def test_who_is_busy_dies_with_the_command(tmp_path, adopting):
    folder, script = tmp_path / "class", tmp_path / "run.py"
    folder.mkdir()
    (folder / "slow.ipynb").write_text(notebook("while True: pass"))
    script.write_text(RUN)
    command = [sys.executable, str(script), str(folder), NAME, str(tmp_path / "out"), "1"]
    run = subprocess.Popen(command)
    assert comes_true(lambda: any(seconds_of(process) > 1 for process in adopting()), 60)
    run.kill()
    run.wait()
    assert psutil.wait_procs(adopting(), timeout=60)[1] == []


def seconds_of(process):
    """Processor time; 0 of one that has ended."""
    with contextlib.suppress(psutil.Error):
        return process.cpu_times().user
    return 0
