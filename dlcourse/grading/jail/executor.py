"""The jail: bubblewrap around a fork server, and one child of it for each submission."""

import contextlib
import json
import math
import os
import select
import socket
import subprocess
import time
from dataclasses import asdict, dataclass

from .bubblewrap import NAMESPACES, JailError, bubblewrap, probe, server
from .course import view
from .worker import protocol

USER, USERS = 61000, 4000  # nobody's, by Debian's and systemd's conventions
ATTEMPTS = 2  # to have a child: a fork server that has died is replaced
PATIENCE = 30  # seconds for what takes milliseconds on a machine that is not busy
GLANCE = 20  # milliseconds in which the end of one process follows that of another
MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Attributes
    ----------
    memory, disk, file : int
        Bytes: of each process and of all together, of all files in /tmp, of one file.
    cpu : int
        Seconds of processor time of a process.
    processes, files : int
        How many at a time.
    """

    memory: int = 2048 * MIB
    disk: int = 64 * MIB
    file: int = 32 * MIB
    cpu: int = 300
    processes: int = 32
    files: int = 64  # each of each process may be a socket, whose buffer nobody counts


class Executor:
    """A fork server in a jail, for one submission at a time.

    Parameters
    ----------
    limits : Limits
    slot : int
        Number of this server, when several run side by side.
    shown : dict, optional
        See `bubblewrap`.
    core : int
        Core on which everything in the jail runs, so that it can slow no other one down; by
        default any.

    Raises
    ------
    JailError
        If the jail does not come up.
    """

    warning = ""

    def __init__(self, limits=None, slot=0, shown=None, core=-1):
        self.limits, self.slot, self.shown = limits or Limits(), slot, shown
        self.core, self.process = core, None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        """Bring the jail up, about 0.1 s, and see that a child of it runs."""
        self._bring_up()
        with open(os.devnull, "rb") as nothing, self.session(nothing):
            pass

    def _bring_up(self):
        mine, theirs = socket.socketpair()
        with theirs:
            user = USER + (os.getpid() + 617 * self.slot) % USERS
            command = [*bubblewrap(self.shown), *server(theirs.fileno(), user, self.core)]
            self.process = subprocess.Popen(
                command,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env={},
                start_new_session=True,
            )
        self.control = mine
        self.control.settimeout(PATIENCE)
        try:
            self._expect(b"ready\n")
        except OSError:
            said = self.stop()
            raise JailError(probe() or f"the jail did not come up: {said}") from None

    def stop(self):
        """Kill the jail and all in it; give back the last of what it complained of."""
        if self.process is None:
            return ""
        self.control.close()
        self.process.kill()
        said = self.process.communicate()[1]
        self.process = None
        return said.decode(errors="replace").strip()[-300:]

    def down(self):
        """Tell whether the fork server has ended, which no submission can bring about."""
        if self.process is None:
            return True
        ended = select.poll()
        ended.register(self.control, select.POLLIN)  # nothing is to be read when none is asked
        return bool(ended.poll(GLANCE))

    def _expect(self, word):
        """Wait for the fork server's answer."""
        if self.control.recv(16) != word:
            raise OSError("the fork server has ended")

    def _request(self, message, *descriptors):
        socket.send_fds(self.control, [message], descriptors)
        self._expect(b"done\n")

    @contextlib.contextmanager
    def session(self, file, allows=()):
        """A fresh child; it and all that it started are killed at the end.

        Parameters
        ----------
        file : binary file
            The submission; the child reads it, and nothing else of this machine.
        allows : tuple of str
            What is there of the course and of libraries, see `course.view`.

        Raises
        ------
        JailError
            If there is no child to be had.
        """
        connection = self._child(file, allows)
        try:
            yield Session(connection)
        finally:
            connection.close()
            with contextlib.suppress(OSError):
                if self.process is not None:
                    self._request(b"end")

    def _child(self, file, allows):
        """Have a child, and hear from it before it has seen any of the submission."""
        file.seek(0)
        said = ""
        message = json.dumps({"limits": asdict(self.limits), **view(tuple(allows))}).encode()
        for _ in range(ATTEMPTS):
            mine, theirs = socket.socketpair()
            try:
                if self.process is None:
                    self._bring_up()
                with theirs:
                    self._request(message, theirs.fileno(), file.fileno())
                if protocol.receive(mine, time.monotonic() + PATIENCE)["ready"] is True:
                    return mine
            except (EOFError, OSError, protocol.ProtocolError, KeyError):
                mine.close()
                said = self.stop() or said
        raise JailError(f"no process comes up in the jail ({said}): {NAMESPACES}")


class Session:
    """One submission's process, as seen from outside."""

    GRACE = 1.0  # seconds that a child has to report that its time was up
    WALL = 4.0  # seconds by the clock for each second of the processor

    def __init__(self, connection):
        self.connection, self.count, self.alive = connection, 0, True
        self.until = math.inf  # by the monotonic clock; nothing goes on after that

    def ask(self, request, seconds):
        """Send a request and wait for its answer.

        Parameters
        ----------
        request : dict
        seconds : float
            Time of the processor; by the clock it may take `WALL` times as long.

        Returns
        -------
        dict
            The answer; ``{"timed_out": True}`` or ``{"crashed": True}`` if none came, and then the
            session is over.
        """
        self.count += 1
        now = time.monotonic()
        wall = max(min(self.WALL * seconds, self.until - now), 0.01)
        deadline, limits = now + wall + self.GRACE, {"seconds": seconds, "wall": wall}
        try:
            self.connection.settimeout(wall + self.GRACE)
            protocol.send(self.connection, {"id": self.count, **limits, **request})
            answer = protocol.receive(self.connection, deadline, protocol.ANSWER_LIMIT)
            if type(answer.get("id")) is not int or answer["id"] != self.count:
                raise protocol.ProtocolError("an answer to another question")
            return answer
        except TimeoutError:
            self.alive = False
            return {"timed_out": True}
        except (EOFError, OSError, protocol.ProtocolError):
            self.alive = False
            return {"crashed": True}

    def read(self, questions, seconds):
        """Read the submission, and what in it questions (name, allows, id) do not allow."""
        return self.ask({"do": "read", "questions": questions}, seconds)

    def run(self, cell, source, seconds):
        """Run the source of a cell."""
        return self.ask({"do": "run", "cell": cell, "source": source}, seconds)

    def mark(self, names, seconds):
        """Bind questions to what they are called at their check cell, which has just run."""
        return self.ask({"do": "mark", "names": names}, seconds)

    def call(self, name, case, seconds):
        """Call a function on a case."""
        return self.ask(
            {"do": "call", "name": name, "args": case.args, "kwargs": case.kwargs}, seconds
        )
