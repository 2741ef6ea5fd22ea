"""Change a question's reference in one place at a time, and require that each change costs points.

Usage: python -m tools.mutants [QUESTION ...] [--seeds N]

A QUESTION is an id, "4_2.lstm_cell_backward", or the start of one: "3_1". A mutant is the answer of
a closed question, as a student would hand it in, with one operator, constant, comparison, slice,
index or argument changed in its syntax tree, or one statement left out. It is killed when it loses
points on every seed, and survives when it earns them all on some: then the cases miss something.

What no case can tell from the reference stands in tests/mutants/N_M_topic.json:

    {"output_size": [["line before", "line after", "why both give the same"]]}

Such an entry is a fault, too, once no mutant is so named or one loses points. Each mutant runs in a
fork with limits of CPU time and memory, and is killed by reaching one: this needs Linux or macOS.
"""

import argparse
import contextlib
import json
import math
import os
import resource
import sys
import time
from dataclasses import replace
from pathlib import Path

from dlcourse.exercises import Question, assignments, questions
from dlcourse.exercises.judge import judge_outcomes
from dlcourse.exercises.mistakes import build
from dlcourse.exercises.run import run_cases
from tools.changes import mutants

ROOT = Path(__file__).resolve().parent.parent
MEMORY = 4 << 30


def full_points(question, source, drawn):
    """List the seeds on which an answer earns all points."""
    try:
        function = build(source, question.name)
    except Exception:
        return []

    def passed(case):
        return judge_outcomes(question, [case], run_cases(function, [case])).complete

    return [seed for seed, cases in drawn.items() if all(map(passed, cases))]


def in_fork(function, *arguments, seconds):
    """Return what the function gives in a fork, or None where it dies or needs too much."""
    reads, writes = os.pipe()
    fork = os.fork()
    if not fork:
        with contextlib.suppress(BaseException), os.fdopen(writes, "w") as pipe:
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
            with contextlib.suppress(ValueError):
                resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            pipe.write(json.dumps(function(*arguments)))
        os._exit(0)
    os.close(writes)
    with os.fdopen(reads) as pipe:
        answer = pipe.read()
    os.waitpid(fork, 0)
    return json.loads(answer) if answer else None


def try_all(question, seeds):
    """Return {mutant: seeds on which it earns all points} of a question."""
    bare = replace(question, text="")  # no mistakes: nothing is to be named
    drawn = {seed: question.make_cases(seed) for seed in range(seeds)}
    start = time.process_time()
    if len(full_points(bare, question.source, drawn)) < seeds:
        raise ValueError(f"{question.id}: the reference itself loses points")
    seconds = 1 + math.ceil(10 * (time.process_time() - start))
    made = mutants(question.source)
    return {m: in_fork(full_points, bare, m.source, drawn, seconds=seconds) or [] for m in made}


def report(question, tried, equal, seeds):
    """Print what became of a question's mutants; return the number of faults."""
    listed = {(before, after): [] for before, after, _ in equal}
    survived = {}
    for mutant, full in tried.items():
        if (lines := (mutant.before, mutant.after)) in listed:
            listed[lines].append(len(full))
        elif full:
            survived[mutant] = full
    alike = sum(map(len, listed.values()))
    killed = len(tried) - alike - len(survived)
    counts = f"{len(tried)} made, {alike} equal, {killed} killed, {len(survived)} survived"
    print(f"{question.id}: {counts}", flush=True)
    for mutant, full in survived.items():
        where = "all seeds" if len(full) == seeds else f"seeds {' '.join(map(str, full))}"
        show(f"survived on {where}", mutant.before, mutant.after)
    stale = {lines: full for lines, full in listed.items() if min(full, default=0) < seeds}
    for lines, full in stale.items():
        show("listed as equal, but " + ("loses points" if full else "is not made"), *lines)
    return len(survived) + len(stale)


def show(what, *lines):
    """Print what happened to a mutant, and its lines before and after."""
    texts = (text.replace("\n", "\n      ") for text in lines)
    print("  {}\n    - {}\n    + {}".format(what, *texts), flush=True)


def asked(names):
    """List (assignment, closed question) whose ids begin with one of the names, or all.

    Raises
    ------
    ValueError
        If a name is the beginning of none.
    """
    closed = [(a, q) for a in assignments() for q in questions(a) if isinstance(q, Question)]
    for name in names:
        if not any(q.id.startswith(name) for _, q in closed):
            raise ValueError(f"no closed question begins with {name!r}")
    return [(a, q) for a, q in closed if not names or q.id.startswith(tuple(names))]


def known_equal(root, assignment):
    """Read the mutants of an assignment that no case can tell, by the names of its questions."""
    file = root / "tests" / "mutants" / f"{assignment}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def main(root, names, seeds):
    """Try the mutants of each question; return the number of faults."""
    faults = 0
    for assignment, question in asked(names):
        equal = known_equal(root, assignment).get(question.name, [])
        faults += report(question, try_all(question, seeds), equal, seeds)
    return faults


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", nargs="*", help="ids or their beginnings; default: all")
    parser.add_argument("--seeds", type=int, default=20, help="how many; default: 20")
    options = parser.parse_args()
    try:
        faults = main(ROOT, options.questions, options.seeds)
    except ValueError as wrong:
        parser.error(str(wrong))
    print(f"{faults} faults")
    sys.exit(bool(faults))
