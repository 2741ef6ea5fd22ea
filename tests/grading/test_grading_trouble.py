"""Trouble around the grader: jails that die or never come up, memory, an interrupt."""

import os
import platform
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from handed_in import class_of
from hostile_submissions import HONEST_POINTS, NAME, answer, notebook
from jails import comes_true, jailed

from dlcourse.grading.batch import grade
from dlcourse.grading.jail.bubblewrap import JailError, probe
from dlcourse.grading.jail.executor import Executor, Limits
from dlcourse.grading.jail.worker.seccomp import ARCHITECTURES
from dlcourse.grading.journal import Journal
from dlcourse.grading.score import Times, score

TIMES = Times(cell=5, call=5, total=30)


def run(executor, path, content=None, times=TIMES):
    path.write_bytes(content or notebook())
    with path.open("rb") as file:
        return score(executor, file, NAME, b"secret", times)


@jailed
@pytest.mark.parametrize("when", [0.05, 0.5, 1.1])
def test_a_jail_that_dies_costs_nobody_points(tmp_path, when):
    slow = notebook(
        "import time\ntime.sleep(0.5)\nold = output_size",
        "def output_size(*a, **k):\n    time.sleep(0.1)\n    return old(*a, **k)",
    )
    with Executor(slot=50) as executor:
        timer = threading.Timer(when, executor.process.kill)
        timer.start()
        result = run(executor, tmp_path / "x.ipynb", slow)
        timer.join()
    assert (result["points"], result["cells"]) == (HONEST_POINTS, {})


@jailed
def test_where_all_goes_well_nothing_is_waited_for(tmp_path, monkeypatch):
    with Executor(slot=55) as executor:
        monkeypatch.setattr(executor, "down", lambda: pytest.fail("20 ms for each call"))
        assert run(executor, tmp_path / "x.ipynb")["points"] == HONEST_POINTS


@jailed
def test_nothing_piles_up(tmp_path):
    with Executor(slot=51) as executor:
        counts = set()
        for _ in range(12):
            run(executor, tmp_path / "x.ipynb", notebook("import os\nif os.fork(): os._exit(0)"))
            assert comes_true(lambda: len(below(executor.process.pid)) == 2)  # bwrap, server
            counts.add(len(os.listdir("/proc/self/fd")))
    assert len(counts) == 1


def below(pid):
    """Numbers of the processes that a process has started, and so on."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        children = path.read_text().split()
    except (FileNotFoundError, ProcessLookupError):  # it has just ended
        return []
    return [one for child in children for one in (child, *below(child))]


def bwrap(folder, text):
    """Put a program of this name first on PATH."""
    program = folder / "bwrap"
    program.write_text(f"#!/bin/sh\n{text}\n")
    program.chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def test_where_bubblewrap_works_there_is_a_jail():
    """Else all the tests of it are skipped, and nobody is told."""
    command = ["bwrap", "--ro-bind", "/", "/", "--unshare-all", "--proc", "/proc", "true"]
    if platform.machine() not in ARCHITECTURES or run_quietly(command):
        pytest.skip("bubblewrap does not work here")
    if Path(sys.base_prefix).is_relative_to("/tmp") or Path(np.__file__).is_relative_to("/tmp"):
        pytest.skip("this Python lies in /tmp")
    assert probe() == ""


def run_quietly(command):
    try:
        return subprocess.run(command, capture_output=True).returncode
    except OSError:
        return 127


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="jails are for Linux")
@pytest.mark.parametrize("kind", ["missing", "refused"])
def test_without_a_jail_nothing_is_graded(tmp_path, monkeypatch, kind):
    path = "/nowhere" if kind == "missing" else bwrap(tmp_path, "echo no namespaces >&2; exit 1")
    monkeypatch.setenv("PATH", path)
    says = "apt-get install bubblewrap" if kind == "missing" else "no namespaces.*AppArmor"
    folder = class_of(tmp_path / "class", {f"s{number}": notebook() for number in range(3)})
    with pytest.raises(JailError, match=says):
        grade(folder, NAME, tmp_path / "out", jobs=1, times=TIMES)
    assert Journal(tmp_path / "out" / "journal.jsonl").done == {}


@jailed
def test_a_jail_without_processes_says_so():
    with pytest.raises(JailError, match="no process comes up"):
        Executor(Limits(disk=-1), slot=52).start()


@jailed
def test_a_jail_lost_while_grading_gives_no_zeros(tmp_path, monkeypatch):
    with Executor(slot=53) as executor:
        executor.process.kill()
        executor.process.wait()
        monkeypatch.setenv("PATH", "/nowhere")
        with pytest.raises(JailError, match="bubblewrap is missing"):
            run(executor, tmp_path / "x.ipynb")


@jailed
def test_the_memory_of_all_processes_is_limited(tmp_path):
    body = "import os, time\nfor _ in range(4):\n    if os.fork() == 0: break\n"
    body += "x = np.ones(40_000_000)\ntime.sleep(60)\nreturn -1"
    with Executor(Limits(memory=1 << 30), slot=54) as executor:
        result = run(executor, tmp_path / "x.ipynb", answer(body), Times(call=90, total=120))
    assert "took too much memory" in result["questions"][0]["message"]


INTERRUPTED = """
import sys
from dlcourse.grading.batch import grade
if __name__ == "__main__":
    grade(*sys.argv[1:], jobs=2, progress=lambda record: print(record["student"], flush=True))
"""


@jailed
def test_an_interrupt_stops_all(tmp_path):
    work = dict.fromkeys(["s1", "s2", "s3"], answer("import time\ntime.sleep(30)"))
    folder = class_of(tmp_path / "class", {"s0": notebook(), **work})
    script = tmp_path / "run.py"
    script.write_text(INTERRUPTED)
    command = [sys.executable, script, folder, NAME, tmp_path / "out"]
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, text=True
    )
    assert running.stdout.readline() == "s0\n"
    started = below(running.pid)
    assert len(started) > 4
    os.killpg(running.pid, signal.SIGINT)
    said = running.communicate(timeout=60)[1]
    assert said.count("Traceback") == said.count("KeyboardInterrupt") == 1, said
    assert comes_true(lambda: not any(Path(f"/proc/{pid}").exists() for pid in started))
    assert list(Journal(tmp_path / "out" / "journal.jsonl").done) == ["s0"]
