"""The fork server in the jail: it has NumPy loaded and knows nothing. Each child serves one
submission.

Started by `jail.py` as ``python -I -S zygote.py CONTROL USER PATH ...``; it answers each message on
the socket CONTROL and ends when that is closed.
"""

import os
import signal
import socket
import sys


def main(control, user, *paths):
    sys.path[:0] = paths
    import numpy.fft  # noqa: F401 - so that no child has to
    import numpy.linalg
    import numpy.random  # noqa: F401

    from dlcourse.grading.worker import confine, serve

    if os.getuid() == 0:
        confine.become(int(user))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    control = socket.socket(fileno=int(control))
    control.sendall(b"ready\n")
    child = None
    while True:
        message, descriptors, *_ = socket.recv_fds(control, 1 << 16, 2)
        if not message:
            return
        if child is not None:
            end(child)
            child = None
        if descriptors:
            child = start(descriptors, control, confine, serve, read_limits(message))
        control.sendall(b"done\n")


def read_limits(message):
    """Limits as ``name=number`` pairs: no parser that could surprise is needed for these."""
    pairs = (pair.split("=") for pair in message.decode().split())
    return {name: int(number) for name, number in pairs}


def start(descriptors, control, confine, serve, limits):
    """Fork a child in namespaces of its own; give back a descriptor that stands for it."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        control.close()
        os.close(reading)
        between(descriptors, writing, confine, serve, limits)
    os.close(writing)
    for descriptor in descriptors:
        os.close(descriptor)
    number = os.read(reading, 16)
    os.close(reading)
    try:
        return os.pidfd_open(int(number))
    except (ValueError, ProcessLookupError):
        return None


def between(descriptors, writing, confine, serve, limits):
    """The process in between has to be: only its children get process numbers of their own."""
    try:
        confine.unshare()
        child = os.fork()
        if child == 0:
            os.close(writing)
            confine.isolate(limits)
            serve.main(socket.socket(fileno=descriptors[0]), descriptors[1])
            os._exit(0)
        os.write(writing, b"%d" % child)
        os.close(writing)
        for descriptor in descriptors:
            os.close(descriptor)
        os.waitpid(child, 0)
    finally:
        os._exit(0)


def end(child):
    """Kill a child; everything that it has started dies with it, as its namespace does."""
    try:
        signal.pidfd_send_signal(child, signal.SIGKILL)
    except ProcessLookupError:
        pass
    finally:
        os.close(child)


if __name__ == "__main__":
    main(*sys.argv[1:])
