"""The fork server in the jail: it has NumPy loaded and knows nothing. Each child serves one
submission.

Started by `jail.py` as ``python -I -S zygote.py CONTROL USER CORE PATH ...``; it answers each
message on the socket CONTROL and ends when that is closed.
"""

import contextlib
import json
import os
import select
import signal
import socket
import sys
from functools import partial

PATIENCE = 10_000  # milliseconds that a killed child may need to be gone
GLANCE = 100  # milliseconds between two looks at the memory
TAKEN = b"RssAnon", b"RssShmem", b"VmSwap"


def main(control, user, core, *paths):
    sys.path[:0] = paths
    import numpy.fft  # noqa: F401 - so that no child has to
    import numpy.linalg
    import numpy.random  # noqa: F401

    from dlcourse.grading.jail.worker import confine, serve

    first_to_go()
    if int(core) >= 0:
        os.sched_setaffinity(0, {int(core)})
    if os.getuid() == 0:
        confine.become(int(user))
    confine.seal_devices()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    answer(socket.socket(fileno=int(control)), confine, serve)


def answer(control, confine, serve):
    """Start a child or end it, as each message says."""
    control.sendall(b"ready\n")
    child = None
    while True:
        message, descriptors, *_ = socket.recv_fds(control, 1 << 16, 2)
        if not message:
            return
        if descriptors:
            told = json.loads(message)
            run = partial(live, confine, serve, told)
            child = start(descriptors, control, confine.unshare, run, told["limits"]["memory"])
            control.sendall(b"done\n")
        else:
            control.sendall(b"done\n")
            child = end(child)


def first_to_go():
    """When the machine runs out of memory, the system ends what is in a jail, nothing else."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")


def start(descriptors, control, unshare, run, memory):
    """Fork a child in namespaces of its own; give back a descriptor that stands for it."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        control.close()
        os.close(reading)
        between(descriptors, writing, unshare, run, memory)
    os.close(writing)
    for descriptor in descriptors:
        os.close(descriptor)
    number = os.read(reading, 16)
    os.close(reading)
    try:
        return os.pidfd_open(int(number))
    except (ValueError, ProcessLookupError):
        return None


def live(confine, serve, told, connection, file):
    """What a child does, from its first to its last breath."""
    confine.isolate(told["limits"], told["hidden"])
    serve.main(socket.socket(fileno=connection), file, told["modules"], told["absent"])


def between(descriptors, writing, unshare, run, memory):
    """The process in between has to be: only its children get process numbers of their own."""
    try:
        unshare()
        child = os.fork()
        if child == 0:
            os.close(writing)
            run(*descriptors)
            os._exit(0)
        os.write(writing, b"%d" % child)
        os.close(writing)
        for descriptor in descriptors:
            os.close(descriptor)
        watch(child, memory)
    except OSError as error:
        os.write(2, f"{error}\n".encode())
    finally:
        os._exit(0)


def watch(child, most):
    """Wait for a child; kill it when it and all that it has started take too much memory.

    The limit that the system knows holds for each process alone.
    """
    gone = select.poll()
    gone.register(os.pidfd_open(child), select.POLLIN)
    while not gone.poll(GLANCE):
        if memory() > most:
            os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def memory(table="/proc"):
    """Bytes that the processes in namespaces below this one take, also where they are swapped."""
    total = 0
    for name in filter(str.isdigit, os.listdir(table)):
        with contextlib.suppress(OSError), open(f"{table}/{name}/status", "rb") as file:
            lines = dict(line.split(b":", 1) for line in file if b":" in line)
            if len(lines.get(b"NSpid", b"").split()) > 1:
                taken = (lines.get(kind, b"0").split()[0] for kind in TAKEN)
                total += sum(map(int, taken)) << 10
    return total


def end(child):
    """Kill a child and wait until all that it has started is gone, as its namespace is."""
    if child is None:
        return
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(child, signal.SIGKILL)
    gone = select.poll()
    gone.register(child, select.POLLIN)
    gone.poll(PATIENCE)
    os.close(child)


if __name__ == "__main__":
    main(*sys.argv[1:])
