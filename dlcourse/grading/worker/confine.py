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

LIBC = ctypes.CDLL(None, use_errno=True)
NEW_MOUNTS, NEW_PROCESSES, NEW_MESSAGES = 0x00020000, 0x20000000, 0x08000000
NO_SUID, NO_DEVICES, NO_PROGRAMS, READ_ONLY = 2, 4, 8, 1
PRIVATE, AGAIN = 0x4000 | 0x40000, 0x20 | 0x1000  # MS_REC, MS_PRIVATE; MS_REMOUNT, MS_BIND
DEVICES = "null", "zero", "full", "random", "urandom", "tty", "pts"
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

    What a device is for can still be done on a read-only mount.
    """
    call("unshare", NEW_MOUNTS)  # bubblewrap's own mounts are not an ordinary user's to change
    flags = AGAIN | READ_ONLY | NO_SUID | NO_PROGRAMS
    for name in DEVICES:
        call("mount", None, f"/dev/{name}".encode(), None, flags, None)


def isolate(limits):
    """Give up everything, in an order in which each step is still allowed.

    Parameters
    ----------
    limits : dict
        ``memory``, ``disk``, ``file`` in bytes, ``cpu`` in seconds, ``processes``, ``files``.
    """
    os.setsid()
    flags = NO_SUID | NO_DEVICES
    call("unshare", NEW_MOUNTS)  # of this process alone: the one that watches it needs its /proc
    call("mount", None, b"/", None, PRIVATE, None)
    size = f"size={limits['disk']},nr_inodes=4096,mode=700".encode()
    call("mount", b"tmpfs", b"/tmp", b"tmpfs", flags, size)
    call("mount", b"tmpfs", b"/proc", b"tmpfs", flags | NO_PROGRAMS | READ_ONLY, b"mode=555")
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
        resource.RLIMIT_CORE: 0,
    }.items():
        resource.setrlimit(kind, (value, value))


# Numbers of system calls, x86-64 and 64-bit ARM.
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
FORBIDDEN = {
    "x86_64": {
        *(101, 310, 311, 312, 438, 440),  # ptrace, process_vm_..., kcmp, pidfd_getfd
        *(165, 166, 155, 161, 428, 429, 430, 431, 432, 433, 442),  # mount, umount2, pivot_root, ...
        *(272, 308),  # unshare, setns
        *(248, 249, 250, 321, 298, 323, 300),  # keys, bpf, perf_event_open, userfaultfd, fanotify
        *(425, 426, 427, 246, 320, 175, 313, 176),  # io_uring, kexec, kernel modules
        *(303, 304),  # name_to_handle_at, open_by_handle_at
        *(29, 64, 68, 240, 319, 447),  # shmget, semget, msgget, mq_open, memfd: no limit holds them
        *(203, 103, 227, 164, 159, 305),  # sched_setaffinity, syslog, clocks
        *(163, 167, 168, 169, 170, 171, 179, 443, 153, 172, 173),  # of the system's owner
    },
    "aarch64": {
        *(117, 270, 271, 272, 438, 440),
        *(40, 39, 41, 51, 428, 429, 430, 431, 432, 433, 442),
        *(97, 268),
        *(217, 218, 219, 280, 241, 282, 262),
        *(425, 426, 427, 104, 294, 105, 273, 106),
        *(264, 265),
        *(194, 190, 186, 180, 279, 447),
        *(122, 116, 112, 170, 171, 266),
        *(89, 224, 225, 142, 161, 162, 60, 443, 58),
    },
}
CLONE, SOCKET, CLONE3 = {"x86_64": 56, "aarch64": 220}, {"x86_64": 41, "aarch64": 198}, 435
NAMESPACES = 0x7E020000  # every CLONE_NEW... flag
UNIX_SOCKET = 1
LOAD, EQUAL, GREATER, SOME_BITS, RETURN = 0x20, 0x15, 0x25, 0x45, 0x06
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
EPERM, ENOSYS = 1, 38


def forbid_calls():
    """Install a filter of system calls: no namespaces, mounts, tracing, keys, network.

    What bubblewrap keeps out needs no filter to stay out. This one stands behind it: it keeps a
    student away from parts of the kernel that a course in mathematics has no use for.
    """
    machine = platform.machine()
    if machine not in ARCHITECTURES:
        return
    program = b"".join(struct.pack("HBBI", *line) for line in rules(machine))
    kept = ctypes.create_string_buffer(program, len(program))
    filter_ = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(kept))
    call("prctl", SET_SECCOMP, 2, ctypes.c_char_p(filter_), 0, 0)


def rules(machine):
    """The filter, as (code, jump if true, jump if false, value): classic BPF."""
    number, architecture, first_argument = 0, 4, 16
    refuse = RETURN, 0, 0, REFUSE | EPERM
    program = [(LOAD, 0, 0, architecture), (EQUAL, 1, 0, ARCHITECTURES[machine])]
    program += [(RETURN, 0, 0, KILL), (LOAD, 0, 0, number)]
    if machine == "x86_64":  # the same calls under the numbers of 32-bit pointers
        program += [(GREATER, 0, 1, 0x3FFFFFFF), refuse]
    for forbidden in sorted(FORBIDDEN[machine]):
        program += [(EQUAL, 0, 1, forbidden), refuse]
    program += [(EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, REFUSE | ENOSYS)]  # glibc then uses clone
    program += [(EQUAL, 0, 3, CLONE[machine]), (LOAD, 0, 0, first_argument)]
    program += [(SOME_BITS, 0, 1, NAMESPACES), refuse, (LOAD, 0, 0, number)]
    program += [(EQUAL, 0, 3, SOCKET[machine]), (LOAD, 0, 0, first_argument)]
    program += [(EQUAL, 1, 0, UNIX_SOCKET), refuse]
    return [*program, (RETURN, 0, 0, ALLOW)]
