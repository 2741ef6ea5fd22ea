"""Which calls of the kernel a student's code may make: a filter, in the kernel's own language.

What bubblewrap keeps out needs no filter to stay out. This one stands behind it: it keeps a
student away from parts of the kernel that a course in mathematics has no use for, and from what
the processes of one submission could tell those of another through files that both can read.

Source: Linux, Documentation/userspace-api/seccomp_filter.rst; numbers from its unistd.h.
"""

import struct

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
        *(253, 254, 255, 294),  # inotify: it sees what other submissions read
        *(54, 160),  # setsockopt: the memory of large buffers is nobody's; setrlimit
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
        *(26, 27, 28),
        *(208, 164),
    },
}
LAST = 450  # what newer kernels have is not known here
CLONE, CLONE3 = {"x86_64": 56, "aarch64": 220}, 435
SOCKET, PAIR = {"x86_64": 41, "aarch64": 198}, {"x86_64": 53, "aarch64": 199}
LIMIT = {"x86_64": 302, "aarch64": 261}  # prlimit64
FLOCK, FCNTL = {"x86_64": 73, "aarch64": 32}, {"x86_64": 72, "aarch64": 25}
NAMESPACES = 0x7E020000  # every CLONE_NEW... flag
UNIX_SOCKET = 1
LOCKS, WATCHES = (6, 7, 37, 38), (5, 36, 1024, 1026)  # F_SETLK, ...; F_GETLK, F_SETLEASE, F_NOTIFY
LOAD, EQUAL, GREATER, SOME_BITS, RETURN = 0x20, 0x15, 0x25, 0x45, 0x06
NUMBER, ARCHITECTURE, FIRST, SECOND, THIRD = 0, 4, 16, 24, 32  # where what is looked at stands
ALLOW, KILL, ANSWER = 0x7FFF0000, 0x80000000, 0x00050000
EPERM, ENOSYS = 1, 38


def program(machine):
    """The filter for the kernel, as bytes.

    Raises
    ------
    KeyError
        If the machine is none of `ARCHITECTURES`.
    """
    return b"".join(struct.pack("HBBI", *line) for line in rules(machine))


def rules(machine):
    """The filter, as (code, jump if true, jump if false, value).

    A lock on a file would be seen by other submissions, which have the same file. Nobody but the
    submission itself can change what it locks, so it is told that it has the lock.
    """
    number, allow, kill = load(NUMBER), answer(ALLOW), answer(KILL)
    refuse, unknown, pretend = answer(ANSWER | EPERM), answer(ANSWER | ENOSYS), answer(ANSWER)
    lines = [load(ARCHITECTURE), *unless(EQUAL, ARCHITECTURES[machine], kill), number]
    if machine == "x86_64":  # the same calls under the numbers of 32-bit pointers
        lines += when(GREATER, 0x3FFFFFFF, refuse)
    lines += when(GREATER, LAST, unknown)
    for forbidden in sorted(FORBIDDEN[machine]):
        lines += when(EQUAL, forbidden, refuse)
    lines += when(EQUAL, CLONE3, unknown)  # glibc then uses clone
    spaces = when(SOME_BITS, NAMESPACES, refuse)
    lines += when(EQUAL, CLONE[machine], load(FIRST), *spaces, number)
    for socket in (SOCKET, PAIR):
        kind = unless(EQUAL, UNIX_SOCKET, refuse)
        lines += when(EQUAL, socket[machine], load(FIRST), *kind, number)
    low, high = ([load(THIRD + half), *unless(EQUAL, 0, refuse)] for half in (0, 4))
    lines += when(EQUAL, LIMIT[machine], *low, *high, number)  # limits can be read, not set
    lines += when(EQUAL, FLOCK[machine], pretend)
    told = [line for command in LOCKS for line in when(EQUAL, command, pretend)]
    told += [line for command in WATCHES for line in when(EQUAL, command, refuse)]
    lines += when(EQUAL, FCNTL[machine], load(SECOND), *told, allow)
    return [*lines, allow]


def load(place):
    """Look at a word of the call."""
    return LOAD, 0, 0, place


def answer(value):
    """Decide."""
    return RETURN, 0, 0, value


def when(kind, value, *lines):
    """Do these lines only if the word that was looked at compares so."""
    return [(kind, 0, len(lines), value), *lines]


def unless(kind, value, *lines):
    """Do these lines only if it does not."""
    return [(kind, len(lines), 0, value), *lines]
