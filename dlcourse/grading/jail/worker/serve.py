"""Serve one submission: run its cells, then call its functions. Runs in the jail.

Whatever happens here, the grader believes only this: a function was asked for with arguments,
and an answer came, in time or not. So nothing in this module has to be trusted.
"""

import ast
import contextlib
import linecache
import os
import signal
import sys
import traceback
import types

from ....exercises.case import Case
from ....exercises.run import Outcome, _describe, _Printed, run_case
from . import protocol
from .absent import NotHere, keep_out
from .notebook import NotANotebook, look, read

MOST_TEXT = 1000


class TimeUp(BaseException):
    """Raised in a student's code when its time is over; what it has defined stays."""


def main(connection, file, modules, absent):
    """Answer requests until the grader closes the socket.

    Parameters
    ----------
    connection : socket
    file : int
        Descriptor of the submission.
    modules, absent : sequence of str
        Of the course, modules that are there; libraries that are not: see `absent`.
    """
    silence()
    keep_out(modules, absent)
    notebook = Notebook(file)
    protocol.send(connection, {"id": 0, "ready": True})
    while True:
        try:
            request = protocol.receive(connection)
        except EOFError:
            return
        answer = getattr(notebook, request["do"])(request)
        try:
            frame = protocol.pack({"id": request["id"], **answer})
        except protocol.ProtocolError as error:
            frame = protocol.pack({"id": request["id"], "error": f"ValueError: {error}"})
        connection.sendall(frame)


def silence():
    """Send what bypasses `sys.stdout` nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)


@contextlib.contextmanager
def alarm(seconds, error=TimeUp):
    """Raise `TimeUp` in the block after some seconds."""

    def time_is_up(number, frame):
        raise error

    signal.signal(signal.SIGALRM, time_is_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


class Notebook:
    """The names that a submission's cells have defined."""

    def __init__(self, file):
        self.file = file
        main = types.ModuleType("__main__")
        sys.modules["__main__"] = main
        self.names = vars(main)
        self.names.update(display=Nothing(), get_ipython=Nothing(), exit=Nothing(), quit=Nothing())

    def read(self, request):
        """Give the sources of the code cells, or the reason why there are none."""
        with open(self.file, "rb") as file:
            self.file = None
            try:
                cells, notes = read(file)
            except NotANotebook as reason:
                return {"refused": str(reason)}
        with alarm(request["seconds"] / 2, TimeoutError):
            uses, answers = look(cells, request["questions"])
        return {"cells": cells, "notes": notes, "uses": uses, "answers": answers}

    def shut(self):
        """Give up the submission's descriptor, before any of its code runs."""
        if self.file is not None:
            os.close(self.file)
            self.file = None

    def run(self, request):
        """Run one cell. An error ends the cell and is reported; the next ones go on."""
        self.shut()
        filename = f"<cell {request['cell']}>"
        source, printed = request["source"], _Printed()
        lines = source.splitlines(keepends=True)
        linecache.cache[filename] = len(source), None, lines, filename
        function = types.SimpleNamespace(__code__=types.SimpleNamespace(co_filename=filename))
        error = {}
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            try:
                with alarm(request["seconds"]):
                    absence = self.execute(source, filename)
                error = _describe(absence, function) if absence else {}
            except TimeUp:
                error = {"error": "TimeUp", "timed_out": True}
            except BaseException as raised:
                error = _describe(raised, function)
        return {"error": "", "line": 0, "source": "", "timed_out": False, **short(error)}

    def execute(self, source, filename):
        """Run a cell but for what needs a library that is not there; give back what that raised."""
        first, code = None, compile(source, filename, "exec")
        while code:
            try:
                exec(code, self.names)
                return first
            except NotHere as absence:
                first = first or absence
                code = rest_of(source, filename, absence)
        return first

    def call(self, request):
        """Call a function of the notebook once."""
        self.shut()
        function = self.names.get(request["name"])
        if not callable(function):
            return {"missing": True}
        case = Case("", request["args"], request["kwargs"])
        try:
            with alarm(request["seconds"]):
                outcome = run_case(function, case)
        except TimeUp:
            return {"timed_out": True}
        except BaseException as raised:
            outcome = Outcome(**_describe(raised, function))
        return {**short(vars(outcome)), "timed_out": outcome.error.startswith("TimeUp")}


def rest_of(source, filename, raised):
    """What stands in a cell after the statement that raised; None where nothing does."""
    frames = traceback.walk_tb(raised.__traceback__)
    line = next(n for frame, n in frames if frame.f_code.co_filename == filename)
    after = [part for part in ast.parse(source).body if part.lineno > line]
    return compile(ast.Module(after, []), filename, "exec") if after else None


def short(outcome):
    """Cut the texts of an outcome to what a page can show."""
    texts = {name: outcome[name][:MOST_TEXT] for name in ("error", "source") if name in outcome}
    return {**outcome, **texts}


class Nothing:
    """Stands for what only JupyterLab has: whatever is asked of it, nothing happens."""

    def __getattr__(self, name):
        return self

    def __call__(self, *_, **__):
        return self
