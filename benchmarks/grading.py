"""A hundred honest submissions of 3.2 graded by nbgrader and by `dlcourse grade`, in one run.

Every way gets the same files. The ways whose cases come from the same secret must agree on every
score. What a second core gives is seen on a larger class: the start of the processes is not
graded work. Worker: python -m benchmarks.grading [SUBMISSIONS [MANY]]
"""

import contextlib
import csv
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ._worker import STEERING, cores
from .submissions import NAME, ROOT, write_class

SUBMISSIONS, MANY = 100, 400
PLAIN, JAILED = "nbgrader autograde", "nbgrader autograde with our jail"
ONE, ALL = "dlcourse grade on one core", "dlcourse grade on all cores"
WAYS = PLAIN, JAILED, ONE, ALL
TURNS = ONE, ALL, PLAIN, ONE, ALL, JAILED, ONE, ALL
"""The quick ways take turns with the slow ones, and their median counts."""


def main(count=SUBMISSIONS, many=MANY):
    with tempfile.TemporaryDirectory(prefix="dlcourse-bench-") as folder:
        ways = measure(Path(folder) / "few", int(count), TURNS)
        more = measure(Path(folder) / "many", int(many), (ONE, ALL))
    print(json.dumps({"submissions": int(count), "ways": ways, "many": int(many), "more": more}))


def measure(folder, count, turns):
    """Seconds of each way, median, and the mean of the points that it gave.

    Raises
    ------
    RuntimeError
        If a way fails or leaves out a submission, or if two ways disagree.
    """
    write_class(folder / "submitted", count)
    times, scores = {}, {}
    for number, way in enumerate(turns):
        place, first = folder / str(number), folder / "0" / "seeds.json"
        shutil.copytree(folder / "submitted", place / "submitted")
        if number:
            shutil.copy(first, place)
        seconds, found = (by_nbgrader if way in (PLAIN, JAILED) else by_dlcourse)(place, way)
        if len(found) != count:
            raise RuntimeError(f"{way}: {len(found)} of {count} submissions have a score")
        if way != PLAIN and found != scores.get(ONE, found):
            raise RuntimeError(f"{way} and {ONE} give different scores")
        times.setdefault(way, []).append(seconds)
        scores[way] = found
    return {
        way: {"seconds": statistics.median(taken), "mean": statistics.mean(scores[way].values())}
        for way, taken in times.items()
    }


def by_dlcourse(place, way):
    """Run `dlcourse grade` in a folder; give back its seconds and the scores."""
    count = 1 if way == ONE else cores()
    with on_cores(count):
        command = ["grade", "submitted", "--assignment", NAME, "--out", ".", "--jobs", str(count)]
        seconds = timed(place, "dlcourse.cli", *command)
    with open(place / "grades.csv", encoding="utf-8") as file:
        return seconds, {row["student"]: float(row["points"]) for row in csv.DictReader(file)}


def by_nbgrader(place, way):
    """Run `nbgrader autograde` on all cores; what an instructor does before is not timed."""
    from nbgrader.api import Gradebook

    if way == JAILED:
        shutil.copy(ROOT / "nbgrader_config.py", place)
    source = "solutions" if way == JAILED else "source"
    shutil.copytree(ROOT / "solutions" / NAME, place / source / NAME)
    timed(place, "nbgrader", "generate_assignment", NAME)
    seconds = timed(place, "nbgrader", "autograde", NAME)
    with Gradebook(f"sqlite:///{place}/gradebook.db") as gradebook:
        found = {s.student.id: s.score for s in gradebook.assignment_submissions(NAME)}
    return seconds, {student: round(score, 2) for student, score in found.items()}


@contextlib.contextmanager
def on_cores(count):
    """What is started in the block keeps to so many cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[-count:])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def timed(place, module, *arguments):
    """Run a module in a folder of its own, and give back its seconds."""
    environment = {name: value for name, value in os.environ.items() if name not in STEERING}
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
    environment |= {name: str(place / "home") for name in ("DLCOURSE_HOME", "IPYTHONDIR")}
    command, start = [sys.executable, "-m", module, *arguments], time.perf_counter()
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return time.perf_counter() - start


if __name__ == "__main__":
    main(*sys.argv[1:])
