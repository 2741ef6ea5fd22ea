"""Serve one submission: run its cells, then call its functions. Runs in the jail.

Whatever happens here, the grader believes only this: a function was asked for with arguments,
and an answer came, in time or not. So nothing in this module has to be trusted.
"""

import ast
import asyncio
import contextlib
import inspect
import linecache
import os
import signal
import sys
import traceback
import types

from ....exercises.case import Case
from ....exercises.run import Outcome, _describe, _Printed, run_case
from . import protocol
from .absent import Absent, Nothing, Typed, keep_out
from .look import look
from .notebook import NotANotebook, read

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
def alarm(request, error=TimeUp):
    """Raise an error in the block once its time is over: of the processor, or by the clock.

    How busy a machine is costs nobody a point: the clock's time is some times that of the
    processor, and is there for what waits. The request has ``seconds`` of the one and ``wall`` by
    the other.
    """

    def time_is_up(number, frame):
        raise error

    timers = {signal.ITIMER_PROF: request["seconds"], signal.ITIMER_REAL: request["wall"]}
    for number in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(number, time_is_up)
    try:
        for timer, seconds in timers.items():
            signal.setitimer(timer, seconds)
        yield
    finally:
        for timer in timers:
            signal.setitimer(timer, 0)


class Notebook:
    """The names that a submission's cells have defined.

    Attributes
    ----------
    views : dict of str to (str, dict)
        By function: its name in the notebook, and what all names stand for at its check cell. The
        empty one is that of the end.
    view : str
        Which of them holds now.
    """

    def __init__(self, file):
        self.file = file
        main = types.ModuleType("__main__")
        sys.modules["__main__"] = main
        self.names = vars(main)
        self.names.update(display=Nothing(), get_ipython=Nothing(), exit=Nothing(), quit=Nothing())
        self.names["input"] = Typed()
        self.views, self.view = {"": ("", self.names)}, ""

    def read(self, request):
        """Give the sources of the code cells, or the reason why there are none."""
        with open(self.file, "rb") as file:
            self.file = None
            try:
                cells, notes = read(file)
            except NotANotebook as reason:
                return {"refused": str(reason)}
        with alarm({**request, "wall": request["wall"] / 2}, TimeoutError):
            uses, answers, bound = look(cells, request["questions"])
        return {"cells": cells, "notes": notes, "uses": uses, "answers": answers, "bound": bound}

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
                with alarm(request):
                    absence = self.execute(source, filename)
                error = _describe(absence, function) if absence else {}
            except TimeUp:
                error = {"error": "TimeUp", "timed_out": True}
            except BaseException as raised:
                error = _describe(raised, function)
        return {"error": "", "line": 0, "source": "", "timed_out": False, **short(error)}

    def execute(self, source, filename):
        """Run a cell but for statements that need what is not there; give back what they raised.

        That is a module, a file or a folder, or somebody who types.
        """
        first, code = None, compiled(source, filename)
        while code:
            try:
                found = eval(code, self.names)
                if code.co_flags & inspect.CO_COROUTINE:
                    asyncio.run(found)
                return first
            except (ImportError, OSError, EOFError) as absence:
                first = first or absence
                statement, code = rest_of(source, filename, absence)
                self.names |= stand_ins(statement) if isinstance(absence, ImportError) else {}
        return first

    def mark(self, request):
        """Keep what all names stand for now, for functions that are checked here."""
        self.shut()
        for name, called in request["names"].items():
            self.views[name] = called, dict(self.names)
        return {}

    def turn_to(self, name):
        """Let all names stand for what they did at the check of a function; give its own name."""
        view = name if name in self.views else ""
        if self.view != view:
            self.views[self.view] = self.views[self.view][0], dict(self.names)
            self.view = view
            self.names.clear()
            self.names.update(self.views[view][1])
        return self.views[view][0] or name

    def call(self, request):
        """Call a function of the notebook once."""
        self.shut()
        function = self.names.get(self.turn_to(request["name"]))
        if not callable(function):
            return {"missing": True}
        case = Case("", request["args"], request["kwargs"])
        try:
            with alarm(request):
                outcome = run_case(function, case)
        except TimeUp:
            return {"timed_out": True}
        except BaseException as raised:
            outcome = Outcome(**_describe(raised, function))
        return {**short(vars(outcome)), "timed_out": outcome.error.startswith("TimeUp")}


def compiled(source, filename):
    """Code of a cell, or of statements; it may wait for something, as in JupyterLab."""
    return compile(source, filename, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


def rest_of(source, filename, raised):
    """The statement of a cell that raised, and code of what stands after it, if anything does."""
    frames = traceback.walk_tb(raised.__traceback__)
    line = next(n for frame, n in frames if frame.f_code.co_filename == filename)
    body = ast.parse(source).body
    after = [part for part in body if part.lineno > line]
    statement = next((part for part in body if part.lineno <= line <= part.end_lineno), None)
    return statement, compiled(ast.Module(after, []), filename) if after else None


def stand_ins(statement):
    """What an import that failed would have bound: names of something without a value."""
    if not isinstance(statement, ast.Import | ast.ImportFrom):
        return {}
    names = [alias.asname or alias.name.partition(".")[0] for alias in statement.names]
    library = getattr(statement, "module", None) or statement.names[0].name
    nothing = type("Absent", (Absent,), {"library": library})()
    return {name: nothing for name in names if name != "*"}


def short(outcome):
    """Cut the texts of an outcome to what a page can show."""
    texts = {name: outcome[name][:MOST_TEXT] for name in ("error", "source") if name in outcome}
    return {**outcome, **texts}
