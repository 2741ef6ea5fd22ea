"""Grade a class: a process for each core, each with a jail; nothing is lost, nothing twice."""

import contextlib
import multiprocessing
import os
import traceback
from functools import partial
from multiprocessing.connection import wait
from pathlib import Path

from .collect import Unreadable, collect, digest
from .jail import Executor
from .journal import Journal
from .score import blank, score
from .seeds import seeds_of

ATTEMPTS = 2  # a submission that ends the grader itself is tried once more, then it is told so


def grade(source, assignment, out, *, jobs=None, times=None, progress=None, runner=None):
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
    progress : callable, optional
        Called with each result.
    runner : callable, optional
        ``runner(submissions, assignment, secret, times)`` yields results: `cluster.run`, for one.
        By default the processes of `run`.

    Returns
    -------
    Journal
    """
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    secret, submissions = seeds_of(out), collect(source, assignment)
    journal = Journal(out / "journal.jsonl")
    waiting = [s for s in submissions if journal.done.get(s.student) != digest_of(s)]
    jobs = min(jobs or len(os.sched_getaffinity(0)), max(len(waiting), 1))
    runner = runner or partial(run, jobs=jobs)
    for record in runner(waiting, assignment, secret, times):
        journal.append(record)
        if progress is not None:
            progress(record)
    return journal


def digest_of(submission):
    """What a result belongs to: changes when the submission changes."""
    try:
        with submission.open() as file:
            return digest(file)
    except Unreadable as reason:
        return str(reason)


def run(submissions, assignment, secret, times=None, *, jobs=1):
    """Yield the result of each submission as it is ready, in any order."""
    queue, slots = list(reversed(submissions)), []
    try:
        slots = [Slot(number, assignment, secret, times) for number in range(jobs)]
        for slot in slots:
            slot.give(queue)
        while busy := {slot.connection: slot for slot in slots if slot.work is not None}:
            for connection in wait(list(busy)):
                slot = busy[connection]
                record = slot.take(queue)
                if record is not None:
                    yield record
                slot.give(queue)
    finally:
        for slot in slots:
            slot.stop()


class Slot:
    """One grading process, replaced when it dies."""

    def __init__(self, number, *settings):
        self.number, self.settings, self.work = number, settings, None
        self.attempts = {}
        self.start()

    def start(self):
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        arguments = theirs, self.number, *self.settings
        self.process = context.Process(target=serve, args=arguments, daemon=True)
        self.process.start()
        theirs.close()

    def stop(self):
        self.connection.close()
        self.process.kill()
        self.process.join()

    def give(self, queue):
        """Hand out the next submission, if there is one."""
        self.work = queue.pop() if queue else None
        if self.work is not None:
            self.connection.send(self.work)

    def take(self, queue):
        """Get a result; if the process has died instead, try once more, then say so."""
        work = self.work
        try:
            record = self.connection.recv()
            if isinstance(record, Exception):
                raise record
            return record
        except (EOFError, OSError):
            self.stop()
            self.start()
        self.attempts[work.student] = self.attempts.get(work.student, 1) + 1
        if self.attempts[work.student] <= ATTEMPTS:
            queue.append(work)
            return None
        message = "This notebook ended the grader. It has to be looked at by a person."
        return record_of(work, digest_of(work), blank(self.settings[0], message))


def serve(connection, number, assignment, secret, times):
    """Grade what comes, until the connection is closed."""
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        with started(connection, number) as executor:
            while True:
                submission = connection.recv()
                connection.send(one(executor, submission, assignment, secret, times))


@contextlib.contextmanager
def started(connection, number):
    """A jail, or its refusal as the first answer."""
    try:
        executor = Executor(slot=number)
        executor.start()
    except Exception as error:
        connection.recv()
        connection.send(error)
        return
    try:
        yield executor
    finally:
        executor.stop()


def one(executor, submission, assignment, secret, times):
    """Grade one submission, whatever it is."""
    found = ""
    try:
        with submission.open() as file:
            found = digest(file)
            return record_of(submission, found, score(executor, file, assignment, secret, times))
    except Unreadable as reason:
        return record_of(submission, str(reason), blank(assignment, str(reason)))
    except Exception:  # a fault of the grader: the batch goes on, and a person is told
        message = f"The grader failed: {traceback.format_exc(limit=-2)}"
        return record_of(submission, found, blank(assignment, message))


def record_of(submission, found, result):
    """A result with whose it is."""
    submitted = submission.submitted and submission.submitted.isoformat()
    return {
        "student": submission.student,
        "slug": submission.slug,
        "digest": found,
        "submitted": submitted,
        **result,
    }
