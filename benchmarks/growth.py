"""Time and memory of `dlcourse grade` for classes of a thousand, three and ten thousand.

The assignment is 3.2. Worker: python -m benchmarks.growth SUBMISSIONS
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

from .submissions import NAME, write_class

SIZES = 1_000, 3_000, 10_000
ROLES = "the command", "a grading process", "a process in the jail"
GLANCE = 0.25  # seconds between two looks at the memory


def main(count):
    with tempfile.TemporaryDirectory(prefix="dlcourse-bench-") as folder:
        print(json.dumps(measure(Path(folder), int(count))))


def measure(folder, count):
    """Seconds that a class takes, and by role the most MiB that one process had.

    Raises
    ------
    RuntimeError
        If a submission has no grade, or more than one.
    """
    write_class(folder / "submitted", count)
    arguments = ["grade", "submitted", "--assignment", NAME, "--out", "out"]
    start = time.perf_counter()
    command = [sys.executable, "-m", "dlcourse.cli", *arguments]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=folder, **quiet) as running:
        peaks, looked = dict.fromkeys(ROLES, 0), threading.Event()
        watcher = threading.Thread(target=watch, args=(running.pid, peaks, looked))
        watcher.start()
        running.wait()
        seconds = time.perf_counter() - start
        looked.set()
        watcher.join()
    lines = (folder / "out" / "journal.jsonl").read_text().splitlines()
    graded = [json.loads(line)["student"] for line in lines]
    if running.returncode or sorted(graded) != [f"s{n:05}" for n in range(count)]:
        raise RuntimeError(f"{len(graded)} grades for {count} submissions")
    return {"seconds": seconds, **{role: most / 2**20 for role, most in peaks.items()}}


def watch(number, peaks, looked):
    """Note the largest resident size of each role until told to stop."""
    while not looked.wait(GLANCE):
        try:
            command = psutil.Process(number)
            for process in [command, *command.children(recursive=True)]:
                role = role_of(process, number)
                if role:
                    peaks[role] = max(peaks[role], process.memory_info().rss)
        except psutil.Error:  # one that has just ended
            continue


def role_of(process, number):
    """What a process of the run is there for; empty for helpers that hold nothing."""
    words = process.cmdline()
    if process.pid == number:
        return ROLES[0]
    if any("spawn_main" in word for word in words):
        return ROLES[1]
    return ROLES[2] if any(word.endswith("zygote.py") for word in words) else ""


if __name__ == "__main__":
    main(*sys.argv[1:])
