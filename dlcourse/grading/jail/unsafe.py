"""Run submissions without a jail, where none can be had and their authors are trusted.

The protocol, the limits of time and the scorer are the same. A submission can read and delete
what its user can, reach the network, and leave processes behind.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from . import course
from .bubblewrap import JailError
from .executor import PATIENCE, Limits, Session
from .worker import protocol

WARNING = (
    "Graded without a jail (--unsafe): a submission could read and change files of this machine, "
    "the questions and other submissions among them. These grades are not protected."
)


class UnsafeExecutor:
    """Has the interface of `jail.Executor`; a new process for each session, about 0.2 s.

    Parameters
    ----------
    limits : Limits
        Those on files in /tmp and on processes do not hold here.
    """

    warning = WARNING

    def __init__(self, limits=None):
        self.limits, self.folder = limits or Limits(), None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        """Lay out the course without its questions, as links."""
        if os.name != "posix":
            raise JailError("grading needs Linux or another POSIX system: use WSL 2 or a VM")
        self.folder = tempfile.TemporaryDirectory(prefix="dlcourse-unsafe-")
        for place, path in course.places().items():
            link = Path(self.folder.name, course.NAME, place)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(path)

    def stop(self):
        """Remove what `start` has laid out."""
        if self.folder is not None:
            self.folder.cleanup()
            self.folder = None

    def down(self):
        """There is no server that could be down."""
        return False

    @contextlib.contextmanager
    def session(self, file, allows=()):
        """A fresh process, killed at the end with its process group.

        What is not allowed is kept out of its imports; its files can be read all the same.

        Raises
        ------
        JailError
            If the process does not come up.
        """
        file.seek(0)
        mine, theirs = socket.socketpair()
        with mine, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
            with theirs:
                process = self._process([theirs.fileno(), file.fileno()], scratch, allows)
            try:
                self._greet(mine)
                yield Session(mine)
            finally:
                with contextlib.suppress(OSError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def _greet(self, connection):
        try:
            protocol.receive(connection, time.monotonic() + PATIENCE)
        except (EOFError, OSError, protocol.ProtocolError) as error:
            raise JailError(f"the worker does not start: {error!r}") from None

    def _process(self, descriptors, scratch, allows):
        told = json.dumps({"limits": asdict(self.limits), **course.view(tuple(allows))})
        program = os.path.realpath(sys.executable)
        worker = Path(self.folder.name, course.NAME, course.WORKER, "alone.py")
        command = [program, "-I", "-S", "-B", worker, *map(str, descriptors), told]
        threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
        return subprocess.Popen(
            [*command, self.folder.name, *course.folders()],
            pass_fds=descriptors,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"HOME": scratch, "MPLBACKEND": "agg", **dict.fromkeys(threads, "1")},
            cwd=scratch,
            start_new_session=True,
        )
