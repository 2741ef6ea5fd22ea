"""Trouble around the grader: jails that die or never come up, damaged files, a second run."""

import contextlib
import json
import os
import platform
import signal
import stat
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hostile_submissions import HONEST_POINTS, NAME, answer, notebook

from dlcourse.grading.batch import alone_in, grade
from dlcourse.grading.intake.collect import MOST_BYTES, Unreadable, collect
from dlcourse.grading.jail.bubblewrap import JailError, probe
from dlcourse.grading.jail.executor import Executor, Limits
from dlcourse.grading.jail.unsafe import UnsafeExecutor
from dlcourse.grading.jail.worker.notebook import python
from dlcourse.grading.jail.worker.seccomp import ARCHITECTURES
from dlcourse.grading.journal import Journal
from dlcourse.grading.replay import Replay
from dlcourse.grading.score import Times, score

jailed = pytest.mark.skipif(bool(probe()), reason=probe() or "a jail can be had")
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


def comes_true(fact, seconds=10):
    """Wait for a fact: the machine may be busy."""
    deadline = time.monotonic() + seconds
    while not fact() and time.monotonic() < deadline:
        time.sleep(0.02)
    return fact()


def below(pid):
    """Numbers of the processes that a process has started, and so on."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    children = path.read_text().split() if path.exists() else []
    return [one for child in children for one in (child, *below(child))]


def bwrap(folder, text):
    """Put a program of this name first on PATH."""
    program = folder / "bwrap"
    program.write_text(f"#!/bin/sh\n{text}\n")
    program.chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def class_of(folder, count, content=None):
    folder.mkdir()
    for number in range(count):
        (folder / f"s{number}.ipynb").write_bytes(content or notebook())
    return folder


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
    start = time.monotonic()
    with pytest.raises(JailError, match=says):
        grade(class_of(tmp_path / "class", 3), NAME, tmp_path / "out", jobs=1, times=TIMES)
    assert time.monotonic() - start < 20
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
    times, start = Times(call=90, total=120), time.monotonic()
    with Executor(Limits(memory=1 << 30), slot=54) as executor:
        result = run(executor, tmp_path / "x.ipynb", answer(body), times)
    assert time.monotonic() - start < 50
    assert "took too much memory" in result["questions"][0]["message"]


class FakeSession:
    """Reads three cells; the second one is slow, and the third ends the process once."""

    def __init__(self, asked):
        self.asked, self.alive = asked, True

    def read(self, questions, seconds):
        return {"cells": ["a", "b", "c"], "notes": {}, "uses": [], "answers": []}

    def run(self, number, source, seconds):
        self.asked.append((number, seconds))
        self.alive = number != 3
        return {"error": "", "timed_out": number == 2, "crashed": number == 3}


class FakeExecutor:
    def __init__(self):
        self.asked = []

    @contextlib.contextmanager
    def session(self, file, absent):
        yield FakeSession(self.asked)

    def down(self):
        return False


def test_a_slow_cell_gets_less_time_when_it_is_run_again():
    executor = FakeExecutor()
    with Replay(executor, None, [], Times(cell=10.0, total=100.0)) as notebook:
        assert notebook.ready()
    assert executor.asked == [(1, 10.0), (2, 10.0), (3, 10.0), (1, 10.0), (2, 1.0)]
    assert notebook.notes == {2: "stopped after 10 s", 3: "ended the whole process"}


@pytest.mark.parametrize(
    "line", ["x = 1  # (N, T, H)?", "x = (7\n     % 4)", "for x in range(3):\n    x  # why?"]
)
def test_a_command_costs_no_other_line(line):
    commands = "%matplotlib inline", "!pip install numpy", "y = !ls", "numpy??", "%timeit 1 + 1"
    source = "\n".join([*commands[:3], line, *commands[3:]])
    assert python(source) == "\n".join(["pass"] * 3 + [line] + ["pass"] * 2)


def test_zeros_in_a_cell_are_left_out():
    assert python("x = 'a\0'") == "x = 'a'"


INTERRUPTED = """
import sys
from dlcourse.grading.batch import grade
if __name__ == "__main__":
    grade(*sys.argv[1:], jobs=2, progress=lambda record: print(record["student"], flush=True))
