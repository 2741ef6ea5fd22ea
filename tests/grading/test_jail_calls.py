"""Calls of the kernel that a student's code may not make, each tried in the jail."""

import platform

import pytest
from jails import USERS, ask, jail, session_of

from dlcourse.grading.jail.bubblewrap import probe
from dlcourse.grading.jail.worker import seccomp

pytestmark = pytest.mark.skipif(bool(probe()), reason=probe() or "a jail can be had")
PERMISSION, UNKNOWN = 1, 38  # EPERM, ENOSYS
# Numbers on x86-64 and on 64-bit ARM, from the kernel's unistd.h; None where there is no such call.
CALLS = {
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "unshare": (272, 97),
    "setns": (308, 268),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "fanotify_init": (300, 262),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "sched_setaffinity": (203, 122),
    "syslog": (103, 116),
    "clock_settime": (227, 112),
    "settimeofday": (164, 170),
    "adjtimex": (159, 171),
    "clock_adjtime": (305, 266),
    "acct": (163, 89),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "vhangup": (153, 58),
    "iopl": (172, None),
    "ioperm": (173, None),
    "inotify_init": (253, None),
    "inotify_init1": (294, 26),
    "inotify_add_watch": (254, 27),
    "inotify_rm_watch": (255, 28),
    "setsockopt": (54, 208),
    "setrlimit": (160, 164),
}
CALL = """
import ctypes, os
library = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    ctypes.set_errno(0)
    given = library.syscall(number, *map(ctypes.c_long, arguments))
    return given, ctypes.get_errno()
"""


@pytest.fixture(scope="module", params=USERS)
def executor(request):
    with jail(request.param) as running:
        yield running


@pytest.fixture
def session(executor, tmp_path):
    with session_of(executor, tmp_path) as running:
        yield running


def decision(machine, number, first=0, second=0, third=0, architecture=None):
    """What the filter says, worked out as the kernel does."""
    words = {seccomp.NUMBER: number, seccomp.FIRST: first, seccomp.SECOND: second}
    words |= {seccomp.THIRD: third & 0xFFFFFFFF, seccomp.THIRD + 4: third >> 32}
    words[seccomp.ARCHITECTURE] = architecture or seccomp.ARCHITECTURES[machine]
    lines, at, word = seccomp.rules(machine), 0, 0
    compare = {
        seccomp.EQUAL: lambda value: word == value,
        seccomp.GREATER: lambda value: word > value,
        seccomp.SOME_BITS: lambda value: bool(word & value),
    }
    while lines[at][0] != seccomp.RETURN:
        kind, true, false, value = lines[at]
        at += 1
        if kind == seccomp.LOAD:
            word = words[value]
        else:
            at += true if compare[kind](value) else false
    return {seccomp.ALLOW: "yes", seccomp.KILL: "end"}.get(lines[at][3], lines[at][3] & 0xFFFF)


@pytest.mark.parametrize("machine", seccomp.ARCHITECTURES)
def test_the_filter_of_each_machine(machine):
    place = list(seccomp.ARCHITECTURES).index(machine)
    numbers = [both[place] for both in CALLS.values() if both[place] is not None]
    assert {decision(machine, number) for number in numbers} == {PERMISSION}
    assert set(seccomp.FORBIDDEN[machine]) == set(numbers)
    assert decision(machine, 0, architecture=0x40000003) == "end"
    limit, fcntl = seccomp.LIMIT[machine], seccomp.FCNTL[machine]
    pointers = [0, 1 << 12, 1 << 32, 0x7F12_3456_7000]
    assert [decision(machine, limit, third=p) for p in pointers] == ["yes"] + [PERMISSION] * 3
    assert {decision(machine, fcntl, second=n) for n in (0, 1, 2, 3, 4, 1030, 1031)} == {"yes"}
    assert {decision(machine, fcntl, second=n) for n in (6, 7, 37, 38)} == {0}
    assert {decision(machine, fcntl, second=n) for n in (5, 36, 1024, 1026)} == {PERMISSION}
    assert decision(machine, seccomp.CLONE[machine], first=0x3D0F00) == "yes"  # a thread
    assert decision(machine, seccomp.SOCKET[machine], first=1) == "yes"
    allowed = {"x86_64": (0, 1, 9, 57, 59, 202, 281), "aarch64": (63, 64, 222, 221, 98, 22)}
    assert {decision(machine, number) for number in allowed[machine]} == {"yes"}


