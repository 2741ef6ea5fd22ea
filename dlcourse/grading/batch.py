"""Grade a class: nothing is lost, nothing is graded twice, whenever the run is killed."""

import contextlib
import os
from functools import partial
from pathlib import Path

from ..exercises import assignments, questions
from . import slots
from .intake.collect import Unreadable, collect, digest
from .journal import Journal
from .seeds import seeds_of
from .write import write_text


def grade(
    source,
    assignment,
    out,
    *,
    jobs=None,
    times=None,
    started=None,
    progress=None,
    runner=None,
    unsafe=False,
):
    """Grade every submission that is not yet graded; results are lines of ``out/journal.jsonl``.

    Parameters
    ----------
    source : Path
        What `collect` reads.
    assignment : str
    out : Path
        Folder of this grading run. A run that was killed goes on from it; a submission that has
        changed since is graded again.
    jobs : int, optional
        Processes; by default one per core.
    times : Times, optional
    started : callable, optional
        Called once, before the first result, with the number of submissions, those that are graded
        already among them.
    progress : callable, optional
        Called with each result.
    runner : callable, optional
        ``runner(submissions, assignment, secret, times)`` yields results: `cluster.run`, for one.
        By default the processes of `slots.run`.
    unsafe : bool
        Run students' code without a jail. Every result then carries a warning.

    Returns
    -------
    Journal

    Raises
    ------
    ValueError
        If there is nothing to grade, `out` holds results of another assignment, or another run
        is writing to it.
    JailError
        If no jail can be had, with what to install or to set.
    """
    out, submissions = Path(out), collect(source, assignment)
    out.mkdir(parents=True, exist_ok=True)
    with alone_in(out):
        bind(out, assignment)
        secret = seeds_of(out)
        if started is not None:
            started(len(submissions))
        journal = Journal(out / "journal.jsonl")
        journal.now = {one.student: one.facts() for one in submissions}
        waiting = [s for s in submissions if journal.done.get(s.student) != digest_of(s)]
        jobs = min(jobs or cores(), max(len(waiting), 1))
        runner = runner or partial(slots.run, jobs=jobs, unsafe=unsafe)
        with contextlib.closing(runner(waiting, assignment, secret, times)) as records:
            for record in records:
                journal.append(record)
                if progress is not None:
                    progress(record)
    return journal


def cores():
    """How many cores this process may use."""
    known = hasattr(os, "sched_getaffinity")
    return len(os.sched_getaffinity(0)) if known else os.cpu_count() or 1


@contextlib.contextmanager
def alone_in(out):
    """Keep a second run out of a folder; the lock ends with this process, however it ends."""
    import fcntl  # not on Windows

    with open(out / "lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ValueError(f"another run is writing to {out}") from None
        yield


def bind(out, assignment):
    """Keep a folder of results to one assignment.

    Raises
    ------
    ValueError
        If it holds results of another.
    """
    path = out / "assignment.txt"
    if path.exists():
        held = path.read_text(encoding="utf-8").strip()
    elif (out / "journal.jsonl").exists():
        with Journal(out / "journal.jsonl") as journal:
            held = next((_assignment_of(record) for record in journal.records()), assignment)
    else:
        held = assignment
    if held != assignment:
        raise ValueError(f"{out} holds results of {held}: name another folder for {assignment}")
    write_text(path, f"{assignment}\n")


def _assignment_of(record):
    """The assignment whose questions a result has."""
    ids = [question["id"] for question in record.get("questions", ())]
    known = {name: [task.id for task in questions(name)] for name in assignments()}
    return next((name for name in known if known[name] == ids), "another assignment")


def digest_of(submission):
    """What a result belongs to: changes when the submission changes."""
    try:
        with submission.open() as file:
            return digest(file)
    except Unreadable as reason:
        return str(reason)
