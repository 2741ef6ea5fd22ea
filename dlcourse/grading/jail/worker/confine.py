"""What a child of the fork server gives up before it sees a student's code. Linux only.

Bubblewrap has already taken away the network, all files but a read-only Python, and the other
processes of the machine. Here a child gives up what it shares with its siblings: it gets process
numbers, a message space and an empty /tmp of its own, limits, and no way to undo any of it.
"""

import ctypes
import os
import platform
import resource
import struct

from . import seccomp

LIBC = ctypes.CDLL(None, use_errno=True)
NEW_MOUNTS, NEW_PROCESSES, NEW_MESSAGES = 0x00020000, 0x20000000, 0x08000000
NO_SUID, NO_DEVICES, NO_PROGRAMS, READ_ONLY = 2, 4, 8, 1
PRIVATE, BIND, AGAIN = 0x4000 | 0x40000, 0x1000, 0x20 | 0x1000  # the last: MS_REMOUNT, MS_BIND
DEVICES = "null", "zero", "full", "random", "urandom", "tty"
SET_DEATH_SIGNAL, SET_KEEP_CAPS, SET_SECCOMP, SET_NO_NEW_PRIVILEGES = 1, 8, 22, 38
ADMIN = 21  # CAP_SYS_ADMIN: to unshare and to mount


def call(name, *arguments):
    """Call a function of the C library that gives 0 on success.

    Raises
    ------
    OSError
        If it does not.
    """
    if getattr(LIBC, name)(*arguments):
        error = ctypes.get_errno()
        raise OSError(error, f"{name}: {os.strerror(error)}")


def become(user):
    """Change from root to an unprivileged user, keeping what is needed to unshare and mount."""
    call("prctl", SET_KEEP_CAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    keep_capabilities(1 << ADMIN)


def keep_capabilities(mask):
    """Drop all capabilities but those in `mask`."""
    header = struct.pack("Ii", 0x20080522, 0)
    low, high = mask & 0xFFFFFFFF, mask >> 32
    call("capset", header, struct.pack("6I", low, low, 0, high, high, 0))


def unshare():
    """Leave the messages of the siblings; the next child has process numbers of its own."""
    call("unshare", NEW_PROCESSES | NEW_MESSAGES)


def seal_devices():
    """Let no time stamp or mode of a device change: a note that one submission leaves for the next.

    What a device is for can still be done on a read-only mount. There are no terminals to be made.
    """
    call("unshare", NEW_MOUNTS)  # bubblewrap's own mounts are not an ordinary user's to change
    flags = AGAIN | READ_ONLY | NO_SUID | NO_PROGRAMS
    for name in DEVICES:
        call("mount", None, f"/dev/{name}".encode(), None, flags, None)
    call("mount", b"tmpfs", b"/dev/pts", b"tmpfs", NO_DEVICES | READ_ONLY, b"mode=555")


def isolate(limits, hidden):
    """Give up everything, in an order in which each step is still allowed.

    Parameters
    ----------
    limits : dict
        ``memory``, ``disk``, ``file`` in bytes, ``cpu`` in seconds, ``processes``, ``files``.
    hidden : list of str
        Folders and files that are empty from now on.
    """
    os.setsid()
    flags = NO_SUID | NO_DEVICES
    call("unshare", NEW_MOUNTS)  # of this process alone: the one that watches it needs its /proc
    call("mount", None, b"/", None, PRIVATE, None)
    size = f"size={limits['disk']},nr_inodes=4096,mode=700".encode()
    call("mount", b"tmpfs", b"/tmp", b"tmpfs", flags, size)
    call("mount", b"tmpfs", b"/proc", b"tmpfs", flags | NO_PROGRAMS | READ_ONLY, b"mode=555")
    for path in hidden:
        nothing = b"/proc" if os.path.isdir(path) else b"/dev/null"
        call("mount", nothing, os.fsencode(path), None, BIND, None)
    os.chdir("/tmp")
    set_limits(limits)
    keep_capabilities(0)
    call("prctl", SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    forbid_calls()


def set_limits(limits):
    """Limit memory, time, files and processes; leave no core dump."""
    for kind, value in {
        resource.RLIMIT_AS: limits["memory"],
        resource.RLIMIT_CPU: limits["cpu"],
        resource.RLIMIT_FSIZE: limits["file"],
        resource.RLIMIT_NPROC: limits["processes"],
        resource.RLIMIT_NOFILE: limits["files"],
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_CORE: 1,  # 0 would let a program that collects dumps run
    }.items():
        resource.setrlimit(kind, (value, value))


def forbid_calls():
    """Let the kernel refuse what a student's code has no use for: see `seccomp`."""
    program = seccomp.program(platform.machine())
    kept = ctypes.create_string_buffer(program, len(program))
    filter_ = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(kept))
    call("prctl", SET_SECCOMP, 2, ctypes.c_char_p(filter_), 0, 0)
