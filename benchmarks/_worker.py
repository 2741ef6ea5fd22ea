"""One library alone in its process: the parent starts workers in turn and pools their times."""

import json
import os
import statistics
import subprocess
import sys
import time

# Settings that would give one library fewer threads, or another kernel, than the others.
STEERING = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OPENBLAS_CORETYPE")


def cores():
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count()


def sample(function, seconds, *, least=10):
    """Times of `function` in milliseconds, after a warm-up of a fifth of `seconds`."""
    start = time.perf_counter()
    while time.perf_counter() - start < seconds / 5:
        function()
    times, start = [], time.perf_counter()
    while time.perf_counter() - start < seconds or len(times) < least:
        before = time.perf_counter()
        function()
        times.append(1000 * (time.perf_counter() - before))
    return times


def run(module, *arguments):
    """Run `python -m benchmarks.MODULE ARGUMENTS` alone, on all cores; give back its JSON."""
    environment = {name: value for name, value in os.environ.items() if name not in STEERING}
    environment |= {"OMP_NUM_THREADS": str(cores()), "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def pool(module, libraries, seconds, *, rounds=3):
    """Let the libraries take turns; give back {benchmark: {library: summary}}."""
    times = {}
    for _ in range(rounds):
        for library in libraries:
            for name, values in run(module, library, seconds / rounds).items():
                times.setdefault(name, {}).setdefault(library, []).extend(values)
    return {
        name: {library: summary(values) for library, values in row.items()}
        for name, row in times.items()
    }


def summary(values):
    """Median, and the 10th percentile: what the machine does when nothing else disturbs it."""
    tenth = sorted(values)[len(values) // 10]
    return {"median_ms": statistics.median(values), "p10_ms": tenth, "samples": len(values)}
