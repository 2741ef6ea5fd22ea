"""Calls of the kernel that a student's code may not make, each tried in the jail."""

import hashlib
import platform
import re
from pathlib import Path

import pytest
from jails import ask, jailed

from dlcourse.grading.jail.bubblewrap import probe
from dlcourse.grading.jail.worker import seccomp

PERMISSION, UNKNOWN = 1, 38  # EPERM, ENOSYS
EACH_MACHINE = pytest.mark.parametrize("machine", seccomp.ARCHITECTURES)
CALLS = seccomp.FORBIDDEN | seccomp.LOOKED_AT
HEADERS = {
    "x86_64": ("x86_64-linux-gnu/asm/unistd_64.h", "asm/unistd_64.h"),
    "aarch64": ("asm-generic/unistd.h",),
}
PROGRAMS = {
    "x86_64": "d64b5ffa5f2e479560ab1dcac97cac513005a9938b5dd7818651fcd1da64cf4c",
    "aarch64": "516bb63da1d8286e3b8e3f1abddfe643b68d9abced5639b22c962b8bc6aa06a5",
}
CALL = """
import ctypes, os
library = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    ctypes.set_errno(0)
    given = library.syscall(number, *map(ctypes.c_long, arguments))
    return given, ctypes.get_errno()
"""


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


def known_to_the_kernel(machine):
    """Every call of the kernel's own header, with its number."""
    places = (Path("/usr/include") / name for name in HEADERS[machine])
    header = next((place for place in places if place.is_file()), None)
    if header is None:
        pytest.skip(f"the kernel's headers for {machine} are not installed (linux-libc-dev)")
    text = header.read_text(encoding="utf-8")
    found = re.findall(r"^#define __NR(?:3264)?_(\w+)\s+(\d+)$", text, re.MULTILINE)
    return {name: int(number) for name, number in found}


@EACH_MACHINE
def test_numbers_are_those_of_the_kernel(machine):
    known = known_to_the_kernel(machine)
    newer = {"mount_setattr", "quotactl_fd", "memfd_secret"} - known.keys()  # since Linux 5.12
    wanted = {name: known.get(name) for name in CALLS if name not in newer}
    ours = dict.fromkeys(CALLS) | seccomp.numbers(CALLS, machine)
    assert {name: ours[name] for name in wanted} == wanted


@EACH_MACHINE
def test_the_program_is_the_one_that_was_tried(machine):
    """Who changes the filter tries it in the jail of that machine, and notes its new digest."""
    assert hashlib.sha256(seccomp.program(machine)).hexdigest() == PROGRAMS[machine]


@EACH_MACHINE
def test_the_filter_of_each_machine(machine):
    assert not seccomp.FORBIDDEN.keys() & seccomp.LOOKED_AT.keys()
    forbidden = seccomp.numbers(seccomp.FORBIDDEN, machine).values()
    assert {decision(machine, number) for number in forbidden} == {PERMISSION}
    assert decision(machine, 0, architecture=0x40000003) == "end"
    call = seccomp.numbers(seccomp.LOOKED_AT, machine)
    pointers = [0, 1 << 12, 1 << 32, 0x7F12_3456_7000]
    limits = [decision(machine, call["prlimit64"], third=p) for p in pointers]
    assert limits == ["yes"] + [PERMISSION] * 3
    commands = {"yes": (0, 1, 2, 3, 4, 1030, 1031), 0: (6, 7, 37, 38), 1: (5, 36, 1024, 1026)}
    for wanted, some in commands.items():
        assert {decision(machine, call["fcntl"], second=n) for n in some} == {wanted}
    assert decision(machine, call["flock"]) == 0
    assert decision(machine, call["clone"], first=0x3D0F00) == "yes"  # a thread
    assert decision(machine, call["clone3"]) == UNKNOWN
    for socket in ("socket", "socketpair"):
        assert [decision(machine, call[socket], first=n) for n in (1, 2)] == ["yes", PERMISSION]
    allowed = {"x86_64": (0, 1, 9, 57, 59, 202, 281), "aarch64": (63, 64, 222, 221, 98, 22)}
    assert {decision(machine, number) for number in allowed[machine]} == {"yes"}


def test_calls_are_refused(session):
    numbers = seccomp.numbers(seccomp.FORBIDDEN, platform.machine())
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


def test_no_namespaces_are_made(session):
    number = seccomp.LOOKED_AT["clone"][list(seccomp.ARCHITECTURES).index(platform.machine())]
    source = (
        CALL
        + f"""
def f(bits):
    errors = []
    for bit in bits:
        child, error = call({number}, 1 << bit | 17, 0, 0, 0, 0)
        if child == 0 and not error:
            os._exit(0)
        errors.append(error)
    return errors
"""
    )
    bits = [17, 25, 26, 27, 28, 29, 30]
    errors = ask(session, source, bits)["value"]
    assert dict(zip(bits, errors, strict=True)) == dict.fromkeys(bits, PERMISSION)


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


@jailed
def test_a_machine_whose_calls_are_not_known_has_no_jail(monkeypatch):
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    assert "this machine is riscv64" in probe()
