"""Jails to try things in, as root makes them and as an ordinary user does."""

import contextlib
import os
import time
from pathlib import Path

import pytest

from dlcourse.exercises import Case
from dlcourse.grading.jail.bubblewrap import probe
from dlcourse.grading.jail.executor import Executor, Limits

USERS = ["this user", "an ordinary user"] if os.geteuid() == 0 else ["this user"]
EMPTY = b'{"cells": []}'
jailed = pytest.mark.skipif(bool(probe()), reason=probe() or "a jail can be had")


class OrdinaryExecutor(Executor):
    """Makes its jail as if it were not root."""

    def _bring_up(self):
        with ordinary():
            super()._bring_up()


@contextlib.contextmanager
def ordinary():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dlcourse.grading.jail.bubblewrap.os.geteuid", lambda: 1000)
        yield


@contextlib.contextmanager
def jail(user):
    """A jail with other walls for each user, and the same rooms."""
    limits = Limits(disk=4 << 20, file=2 << 20, memory=1 << 30)
    slot = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    kind = Executor
    if user == "an ordinary user":
        kind = OrdinaryExecutor
        with ordinary():
            if reason := probe():
                pytest.skip(reason)
    with kind(limits, slot=slot) as running:
        yield running


@contextlib.contextmanager
def session_of(executor, folder, allows=()):
    """A session in which an empty notebook can be read; its jail has to outlive it."""
    path = folder / "notebook.ipynb"
    path.write_bytes(EMPTY)
    with path.open("rb") as file, executor.session(file, allows) as running:
        server = executor.process
        yield running
    assert executor.process is server, "another fork server had to be started"
    assert not executor.down(), "the fork server has ended"


def ask(session, source, *args, seconds=5.0):
    """Define f by the source, and call it."""
    ran = session.run(1, source, 5.0)
    assert ran["error"] == "", ran
    return session.call("f", Case("", args), seconds)


def comes_true(fact, seconds=10):
    """Wait for a fact: the machine may be busy."""
    deadline = time.monotonic() + seconds
    while not fact() and time.monotonic() < deadline:
        time.sleep(0.02)
    return fact()


def running_commands(mark):
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if mark.encode() in path.read_bytes().split(b"\0"):
                found.append(path)
        except OSError:
            pass
    return found
