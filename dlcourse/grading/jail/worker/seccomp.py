"""Which calls of the kernel a student's code may make: a filter, in the kernel's own language.

What bubblewrap keeps out needs no filter to stay out. This one stands behind it: it keeps a
student away from parts of the kernel that a course in mathematics has no use for, and from what
the processes of one submission could tell those of another through files that both can read.

Source: Linux, Documentation/userspace-api/seccomp_filter.rst; numbers from its unistd.h.
"""

import struct

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# A call's number on each of them, in their order; None where there is no such call.
FORBIDDEN = {
    # other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440),
    # mounts and namespaces
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
    # large and seldom used parts of the kernel
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
    # files past their folders
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    # memory that no limit holds
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "setsockopt": (54, 208),  # large buffers are nobody's memory
    # processors, limits and clocks
    "sched_setaffinity": (203, 122),
    "setrlimit": (160, 164),
    "clock_settime": (227, 112),
    "settimeofday": (164, 170),
    "adjtimex": (159, 171),
    "clock_adjtime": (305, 266),
    # what belongs to the owner of the machine
    "syslog": (103, 116),
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
    # what other submissions read
    "inotify_init": (253, None),
    "inotify_init1": (294, 26),
    "inotify_add_watch": (254, 27),
    "inotify_rm_watch": (255, 28),
}
# Calls of which some are allowed, by what they ask for.
LOOKED_AT = {
    "clone": (56, 220),
    "clone3": (435, 435),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "prlimit64": (302, 261),
    "flock": (73, 32),
    "fcntl": (72, 25),
}
LAST = 450  # what newer kernels have is not known here
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
    calls = numbers(LOOKED_AT, machine)
    number, allow, kill = load(NUMBER), answer(ALLOW), answer(KILL)
    refuse, unknown, pretend = answer(ANSWER | EPERM), answer(ANSWER | ENOSYS), answer(ANSWER)
    lines = [load(ARCHITECTURE), *unless(EQUAL, ARCHITECTURES[machine], kill), number]
    if machine == "x86_64":  # the same calls under the numbers of 32-bit pointers
        lines += when(GREATER, 0x3FFFFFFF, refuse)
    lines += when(GREATER, LAST, unknown)
    for forbidden in sorted(numbers(FORBIDDEN, machine).values()):
        lines += when(EQUAL, forbidden, refuse)
    lines += when(EQUAL, calls["clone3"], unknown)  # glibc then uses clone
    spaces = when(SOME_BITS, NAMESPACES, refuse)
    lines += when(EQUAL, calls["clone"], load(FIRST), *spaces, number)
    for socket in ("socket", "socketpair"):
        kind = unless(EQUAL, UNIX_SOCKET, refuse)
        lines += when(EQUAL, calls[socket], load(FIRST), *kind, number)
    low, high = ([load(THIRD + half), *unless(EQUAL, 0, refuse)] for half in (0, 4))
    lines += when(EQUAL, calls["prlimit64"], *low, *high, number)  # limits can be read, not set
    lines += when(EQUAL, calls["flock"], pretend)
    told = [line for command in LOCKS for line in when(EQUAL, command, pretend)]
    told += [line for command in WATCHES for line in when(EQUAL, command, refuse)]
    lines += when(EQUAL, calls["fcntl"], load(SECOND), *told, allow)
    return [*lines, allow]


def numbers(calls, machine):
    """Names of calls, each with its number on a machine, where it has one."""
    rows = {name: dict(zip(ARCHITECTURES, row, strict=True)) for name, row in calls.items()}
    return {name: row[machine] for name, row in rows.items() if row[machine] is not None}


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
