"""The same grading on a Dask cluster: one task a submission, one jail a worker.

Whoever reaches a scheduler can run code on it. Between machines, use TLS: certificates for the
client here, and the same authority for scheduler and workers. Only the client writes results.
"""

import tempfile
import threading
from functools import cache
from itertools import islice

from .batch import digest_of
from .intake.collect import Unreadable
from .jail.executor import Executor
from .score import blank
from .slots import ENDED, judged, record_of

RETRIES = 10  # a worker that is killed costs nothing: its tasks go to others
AHEAD = 4  # tasks per worker that are sent ahead; what waits stays on disk


def run(submissions, assignment, secret, times=None, *, scheduler, security=None):
    """Yield the result of each submission as it is ready, in any order.

    Parameters
    ----------
    submissions : sequence of Submission
    assignment : str
    secret : bytes
    times : Times, optional
    scheduler : str
        Address such as ``"tls://grader.example.org:8786"``.
    security : distributed.Security, optional
        Certificates.

    Raises
    ------
    ImportError
        If Dask's distributed is not installed.
    """
    from distributed import Client, KilledWorker, as_completed

    with Client(scheduler, security=security) as client:
        workers = max(len(client.scheduler_info(n_workers=-1)["workers"]), 1)
        waiting, running, done = iter(submissions), {}, as_completed()

        def send(count):
            for submission in islice(waiting, count):
                arguments = content_of(submission), assignment, secret, times
                task = client.submit(grade_one, *arguments, pure=False, retries=RETRIES)
                running[task.key] = submission
                done.add(task)

        send(AHEAD * workers)
        for task in done:
            submission = running.pop(task.key)
            try:
                result = task.result()
            except KilledWorker as error:
                result = blank(assignment, ENDED) | {"fault": str(error)}
            yield record_of(submission, digest_of(submission), result)
            task.release()
            send(1)


def content_of(submission):
    """The bytes of a submission, or the reason why there are none."""
    try:
        with submission.open() as file:
            return file.read()
    except Unreadable as reason:
        return str(reason)


def grade_one(content, assignment, secret, times):
    """Grade one submission on a worker; a plain dict comes back."""
    if isinstance(content, str):
        return blank(assignment, content)
    with tempfile.TemporaryFile() as file, LOCK:
        file.write(content)
        file.flush()
        return judged(executor(), file, assignment, secret, times)


LOCK = threading.Lock()  # one jail, one submission at a time, however many threads a worker has


@cache
def executor():
    """The jail of this worker process; it dies with it."""
    running = Executor()
    running.start()
    return running
