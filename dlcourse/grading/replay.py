"""A submission's notebook as the grader sees it: run again whenever its process is lost."""

import time
from dataclasses import dataclass

from ..exercises import OpenTask, Question
from ..pages import UNSEEN

MOST_RESTARTS = 50
MOST_NOTES = 50


@dataclass(frozen=True)
class Times:
    """Seconds that a submission may take: a cell, a call, a call of an open task, all of it.

    Those of a cell and a call are the processor's, so that a busy machine costs nobody a point; by
    the clock it may take `Session.WALL` times as long. Those of all are by the clock.
    """

    cell: float = 20.0
    call: float = Question.seconds
    open_call: float = OpenTask.seconds
    total: float = 600.0


class Replay:
    """A submission's notebook, run again in a new process whenever its process is lost.

    Parameters
    ----------
    executor : Executor
    file : binary file
    questions : list of (name, allowed names, id)
    times : Times
    allows : tuple of str
        What is there, see `jail.course`.

    Attributes
    ----------
    uses : list of list of (name, line)
        What each question does not allow, found before any of the code has run.
    answers : list of (text, fingerprints)
        What each answer looks like, see `worker.prints`; from then, too.
    bound : dict of int to dict
        By check cell: names of questions to the names that are checked there.
    notes : dict of int to str
        How cells ended that did not run to their end.
    refused : str
        Why the file is no notebook.
    """

    def __init__(self, executor, file, questions, times, allows=()):
        self.executor, self.file, self.questions, self.times = executor, file, questions, times
        self.allows = allows
        self.deadline = time.monotonic() + times.total
        self.cells, self.uses, self.notes = None, [[] for _ in questions], {}
        self.bound = {}
        self.answers = [("", []) for _ in questions]
        self.skipped, self.slow = set(), set()
        self.refused, self.restarts = "", -1
        self.session, self._opened, self.called = None, None, set()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Kill the process: the next call is made in one that knows nothing of the last."""
        if self._opened is not None:
            opened, self._opened, self.session = self._opened, None, None
            opened.__exit__(None, None, None)

    def ready(self):
        """Have a process in which all cells have run; False if there is no way to one."""
        while not self.stopped():
            if self.session is not None and self.session.alive:
                return True
            self.close()
            self.restarts += 1
            opened = self.executor.session(self.file, self.allows)
            self.session, self._opened = opened.__enter__(), opened
            self.called, self.session.until = set(), self.deadline
            self._read()
            self._run_cells()
        return False

    def stopped(self):
        """Why nothing more is asked of this notebook; empty while something may be."""
        if self.refused:
            return self.refused
        if self.left() <= 0:
            return f"The time for the whole notebook, {self.times.total:g} s, was over."
        if self.restarts >= MOST_RESTARTS:
            return "The notebook ended its process too many times."
        return ""

    def left(self):
        """Seconds until the time of the whole submission is over."""
        return self.deadline - time.monotonic()

    def _read(self):
        if self.cells is not None:
            return
        answer = self.session.read(self.questions, min(60, max(self.left(), 0.01)))
        cells = answer.get("cells")
        if isinstance(cells, list | tuple):
            # No code of the submission has run yet: this is the worker's own answer.
            self.cells, self.uses, self.answers = cells, answer["uses"], answer["answers"]
            self.notes = {int(number): note for number, note in answer["notes"].items()}
            for name, (number, called) in answer.get("bound", {}).items():
                self.bound.setdefault(number, {})[name] = called
        else:
            self.session.alive = False
            if "refused" in answer or not self.executor.down():
                self.refused = text(answer.get("refused")) or "The notebook cannot be read."

    def _run_cells(self):
        for number, source in enumerate(self.cells or (), start=1):
            if number not in self.skipped and source.strip():
                if self.left() <= 0:
                    return
                self._run_cell(number, source)
            if self.session.alive and number in self.bound:
                self.session.mark(self.bound[number], min(self.times.cell, max(self.left(), 0.01)))
            if not self.session.alive:
                return

    def _run_cell(self, number, source):
        seconds = self.times.cell / 10 if number in self.slow else self.times.cell
        answer = self.session.run(number, source, min(seconds, self.left()))
        if not self.session.alive and self.executor.down():
            return  # and again in a new jail
        note = note_of(answer, self.times.cell)
        if note and number not in self.notes and len(self.notes) < MOST_NOTES:
            self.notes[number] = note
        if answer.get("timed_out") is True:
            self.slow.add(number)
        if not self.session.alive:
            self.skipped.add(number)

    def call(self, name, case, seconds):
        """Call a function; a lost process is replaced before the next call.

        One that is lost may have been so because of what another function has left running: then
        the call is made again, in a process in which no other has been called.
        """
        while self.ready():
            others = self.called - {name}
            self.called.add(name)
            answer = self.session.call(name, case, min(seconds, max(self.left(), 0.01)))
            if self.session.alive:
                return answer
            if not self.executor.down() and not (others and answer.get("crashed") is True):
                return answer
        return {"lost": self.stopped()}


def note_of(answer, seconds):
    """What a student should know of how a cell ended; empty when all is well."""
    if answer.get("timed_out") is True:
        return f"stopped after {seconds:g} s"
    if answer.get("crashed") is True:
        return "ended the whole process"
    error, line = text(answer.get("error")), answer.get("line")
    known = type(line) is int and 0 < line < 1_000_000
    return f"{error} (line {line})" if error and known else error


def text(value, limit=500):
    """A string that came from the jail, as a page can show it: short, nothing unseen in it."""
    return UNSEEN.sub("\ufffd", value[:limit]) if isinstance(value, str) else ""
