"""What a student's code can do in the jail: compute. Each attempt at more ends by itself."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from jails import USERS, OrdinaryExecutor, ask, jail, session_of

from dlcourse.exercises import Case
from dlcourse.grading.jail.bubblewrap import SHOWN, JailError, bubblewrap, covered, libraries, probe
from dlcourse.grading.jail.executor import Executor, Limits
from dlcourse.grading.jail.worker.zygote import memory, named, packages

pytestmark = pytest.mark.skipif(bool(probe()), reason=probe() or "a jail can be had")


@pytest.fixture(scope="module", params=USERS)
def executor(request):
    with jail(request.param) as running:
        yield running


@pytest.fixture
def session(executor, tmp_path):
    with session_of(executor, tmp_path) as running:
        yield running


def test_a_function_is_called(session):
    answer = ask(session, "def f(x, k):\n    return x * k", np.arange(3.0), 2)
    np.testing.assert_array_equal(answer["value"], [0, 2, 4])


def test_names_and_imports_stay_between_cells(session):
    session.run(1, "import numpy as np\nfactor = 3", 5)
    answer = ask(session, "def f(x):\n    return factor * np.sum(x)", np.ones(4))
    assert answer["value"] == 12


def test_the_course_is_there_without_its_questions(session):
    source = """
from dlcourse import functional
from dlcourse.exercises import check
def f(x):
    import os
    import dlcourse.exercises, dlcourse.grading
    folders = [m.__path__[0] for m in (dlcourse.exercises, dlcourse.grading)]
    return [str(sorted(os.listdir(folder))) for folder in folders]
"""
    there, grading = ask(session, source, 0)["value"]
    assert there == str(["__init__.py", *sorted(SHOWN)])
    assert grading == "['__init__.py', 'worker']"


def test_an_argument_changed_in_place_is_seen(session):
    answer = ask(session, "def f(x):\n    x += 1\n    return x", np.zeros(2))
    assert answer["modified"] == (0,)


def test_an_error_is_told_with_its_line(session):
    answer = ask(session, "def f(x):\n    return x / 'a'", 1.0)
    assert answer["error"].startswith("TypeError")
    assert (answer["line"], answer["source"]) == (2, "return x / 'a'")


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


def test_processor_time_ends(tmp_path):
    with Executor(Limits(cpu=1), slot=92) as executor, session_of(executor, tmp_path) as running:
        answer = ask(running, "def f(x):\n    while True: pass", 0, seconds=60.0)
    assert answer == {"crashed": True}


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


def test_no_environment_comes_along(session, monkeypatch):
    source = "import os\ndef f(x):\n    return sorted(os.environ)"
    names = set(ask(session, source, 0)["value"])
    assert names <= {
        *("HOME", "LC_CTYPE", "MPLBACKEND", "PWD"),
        *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"),
    }


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
    "a loop without alarms": "import signal; signal.setitimer(signal.ITIMER_REAL, 0)\n"
    "    while True: pass",
    "sleep": "import time; time.sleep(1000)",
}


@pytest.mark.parametrize("name", LOOPS)
def test_time_ends(session, name):
    start = time.monotonic()
    answer = ask(session, f"def f(x):\n    {LOOPS[name]}", 1, seconds=0.3)
    assert answer["timed_out"]
    assert session.alive == (name in ("a loop", "sleep"))  # with all that it has defined
    assert time.monotonic() - start < 0.3 + session.GRACE + 1


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
    start = time.monotonic()
    with session_of(executor, tmp_path):  # once the last one is gone
        assert not running_commands(mark)
        assert time.monotonic() - start < 8


def comes_true(fact, seconds=10):
    """Wait for a fact: the machine may be busy."""
    deadline = time.monotonic() + seconds
    while not fact() and time.monotonic() < deadline:
        time.sleep(0.02)
    return fact()


def running_commands(mark):
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if mark.encode() in path.read_bytes().split(b"\0"):
                found.append(path)
        except OSError:
            pass
    return found


ORPHAN = """
import os, sys, time
from pathlib import Path
from dlcourse.grading.jail import Executor
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


