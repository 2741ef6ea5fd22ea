"""What keeps processes apart: namespaces, users, capabilities, memory."""

import os
from pathlib import Path

import pytest
from jails import ask, comes_true, jailed, running_commands, session_of

from dlcourse.grading.jail.executor import Executor
from dlcourse.grading.jail.worker.zygote import memory

pytestmark = jailed


def test_memory_is_counted_below_this_namespace_only(tmp_path):
    for pid, namespaces, kind in [
        (1, "1", "RssAnon"),
        (2, "2 1", "RssShmem"),
        (3, "3 2", "VmSwap"),
    ]:
        (tmp_path / str(pid)).mkdir()
        status = f"Name:\tx\nNSpid:\t{namespaces}\nRssFile:\t 900 kB\n{kind}:\t  {pid} kB\n"
        (tmp_path / str(pid) / "status").write_text(status)
    (tmp_path / "self").mkdir()
    (tmp_path / "4").mkdir()  # has ended by now
    assert memory(tmp_path) == (2 + 3) << 10


def test_signals_reach_no_one_else(session):
    """Process 1 of a namespace can signal a group that it shares with processes above."""
    source = "import os\ndef f(x):\n    for n in (0, -1): os.kill(n, 9)\n    os.killpg(0, 9)"
    ask(session, source, 0)


def test_it_is_the_first_to_go_when_memory_is_short(executor, tmp_path):
    mark = f"7{os.getpid()}"
    source = f"import os\nif os.fork() == 0: os.execv('/bin/sleep', ['sleep', '{mark}'])"
    with session_of(executor, tmp_path) as running:
        running.run(1, source, 5)
        assert comes_true(lambda: running_commands(mark))
        (found,) = running_commands(mark)
        assert found.with_name("oom_score_adj").read_text() == "1000\n"


def test_no_capability_is_left(session):
    source = """
import ctypes
def f(x):
    header = ctypes.create_string_buffer(b"\\x22\\x05\\x08\\x20" + bytes(4))
    data = (ctypes.c_uint * 6)()
    assert ctypes.CDLL(None).capget(header, data) == 0
    return list(data)
"""
    assert ask(session, source, 0)["value"] == (0,) * 6


def test_the_user_is_nobody(session):
    source = "import os\ndef f(x):\n    return os.getresuid(), os.getresgid(), os.getgroups()"
    users, groups, more = ask(session, source, 0)["value"]
    assert len(set(users)) == len(set(groups)) == 1
    assert min(*users, *groups, *more, 1000) == 1000


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be in more groups at will")
def test_groups_of_the_grader_are_left(tmp_path):
    groups = os.getgroups()
    os.setgroups([0, 4])
    try:
        with Executor(slot=93) as executor, session_of(executor, tmp_path) as running:
            assert ask(running, "import os\ndef f(x): return os.getgroups()", 0)["value"] == ()
    finally:
        os.setgroups(groups)


def test_namespaces_are_its_own(executor, tmp_path):
    """Of the grader it shares none; with the next submission, what nothing can be written to."""
    mark = f"6{os.getpid()}"
    source = f"import os\nif os.fork() == 0: os.execv('/bin/sleep', ['sleep', '{mark}'])"
    with session_of(executor, tmp_path) as running:
        running.run(1, source, 5)
        assert comes_true(lambda: running_commands(mark))
        (found,) = running_commands(mark)
        pids = [found.parent.name]
        for _ in range(3):  # the submission, the process in between, the fork server
            pids.append(Path(f"/proc/{pids[-1]}/stat").read_text().rpartition(")")[2].split()[1])
        theirs, _, _, siblings = map(namespaces, pids)
        mine = namespaces("self")
        status = Path(f"/proc/{pids[0]}/status").read_text()
        assert os.getsid(executor.process.pid) != os.getsid(0)
    assert {name for name in theirs if theirs[name] == mine[name]} <= {"user", "time"}
    shared = {name for name in theirs if theirs[name] == siblings[name]}
    assert shared == {"user", "time", "net", "uts", "cgroup"}
    found = dict(line.split(":\t") for line in status.splitlines())
    assert {int(found[f"Cap{kind}"], 16) for kind in ("Inh", "Prm", "Eff", "Amb")} == {0}
    assert (found["NoNewPrivs"], found["Seccomp"]) == ("1", "2")


def namespaces(pid):
    names = "mnt", "pid", "ipc", "net", "uts", "cgroup", "user", "time"
    return {name: os.readlink(f"/proc/{pid}/ns/{name}") for name in names}
