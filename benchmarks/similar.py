"""What the page of pairs costs, and how many pairs stand on it by chance, as a class grows.

Every student has five answers of `written`, each drawn alone; but the last has those of the first.
Prints students, seconds, MiB, pairs of students, and the place of the copy in their list (from 1,
0 where it is not there). Up to 300 students the copy stood first. In a class of 1000 more than ten
others had each of its pieces: nothing told it from a natural way to write. Takes minutes:
python -m benchmarks.similar [STUDENTS ...]
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .written import conv2d

ASSIGNMENT = "3_1_cnn"
CLASSES = 12, 30, 100, 300, 1000, 10_000


def main(*counts):
    for count in map(int, counts or CLASSES):
        with tempfile.TemporaryDirectory(prefix="dlcourse-bench-") as folder:
            write_class(Path(folder, "journal.jsonl"), count)
            command = [sys.executable, "-m", "benchmarks.similar", "page", folder]
            print(
                subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
            )


def write_class(path, count):
    """Write the journal of a class that has been graded, as far as the page reads it."""
    from dlcourse.exercises import questions

    rng, ids = random.Random(0), [task.id for task in questions(ASSIGNMENT)]
    with open(path, "w", encoding="utf-8") as file:
        for number in range(count):
            if number == count - 1:
                rng.seed(0)
            answers = {id: answer(conv2d(rng)) for id in ids}
            record = {"student": f"s{number:05}", "digest": "", "answers": answers}
            file.write(json.dumps(record) + "\n")
            if number == 0:
                rng.seed(count)


def answer(source):
    from dlcourse.exercises.allows import Reader
    from dlcourse.grading.jail.worker.prints import answers

    ((text, prints),) = answers(Reader(source), ["conv2d"])
    return {"text": text, "prints": prints}


def write_page(folder):
    """Write the page in this process, and say what it took."""
    from dlcourse.grading.journal import Journal
    from dlcourse.grading.report.similar import pairs_in
    from dlcourse.grading.report.similar_report import by_students, write_similar

    before, start = memory(), time.perf_counter()
    with Journal(Path(folder, "journal.jsonl")) as journal:
        count = write_similar(Path(folder, "similar.html"), journal, ASSIGNMENT)
        seconds, taken = time.perf_counter() - start, memory() - before
        listed = [*by_students(pairs_in(journal, ASSIGNMENT))]
        copy = "s00000", f"s{len(journal.done) - 1:05}"
    numbers = {"students": len(journal.done), "seconds": round(seconds, 1), "MiB": round(taken)}
    place = listed.index(copy) + 1 if copy in listed else 0
    print(json.dumps({**numbers, "pairs": count, "copy": place}))


def memory():
    """MiB that this process has taken at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["page"]:
        write_page(sys.argv[2])
    else:
        main(*sys.argv[1:])
