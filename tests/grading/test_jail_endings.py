"""However a submission ends, what it started is gone, and the next one is served."""

import os
import signal
import subprocess
import sys

import pytest
from jails import ask, comes_true, jailed, running_commands, session_of

from dlcourse.exercises import Case
from dlcourse.grading.jail.executor import Executor, Limits

pytestmark = jailed


def test_processor_time_ends(tmp_path):
    with Executor(Limits(cpu=1), slot=92) as executor, session_of(executor, tmp_path) as running:
        answer = ask(running, "def f(x):\n    while True: pass", 0, seconds=60.0)
    assert answer == {"crashed": True}


ENDINGS = {
    "os._exit": "import os; os._exit(0)",
    "a signal to itself": "import os, ctypes; ctypes.string_at(0)",
    "closing the socket": "import os; os.closerange(3, 20)",
    "a forged answer": "import os; [os.write(n, b'dlc1' + bytes(12)) for n in range(3, 9)]",
}


@pytest.mark.parametrize("body", ENDINGS.values(), ids=ENDINGS)
def test_a_lost_session_costs_only_itself(session, executor, body, tmp_path):
    answer = ask(session, f"def f(x):\n    {body}", 1)
    assert answer.get("crashed") or answer.get("error")
    with session_of(executor, tmp_path) as following:
        assert ask(following, "def f(x):\n    return x", 5)["value"] == 5


LOOPS = {
    "a loop": "while True: pass",
    "a loop that catches all": "\n    while True:\n        try: sum(range(10**12))\n"
    "        except BaseException: pass",
    "a loop without alarms": "import signal\n"
    "    for timer in (signal.ITIMER_REAL, signal.ITIMER_PROF): signal.setitimer(timer, 0)\n"
    "    while True: pass",
    "sleep": "import time; time.sleep(1000)",
}


@pytest.mark.parametrize("name", LOOPS)
def test_time_ends(session, name):
    answer = ask(session, f"def f(x):\n    {LOOPS[name]}", 1, seconds=0.3)
    assert answer["timed_out"]
    assert session.alive == (name in ("a loop", "sleep"))  # with all that it has defined


def test_definitions_survive_a_soft_time_out(session):
    answer = ask(
        session, "def g(x):\n    return 7\ndef f(x):\n    while True: pass", 1, seconds=0.2
    )
    assert answer["timed_out"]
    assert session.alive
    assert session.call("g", Case("", (1,)), 2)["value"] == 7


def test_what_was_started_dies_with_its_session(executor, tmp_path):
    mark = f"9{os.getpid()}"
    body = (
        "import os\n    if os.fork() == 0:\n        os.setsid()\n"
        f"        os.execv('/bin/sleep', ['sleep', '{mark}'])"
    )
    with session_of(executor, tmp_path) as running:
        ask(running, f"def f(x):\n    {body}", 1)
        assert comes_true(lambda: running_commands(mark))
    assert comes_true(lambda: not running_commands(mark))


def test_one_that_goes_on_is_killed(executor, tmp_path):
    """Also when it never asks whether its session is over."""
    mark = f"5{os.getpid()}"
    source = (
        f"import os\nif os.fork() == 0: os.execv('/bin/sleep', ['sleep', '{mark}'])\n"
        "def f(x):\n    while True:\n        try: sum(range(10**12))\n"
        "        except BaseException: pass"
    )
    with session_of(executor, tmp_path) as running:
        assert ask(running, source, 0, seconds=0.2) == {"timed_out": True}
        assert running_commands(mark)
    with session_of(executor, tmp_path):  # once the last one is gone
        assert not running_commands(mark)


ORPHAN = """
import os, sys, time
from pathlib import Path
from dlcourse.grading.jail.executor import Executor
path = Path(sys.argv[1]); path.write_text("{}")
with Executor(slot=90) as executor, path.open("rb") as file, executor.session(file) as session:
    source = "import os\\nos.fork() or os.execv('/bin/sleep', ['sleep', %r])" % sys.argv[2]
    session.run(1, source, 5)
    print("ready", flush=True)
    time.sleep(60)
"""


def test_the_jail_dies_with_the_grader(tmp_path):
    mark = f"8{os.getpid()}"
    command = [sys.executable, "-c", ORPHAN, str(tmp_path / "n.ipynb"), mark]
    grader = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert grader.stdout.readline() == "ready\n"
    assert comes_true(lambda: running_commands(mark))
    grader.send_signal(signal.SIGKILL)
    grader.wait()
    assert comes_true(lambda: not running_commands(mark))


def test_a_dead_fork_server_is_replaced(executor, tmp_path):
    executor.process.kill()
    assert comes_true(executor.down)
    with session_of(executor, tmp_path) as running:
        assert ask(running, "def f(x):\n    return x", 5)["value"] == 5