CHANGES = """
import os
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
            if name != "write" or not path.startswith("/dev/"):  # devices are written to
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


def test_the_course_itself_is_covered(tmp_path, monkeypatch):
    """Installed among the packages, or a repository that lies in a folder which is shown."""
    packages, repository = tmp_path / "site-packages", tmp_path / "shown" / "repository"
    for folder in (packages / "dlcourse", repository / "dlcourse"):
        folder.mkdir(parents=True)
    place = "dlcourse.grading.jail.bubblewrap"
    monkeypatch.setattr(f"{place}.libraries", lambda: [str(packages)])
    monkeypatch.setattr(f"{place}.folders", lambda: [str(packages), str(tmp_path / "shown")])
    monkeypatch.setattr(f"{place}.PACKAGE", repository / "dlcourse")
    assert covered() == [str(packages / "dlcourse"), str(repository)]
    monkeypatch.setattr(f"{place}.PACKAGE", packages / "dlcourse")
    assert covered() == [str(packages / "dlcourse")]
    for name in ("pkgs", "envs"):
        (packages / name).mkdir()
    monkeypatch.setattr("sys.base_prefix", str(packages))
    assert covered()[1:] == [str(packages / "envs"), str(packages / "pkgs")]


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
    "by_its_path": "FileNotFoundError",
    "in_the_memory": "IndexError",
}


@pytest.mark.parametrize("name", ERRORS)
def test_libraries_that_are_kept_out(executor, tmp_path, name):
    (tmp_path / "x").touch()
    with (tmp_path / "x").open("rb") as file, executor.session(file, ["scipy"]) as running:
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
    (tmp_path / "x").touch()
    with (tmp_path / "x").open("rb") as file, executor.session(file, ["scipy"]) as running:
        ran = running.run(1, COMPARING, 10)
        assert running.call("f", Case("", (5,)), 5)["value"] == 5
    assert (ran["error"].partition(":")[0], ran["line"]) == ("NotHere", 14)


def test_an_error_ends_a_cell_all_the_same(session):
    ran = session.run(1, "def f(x): return 1\nraise ValueError\ndef f(x): return 2", 5)
    assert ran["error"] == "ValueError"
    assert session.call("f", Case("", (0,)), 5)["value"] == 1


def test_packages_of_every_python_are_known(tmp_path, monkeypatch):
    """Of this environment, and of the Python below it."""
    own, below = tmp_path / "own", tmp_path / "lib" / "python3.12" / "site-packages"
    for folder in (own, below):
        for name in ("torch", "torchvision", "torch-2.9.dist-info", "numpy"):
            (folder / name).mkdir(parents=True)
    monkeypatch.setattr("sys.base_prefix", str(tmp_path))
    found = {Path(path) for path in named(packages([str(own)]), ("torch", "jax"))}
    assert {path for path in found if path.is_relative_to(tmp_path)} == {
        folder / name for folder in (own, below) for name in ("torch", "torchvision")
    }


def test_an_environment_in_the_repository_is_there(tmp_path, monkeypatch):
    above = str(Path(libraries()[0]).parent)
    monkeypatch.setattr("dlcourse.grading.jail.bubblewrap.covered", lambda: [above])
    with Executor(slot=94) as executor, session_of(executor, tmp_path) as running:
        found = ask(running, "import os\ndef f(x):\n    return os.listdir(x)", above)["value"]
    assert found == (Path(libraries()[0]).name,)


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


def test_a_dead_fork_server_is_replaced(executor, tmp_path):
    executor.process.kill()
    assert comes_true(executor.down)
    with session_of(executor, tmp_path) as running:
        assert ask(running, "def f(x):\n    return x", 5)["value"] == 5


def test_a_python_in_tmp_is_told(monkeypatch):
    monkeypatch.setattr("dlcourse.grading.jail.bubblewrap.folders", lambda: ["/tmp/clone/.venv"])
    assert "this Python lies in /tmp/clone/.venv" in probe()


def test_without_bubblewrap_there_is_no_jail(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    assert "apt-get install bubblewrap" in probe()
    with pytest.raises(JailError, match="bubblewrap is missing"):
        bubblewrap()