"""


@jailed
def test_an_interrupt_stops_all(tmp_path):
    slow = answer("import time\ntime.sleep(30)")
    folder, script = class_of(tmp_path / "class", 4, slow), tmp_path / "run.py"
    (folder / "s0.ipynb").write_bytes(notebook())
    script.write_text(INTERRUPTED)
    command = [sys.executable, script, folder, NAME, tmp_path / "out"]
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, text=True
    )
    assert running.stdout.readline() == "s0\n"
    started = below(running.pid)
    assert len(started) > 4
    os.killpg(running.pid, signal.SIGINT)
    said = running.communicate(timeout=20)[1]
    assert said.count("Traceback") == said.count("KeyboardInterrupt") == 1, said
    assert comes_true(lambda: not any(Path(f"/proc/{pid}").exists() for pid in started))
    assert list(Journal(tmp_path / "out" / "journal.jsonl").done) == ["s0"]


def test_without_a_jail_on_request(tmp_path):
    folder, found = class_of(tmp_path / "class", 2), []
    (folder / "s1.ipynb").write_bytes(answer("import os\nos._exit(1)"))
    grade(folder, NAME, tmp_path / "out", jobs=2, times=TIMES, unsafe=True, progress=found.append)
    assert sorted(record["points"] for record in found) == [HONEST_POINTS - 1, HONEST_POINTS]
    assert all("without a jail" in record["warning"] for record in found)


def test_without_a_jail_the_bank_is_not_on_the_path(tmp_path):
    body = "from dlcourse.exercises import a3_1_cnn\nraise ValueError(repr(a3_1_cnn))"
    with UnsafeExecutor() as executor:
        result = run(executor, tmp_path / "x.ipynb", answer(body))
    assert "<lambda>" in result["questions"][0]["error"]
    assert UnsafeExecutor().folder is None


def test_one_run_at_a_time(tmp_path):
    folder = class_of(tmp_path / "class", 1)
    (tmp_path / "out").mkdir()
    with alone_in(tmp_path / "out"), pytest.raises(ValueError, match="another run"):
        grade(folder, NAME, tmp_path / "out")


def unreadable(submission):
    with pytest.raises(Unreadable) as reason, submission.open():
        pass
    return str(reason.value)


def test_damage_in_a_zip_costs_one_student(tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("ada", "bob"):
            archive.writestr(f"{name}.ipynb", notebook() * 9 + name.encode())
    data = bytearray(path.read_bytes())
    data[60:90] = b"\xff" * 30
    path.write_bytes(data)
    ada, bob = collect(path, NAME)
    assert "damaged" in unreadable(ada)
    with bob.open() as file:
        assert file.read().endswith(b"bob")


def test_a_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("ada.ipynb", "w", force_zip64=True) as file:
            for _ in range((MOST_BYTES >> 20) + 1):
                file.write(bytes(1 << 20))
    (found,) = collect(path, NAME)
    assert "too large" in unreadable(found)


def test_a_file_of_terabytes_is_not_read(tmp_path):
    with (tmp_path / "ada.ipynb").open("wb") as file:
        file.truncate(1 << 40)
    (found,) = collect(tmp_path, NAME)
    assert "larger than" in unreadable(found)


def test_folders_in_a_zip_make_nobody_another(tmp_path):
    names = [
        "class/ada/bob/3_1_cnn/3_1_cnn.ipynb",
        "class/ada/Bob_12_assignsubmission_file_/a.ipynb",
        "class/ada/bob_4712_90211_a.ipynb",
        "class/bob/3_1_cnn/3_1_cnn.ipynb",
    ]
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for name in names:
            archive.writestr(name, name)
    found = collect(tmp_path / "all.zip", NAME)
    assert [(one.student, one.member) for one in found] == [("ada", names[0]), ("bob", names[3])]


def test_a_student_whose_folder_is_a_link_is_told(tmp_path):
    (tmp_path / "ada").symlink_to("/etc")
    (found,) = collect(tmp_path, NAME)
    assert "link" in unreadable(found)


@jailed
def test_names_of_any_bytes(tmp_path):
    folder = class_of(tmp_path / "class", 0)
    for name in (b"\xff\xfe.ipynb", b"a\nb.ipynb", b".ipynb", b"<b>=1.ipynb"):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(notebook())
    journal = grade(folder, NAME, tmp_path / "out", jobs=1, times=TIMES)
    records = list(journal.records())
    assert [record["points"] for record in records] == [HONEST_POINTS] * 4
    for record in records:
        json.dumps(record, ensure_ascii=False).encode()
        (tmp_path / f"{record['slug']}.html").touch()


@jailed
def test_the_secret_is_nobodys(tmp_path):
    out = tmp_path / "out"
    grade(class_of(tmp_path / "class", 1), NAME, out, jobs=1, times=TIMES)
    secret = json.loads((out / "seeds.json").read_text())["secret"]
    assert stat.S_IMODE((out / "seeds.json").stat().st_mode) == 0o600
    assert secret not in (out / "journal.jsonl").read_text()
