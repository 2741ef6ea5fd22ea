"""Score one submission. This side is trusted: it has the questions, and runs no student code."""

import math
import time
from dataclasses import dataclass

from ..exercises import OpenTask, judge_outcomes, questions
from ..exercises._forbids import find_forbidden
from ..exercises._judge import Result
from ..exercises._run import Outcome
from .seeds import seed_of

MOST_RESTARTS = 12


@dataclass(frozen=True)
class Times:
    """Seconds that a submission may take: a cell, a call, a call of an open task, all of it."""

    cell: float = 20.0
    call: float = 10.0
    open_call: float = 60.0
    total: float = 600.0


class Replay:
    """A submission's notebook, run again in a new process whenever its process is lost."""

    def __init__(self, executor, file, times):
        self.executor, self.file, self.times = executor, file, times
        self.deadline = time.monotonic() + times.total
        self.cells, self.notes, self.skipped = None, {}, set()
        self.refused, self.restarts = "", -1
        self.session = self._opened = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Kill the process."""
        if self._opened is not None:
            self._opened.__exit__(None, None, None)
            self._opened = self.session = None

    def ready(self):
        """Have a process in which all cells have run; False if there is no way to one."""
        while self.session is None or not self.session.alive:
            self.close()
            self.restarts += 1
            if self.refused or self.restarts > MOST_RESTARTS or self.left() <= 0:
                return False
            self._opened = self.executor.session(self.file)
            self.session = self._opened.__enter__()
            self._read()
            self._run_cells()
        return True

    def left(self):
        """Seconds until the time of the whole submission is over."""
        return self.deadline - time.monotonic()

    def _read(self):
        if self.cells is not None:
            return
        answer = self.session.read(min(60, self.left()))
        cells = answer.get("cells")
        if isinstance(cells, list) and all(isinstance(cell, str) for cell in cells):
            self.cells = cells
        else:
            self.refused = str(answer.get("refused", "The notebook cannot be read."))
            self.session.alive = False

    def _run_cells(self):
        for number, source in enumerate(self.cells or (), start=1):
            if number in self.skipped or not source.strip():
                continue
            answer = self.session.run(number, source, min(self.times.cell, max(self.left(), 0.01)))
            note = note_of(answer, self.times.cell)
            if note:
                self.notes[number] = note
            if not self.session.alive:
                self.skipped.add(number)
                return

    def call(self, name, case, seconds):
        """Call a function; a lost process is replaced before the next call."""
        if not self.ready():
            return {"lost": True}
        return self.session.call(name, case, min(seconds, max(self.left(), 0.01)))


def note_of(answer, seconds):
    """What a student should know of how a cell ended; empty when all is well."""
    if answer.get("timed_out"):
        return f"stopped after {seconds:g} s"
    if answer.get("crashed"):
        return "ended the whole process"
    error, line = text(answer.get("error")), answer.get("line")
    return f"{error} (line {line})" if error and isinstance(line, int) and line else error


def score(executor, file, assignment, secret, times=None):
    """Run a submission in the jail and score it.

    Parameters
    ----------
    executor : Executor
    file : binary file
        The submitted notebook.
    assignment : str
        Such as ``"3_1_cnn"``.
    secret : bytes
        From `seeds_of`.
    times : Times, optional

    Returns
    -------
    dict
        Ready for JSON: ``points``, ``max_points``, ``message``, ``cells`` (number to note) and
        ``questions``, each as from `report`. Nothing in it tells a case or a seed.
    """
    with Replay(executor, file, times or Times()) as notebook:
        notebook.ready()
        results = [
            report(notebook.refused, *one(notebook, task, secret)) for task in questions(assignment)
        ]
        return total(results, notebook.refused, notebook.notes)


def blank(assignment, message):
    """The score of a submission that could not be run at all."""
    results = [Result(task, 0.0, attempted=False) for task in questions(assignment)]
    return total([report("", result, message) for result in results], message, {})


def total(results, message, notes):
    """The score of a submission from those of its questions."""
    return {
        "points": round(math.fsum(result["points"] for result in results), 2),
        "max_points": round(math.fsum(result["max_points"] for result in results), 2),
        "message": message,
        "cells": {str(number): note for number, note in notes.items()},
        "questions": results,
    }


def one(notebook, task, secret):
    """Ask one question; give back the result, and what went wrong on the way."""
    cases = task.make_cases(seed_of(secret, task.id))
    seconds = notebook.times.open_call if isinstance(task, OpenTask) else notebook.times.call
    outcomes, problem = [], ""
    for case in cases:
        if not problem:
            outcome, problem = outcome_of(notebook.call(task.name, case, seconds), seconds)
        outcomes.append(outcome)
    if problem == "missing":
        return Result(task, 0.0, attempted=False, message=f"There is no function {task.name}."), ""
    forbidden = forbidden_in(notebook.cells or (), task)
    try:
        return judge_outcomes(task, cases, outcomes, forbidden=forbidden), problem
    except Exception as error:  # an answer so odd that it cannot be measured
        return Result(
            task, 0.0, message=f"The answer cannot be judged: {type(error).__name__}."
        ), ""


def outcome_of(answer, seconds):
    """Turn what came from the jail into an outcome; nothing in it is believed to be well formed."""
    if answer.get("missing") is True:
        return Outcome(), "missing"
    if answer.get("timed_out"):
        sentence = f"The call did not end within {seconds:g} s."
        return Outcome(error=f"TimeoutError: {sentence}"), sentence
    if answer.get("crashed") or answer.get("lost"):
        sentence = "The call ended the whole process, or answered what is no answer."
        return Outcome(error=f"RuntimeError: {sentence}"), sentence
    modified = answer.get("modified")
    modified = tuple(m for m in modified if isinstance(m, int | str)) if modified else ()
    line = answer.get("line")
    return Outcome(
        value=answer.get("value"),
        error=text(answer.get("error")),
        line=line if isinstance(line, int) else 0,
        source=text(answer.get("source")),
        modified=modified,
        printed=text(answer.get("printed")),
    ), ""


def text(value, limit=500):
    """A string that came from the jail, cut to a length that a page can show."""
    return value[:limit] if isinstance(value, str) else ""


def forbidden_in(cells, task):
    """What the question does not allow, in the source of the cells that are Python."""
    kept = []
    for cell in cells:
        try:
            compile(cell, "<cell>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        kept.append(cell)
    try:
        return find_forbidden(task.name, "\n".join(kept), task.forbids)
    except (SyntaxError, RecursionError):
        return ()


def report(refused, result, problem):
    """One question as plain data: points, what passed, the diagnosis; no input of any case."""
    labels = [case.case.label for case in result.cases if not case.passed]
    failed = next((case for case in result.cases if not case.passed), None)
    reason = failed.difference.reason if failed is not None and failed.difference else ""
    return {
        "id": result.task.id,
        "points": result.points,
        "max_points": float(result.task.points),
        "attempted": result.attempted,
        "passed": result.passed,
        "cases": len(result.cases),
        "failed": list(dict.fromkeys(labels)),
        "diagnosis": result.diagnosis
        and {
            "name": result.diagnosis.name,
            "hint": result.diagnosis.hint,
        },
        "metric": result.metric if result.metric is None or math.isfinite(result.metric) else None,
        "forbidden": [{"name": use.name, "source": use.source} for use in result.forbidden],
        "message": result.message or problem or refused,
        "reason": reason if not problem else "",
        "error": failed.outcome.error if failed is not None and not problem else "",
    }
