"""What a student's code can do in the jail: compute. Each attempt at more ends by itself."""

import re
from pathlib import Path

import numpy as np
import pytest
from jails import ask, jailed, session_of

from dlcourse.exercises import Case
from dlcourse.grading.jail.bubblewrap import JailError, bubblewrap, covered, probe

pytestmark = jailed


def test_a_function_is_called(session):
    answer = ask(session, "def f(x, k):\n    return x * k", np.arange(3.0), 2)
    np.testing.assert_array_equal(answer["value"], [0, 2, 4])


def test_names_and_imports_stay_between_cells(session):
    session.run(1, "import numpy as np\nfactor = 3", 5)
    answer = ask(session, "def f(x):\n    return factor * np.sum(x)", np.ones(4))
    assert answer["value"] == 12


def test_an_argument_changed_in_place_is_seen(session):
    answer = ask(session, "def f(x):\n    x += 1\n    return x", np.zeros(2))
    assert answer["modified"] == (0,)


def test_an_error_is_told_with_its_line(session):
    answer = ask(session, "def f(x):\n    return x / 'a'", 1.0)
    assert answer["error"].startswith("TypeError")
    assert (answer["line"], answer["source"]) == (2, "return x / 'a'")


def test_an_error_ends_a_cell_all_the_same(session):
    ran = session.run(1, "def f(x): return 1\nraise ValueError\ndef f(x): return 2", 5)
    assert ran["error"] == "ValueError"
    assert session.call("f", Case("", (0,)), 5)["value"] == 1


def test_what_is_printed_floods_nothing(session):
    source = "import sys, os\ndef f(x):\n    while True:\n        print('x' * 10**6)"
    answer = ask(session, source, 0, seconds=0.5)
    assert answer["timed_out"]
    assert len(answer.get("printed", "")) <= 2000


# What is tried, and the error that ends it: another one would mean another wall than is meant.
REACH = {
    "files of this machine": ("open('/etc/hostname').read()", "FileNotFoundError"),
    "this repository": (f"open({str(Path(__file__).resolve())!r})", "FileNotFoundError"),
    "passwords": ("open('/etc/passwd').read()", "FileNotFoundError"),
    "the disk of Python": ("import os; open(os.__file__ + 'x', 'w')", "Read-only file system"),
    "the course": ("import dlcourse; open(dlcourse.__file__, 'a')", "Read-only|Permission denied"),
    "the grader's process": ("import os; os.kill(2, 0)", "ProcessLookupError"),
    "processes of the machine": ("import os; os.listdir('/proc')[0]", "IndexError"),
    "a large file": ("open('/tmp/a', 'wb').write(bytes(3 << 20))", "File too large"),
    "a full disk": (
        "[open(f'/tmp/{i}', 'wb').write(bytes(1 << 20)) for i in range(9)]",
        "No space left on device",
    ),
    "many files": ("for i in range(9999): open(f'/tmp/{i}', 'w').close()", "No space left"),
    "shared memory": ("open('/dev/shm/a', 'wb')", "Read-only file system"),
    "terminals": ("import os; os.openpty()", "OSError|FileNotFoundError"),
    "memory": ("import numpy; return numpy.ones(1 << 30).sum()", "MemoryError"),
    "descriptors": ("kept = [open('/dev/null') for _ in range(999)]", "Too many open files"),
    "processes": (
        "import os, time\n    for _ in range(99): os.fork() or time.sleep(9)",
        "BlockingIOError",
    ),
    "larger limits": (
        "import resource as r; r.setrlimit(r.RLIMIT_CORE, (0, 0))",
        "PermissionError|not allowed",
    ),
}


@pytest.mark.parametrize("name", REACH)
def test_out_of_reach(session, request, name):
    user = request.node.callspec.params.get("executor")
    if name == "processes" and user == "an ordinary user":
        pytest.skip("root outside is not held to a number of processes")
    body, error = REACH[name]
    answer = ask(session, f"def f(x):\n    {body}", 1)
    assert re.search(error, answer["error"]), answer


@pytest.mark.parametrize("read", [True, False])
def test_descriptors(session, read):
    """Its end of the socket, and what leads nowhere; nothing of the submission's file."""
    if read:
        assert session.read([], 5.0)["cells"] == []
    source = """
import os, stat
def f(x):
    kinds = []
    for number in range(128):
        try:
            status = os.fstat(number)
            null = status.st_rdev == os.stat("/dev/null").st_rdev
            kinds.append("nothing" if null else stat.filemode(status.st_mode)[0])
        except OSError:
            pass
    return sorted(kinds)
"""
    assert ask(session, source, 0)["value"] == ("nothing",) * 4 + ("s",)


def test_the_name_of_the_machine_is_not_told(session):
    source = "import os\ndef f(x):\n    return os.uname().nodename"
    assert ask(session, source, 0)["value"] == "jail"


def test_no_environment_comes_along(session, monkeypatch):
    source = "import os\ndef f(x):\n    return sorted(os.environ)"
    names = set(ask(session, source, 0)["value"])
    assert names <= {
        *("HOME", "LC_CTYPE", "MPLBACKEND", "PWD"),
        *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"),
    }


CHANGES = """
import os, stat
def device(path):
    return os.path.exists(path) and stat.S_ISCHR(os.stat(path).st_mode)
TRIES = {
    "write": lambda path: os.access(path, os.W_OK) or 1 / 0,
    "make": lambda path: os.mkdir(os.path.join(path, "x")),
    "mode": lambda path: os.chmod(path, 0o700),
    "time": lambda path: os.utime(path, (1, 2)),
    "now": lambda path: os.utime(path),
    "attribute": lambda path: os.setxattr(path, "user.x", b"x"),
}
def f(deep):
    folders, files, changed = list(deep), [], []
    for folder, below, names in os.walk("/"):
        folders.append(folder)
        files += [os.path.join(folder, name) for name in names if folder.count("/") < 3]
        below[:] = [name for name in below if folder.count("/") < 3]
    for path in [p for p in folders if p != "/tmp"] + files:
        for name, change in TRIES.items():
            if name != "write" or not device(path):  # what is written there is nowhere
                try:
                    change(path)
                    changed.append(f"{name} {path}")
                except (OSError, ZeroDivisionError):
                    pass
    return len(folders), changed[:20]
"""


def test_nothing_but_tmp_can_be_changed(session):
    """What all submissions share keeps no note, not even as a time: the next one could read it."""
    folders, changed = ask(session, CHANGES, covered(), seconds=30)["value"]
    assert folders > 50
    assert changed == ()


def test_nothing_is_left_for_the_next_submission(executor, tmp_path):
    source = """
import os
def f(x):
    before = [str(os.listdir(folder)) for folder in ("/tmp", ".", "/dev/shm")]
    open("mine", "w").close()
    return before
"""
    for _ in range(2):
        with session_of(executor, tmp_path) as running:
            assert ask(running, source, 1)["value"] == ("[]",) * 3


def test_without_bubblewrap_there_is_no_jail(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert "apt-get install bubblewrap" in probe()
    with pytest.raises(JailError, match="bubblewrap is missing"):
        bubblewrap()