def test_calls_are_refused(session):
    place = list(seccomp.ARCHITECTURES).index(platform.machine())
    numbers = {name: both[place] for name, both in CALLS.items() if both[place] is not None}
    source = CALL + "def f(numbers):\n    return [call(n, -1, -1, -1, -1, -1)[1] for n in numbers]"
    given = ask(session, source, list(numbers.values()))["value"]
    found = dict(zip(numbers, given, strict=True))
    assert {name: error for name, error in found.items() if error != PERMISSION} == {}


def test_numbers_that_are_not_known_are_unknown(session):
    """Calls of newer kernels, and those by other numbers: of 32-bit pointers on x86-64."""
    source = CALL + "def f(numbers):\n    return [call(n, -1, -1, -1, -1)[1] for n in numbers]"
    numbers = [435, 451, 457, 600]
    assert ask(session, source, numbers)["value"] == (UNKNOWN,) * 4
    if platform.machine() == "x86_64":
        assert ask(session, source, [0x4000_0000 + 39])["value"] == (PERMISSION,)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the calls of 32 bits are x86's")
def test_calls_of_32_bits_end_the_process(session):
    source = """
import ctypes, mmap
def f(x):
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(bytes.fromhex("b814000000 cd80 c3"))  # getpid of 32 bits
    return ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
"""
    assert ask(session, source, 0) == {"crashed": True}


@pytest.mark.parametrize("flag", [17, 25, 26, 27, 28, 29, 30], ids=lambda bit: f"1 << {bit}")
def test_no_namespaces_are_made(session, flag):
    number = seccomp.CLONE[platform.machine()]
    source = (
        CALL
        + f"""
def f(flag):
    child, error = call({number}, flag | 17, 0, 0, 0, 0)
    if child == 0 and not error:
        os._exit(0)
    return error
"""
    )
    assert ask(session, source, 1 << flag)["value"] == PERMISSION


def test_threads_and_processes_are_made(session):
    source = """
import subprocess, threading
def f(x):
    seen = []
    thread = threading.Thread(target=seen.append, args=(x,))
    thread.start(); thread.join()
    return seen, subprocess.run(["/bin/echo", "x"], capture_output=True).stdout.decode()
"""
    assert ask(session, source, 3)["value"] == ((3,), "x\n")


def test_sockets_reach_only_the_own_processes(session):
    source = """
import socket
def f(kinds):
    found = []
    for kind in kinds:
        for make in (socket.socket, socket.socketpair):
            try:
                make(kind, socket.SOCK_STREAM)
                found.append("made")
            except OSError as error:
                found.append(str(error.errno))
    one, two = socket.socketpair()
    one.send(b"x")
    return found, two.recv(1).decode()
"""
    families = [2, 10, 16, 17, 30, 40]  # internet, netlink, packets, TIPC, virtual machines
    found, heard = ask(session, source, families)["value"]
    assert set(found) == {str(PERMISSION)}
    assert heard == "x"


LOCKS = """
import fcntl, os
def f(path):
    a, b = (os.open(path, os.O_RDONLY) for _ in range(2))
    fcntl.flock(a, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(b, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.lockf(a, fcntl.LOCK_EX | fcntl.LOCK_NB)  # of a file that can only be read
    told = []
    for command, value in ((5, fcntl.F_WRLCK), (36, 0), (1024, fcntl.F_RDLCK), (1026, 1)):
        try:
            fcntl.fcntl(a, command, value)
            told.append(f"{command} done")
        except OSError as error:
            told.append(error.errno)
    fcntl.fcntl(a, fcntl.F_SETFD, fcntl.FD_CLOEXEC)
    return told, fcntl.fcntl(a, fcntl.F_GETFD)
"""


def test_locks_are_told_to_nobody(session):
    """A lock, a lease or a watch on a file that all can read would be a message to the others."""
    assert ask(session, LOCKS, "/usr/bin/env")["value"] == ((PERMISSION,) * 4, 1)


def test_limits_can_be_read_only(session):
    source = """
import resource
def f(x):
    try:
        resource.prlimit(0, resource.RLIMIT_CORE, (0, 0))
        return "set"
    except OSError as error:
        return error.errno, resource.getrlimit(resource.RLIMIT_CORE)
"""
    assert ask(session, source, 0)["value"] == (PERMISSION, (1, 1))


def test_a_machine_whose_calls_are_not_known_has_no_jail(monkeypatch):
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    assert "this machine is riscv64" in probe()
