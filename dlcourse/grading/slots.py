"""Grading processes side by side, each with a jail; one that dies or hangs is replaced."""

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from multiprocessing.connection import wait

from .intake.collect import Unreadable, digest
from .jail.bubblewrap import JailError
from .jail.executor import Executor
from .jail.unsafe import UnsafeExecutor
from .score import Times, blank, score

ATTEMPTS = 2  # a submission that ends the grader itself is tried once more, then it is told so
PATIENCE = 2  # seconds in which a process that is told to end has to clean up
GRACE = 120  # seconds that a submission may take the grader beside its own time
READY = "ready"
ENDED = "This notebook ended the grader. It has to be looked at by a person."
THREADS = "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"


def run(submissions, assignment, secret, times=None, *, jobs=1, unsafe=False):
    """Yield the result of each submission as it is ready, in any order.

    Raises
    ------
    JailError
        If no jail can be had, at once.
    """
    queue, slots, times = list(reversed(submissions)), [], times or Times()
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    try:
        for number in range(jobs):
            core = cores[number] if 1 < jobs <= len(cores) else -1
            jail = (UnsafeExecutor, {}) if unsafe else (Executor, {"slot": number, "core": core})
            slots.append(Slot(jail, assignment, secret, times))
            slots[-1].give(queue)
        while busy := {slot.connection: slot for slot in slots if slot.work is not None}:
            for connection in wait(list(busy), timeout=1):
                slot = busy[connection]
                record = slot.take(queue)
                slot.give(queue)  # before the record is written, which takes the disk some time
                if record is not None:
                    yield record
            for slot in busy.values():
                slot.look(times.total + GRACE)
    finally:
        for slot in slots:
            slot.stop()


class Slot:
    """One grading process, replaced when it dies."""

    def __init__(self, *settings):
        self.settings, self.work, self.attempts, self.failed = settings, None, {}, 0
        self.start()

    def start(self):
        self.ready = False
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        arguments = theirs, *self.settings
        self.process = context.Process(target=serve, args=arguments, daemon=True)
        with one_thread():  # NumPy is loaded before `serve` begins
            self.process.start()
        theirs.close()

    def stop(self):
        self.connection.close()
        self.process.terminate()
        self.process.join(PATIENCE)
        self.process.kill()
        self.process.join()

    def give(self, queue):
        """Hand out the next submission, if there is one and the last one is done."""
        if self.work is None and queue:
            self.work, self.since = queue.pop(), time.monotonic()
            with contextlib.suppress(OSError):  # a process that is gone is met by `take`
                self.connection.send(self.work)

    def look(self, seconds):
        """Kill a process that takes longer than any submission may."""
        if self.work is not None and time.monotonic() - self.since > seconds:
            self.process.kill()

    def take(self, queue):
        """Get a result, if what comes is one.

        Raises
        ------
        JailError
            If no jail can be had, or no grading process comes up.
        """
        try:
            record = self.connection.recv()
        except (EOFError, OSError):
            return self.replace(queue)
        if isinstance(record, JailError):
            raise record
        if record == READY:
            self.ready, self.failed = True, 0
            return None
        self.work = None
        return record

    def replace(self, queue):
        """The process has died: its submission is tried once more, then it is told so."""
        work, self.work = self.work, None
        self.stop()
        if self.ready:
            self.attempts[work.student] = self.attempts.get(work.student, 0) + 1
        else:  # and nobody's submission can be blamed
            self.failed += 1
        if self.failed == ATTEMPTS:
            raise JailError(f"no grading process comes up (exit status {self.process.exitcode})")
        self.start()
        if self.attempts.get(work.student) == ATTEMPTS:
            return record_of(work, "", blank(self.settings[1], ENDED))
        queue.append(work)
        return None


@contextlib.contextmanager
def one_thread():
    """What is started in the block computes on one thread."""
    before = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def serve(connection, executor, assignment, secret, times):
    """Grade what comes, until the connection is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us, and we clean up
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    threading.Thread(target=end_with, args=[multiprocessing.parent_process()], daemon=True).start()
    kind, settings = executor
    try:
        with kind(**settings) as running:
            connection.send(READY)
            while True:
                submission = connection.recv()
                connection.send(one(running, submission, assignment, secret, times))
    except EOFError:
        pass
    except Exception as error:  # no jail: said once, and the batch ends
        said = error if isinstance(error, JailError) else JailError(f"the grader failed: {error!r}")
        with contextlib.suppress(OSError):
            connection.send(said)


def end_with(parent):
    """End this process once its parent is gone, however busy it is: nobody would get a result."""
    parent.join()
    signal.pthread_kill(threading.main_thread().ident, signal.SIGTERM)  # to clean up
    time.sleep(PATIENCE)
    os._exit(1)


def one(executor, submission, assignment, secret, times):
    """Grade one submission, whatever it is.

    Raises
    ------
    JailError
        If it has no jail to be run in.
    """
    try:
        with submission.open() as file:
            found = digest(file)
            result = judged(executor, file, assignment, secret, times)
    except Unreadable as reason:
        found, result = str(reason), blank(assignment, str(reason))
    except OSError as error:  # the disk
        found, result = "", fault(assignment, error)
    return record_of(submission, found, result)


def judged(executor, file, assignment, secret, times):
    """Score a submission, and survive it.

    Raises
    ------
    JailError
        If it has no jail to be run in.
    """
    try:
        return score(executor, file, assignment, secret, times)
    except JailError:
        raise
    except Exception as error:
        return fault(assignment, error)


def fault(assignment, error):
    """A fault of the grader is no student's: a person is told, and the next run tries again."""
    message = f"The grader failed ({type(error).__name__}). A person has to look at it."
    lines = traceback.format_exception(error, limit=-4)
    return blank(assignment, message) | {"fault": "".join(lines)}


def record_of(submission, found, result):
    """A result with whose it is; one of a fault belongs to no file, so that it is tried again."""
    return {
        "student": submission.student,
        "digest": "" if "fault" in result else found,
        **submission.facts(),
        **result,
    }
