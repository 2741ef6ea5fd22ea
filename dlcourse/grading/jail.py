"""The jail: bubblewrap around a fork server, and one child of it for each submission."""

import contextlib
import socket
import subprocess
import time
from dataclasses import asdict, dataclass

from .bubblewrap import JailError, bubblewrap, probe, server
from .worker import protocol

USER = 61000  # users 61000 and up are nobody's by Debian's and systemd's conventions
MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Attributes
    ----------
    memory, disk, file : int
        Bytes: address space of a process, all files in /tmp, one file.
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
    files: int = 128


class Executor:
    """A fork server in a jail, for one submission at a time.

    Parameters
    ----------
    limits : Limits
    slot : int
        Number of this server, when several run side by side.

    Raises
    ------
    JailError
        If the jail does not come up.
    """

    def __init__(self, limits=None, slot=0):
        self.limits, self.slot, self.process = limits or Limits(), slot, None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        """Bring the jail up, about 0.1 s."""
        mine, theirs = socket.socketpair()
        command = [*bubblewrap(), *server(theirs.fileno(), USER + self.slot)]
        self.process = subprocess.Popen(
            command,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={},
            start_new_session=True,
        )
        theirs.close()
        self.control = mine
        self.control.settimeout(30)
        try:
            self.expect(b"ready\n")
        except OSError:
            self.process.kill()
            said = self.process.communicate()[1].decode(errors="replace").strip()[-300:]
            raise JailError(probe() or f"the jail did not come up: {said}") from None

    def stop(self):
        """Kill the jail and all in it."""
        if self.process is not None:
            self.control.close()
            self.process.kill()
            self.process.communicate()
            self.process = None

    def expect(self, word):
        """Wait for the fork server's answer."""
        if self.control.recv(16) != word:
            raise OSError("the fork server has ended")

    def request(self, message, descriptors):
        """Ask the fork server for something; bring the jail up again if it is down."""
        try:
            socket.send_fds(self.control, [message], descriptors)
            self.expect(b"done\n")
        except OSError:
            self.stop()
            self.start()
            socket.send_fds(self.control, [message], descriptors)
            self.expect(b"done\n")

    @contextlib.contextmanager
    def session(self, file):
        """A fresh child; it and all that it started are killed at the end.

        Parameters
        ----------
        file : binary file
            The submission; the child reads it, and nothing else of this machine.
        """
        file.seek(0)
        mine, theirs = socket.socketpair()
        limits = " ".join(f"{name}={number}" for name, number in asdict(self.limits).items())
        try:
            with theirs:
                self.request(limits.encode(), [theirs.fileno(), file.fileno()])
            yield Session(mine)
        finally:
            mine.close()
            self.request(b"end", [])


class Session:
    """One submission's process, as seen from outside."""

    GRACE = 1.0  # seconds that a child has to report that its time was up

    def __init__(self, connection):
        self.connection, self.count, self.alive = connection, 0, True

    def ask(self, request, seconds):
        """Send a request and wait for its answer.

        Returns
        -------
        dict
            The answer; ``{"timed_out": True}`` or ``{"crashed": True}`` if none came, and then the
            session is over.
        """
        self.count += 1
        deadline = time.monotonic() + seconds + self.GRACE
        try:
            self.connection.settimeout(seconds + self.GRACE)
            protocol.send(self.connection, {"id": self.count, "seconds": seconds, **request})
            answer = protocol.receive(self.connection, deadline)
            if answer.get("id") != self.count:
                raise protocol.ProtocolError("an answer to another question")
            return answer
        except TimeoutError:
            self.alive = False
            return {"timed_out": True}
        except (EOFError, OSError, protocol.ProtocolError):
            self.alive = False
            return {"crashed": True}

    def read(self, seconds):
        """Read the submission."""
        return self.ask({"do": "read"}, seconds)

    def run(self, cell, source, seconds):
        """Run the source of a cell."""
        return self.ask({"do": "run", "cell": cell, "source": source}, seconds)

    def call(self, name, case, seconds):
        """Call a function on a case."""
        return self.ask(
            {"do": "call", "name": name, "args": case.args, "kwargs": case.kwargs}, seconds
        )
