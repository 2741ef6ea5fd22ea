"""What grading a solution takes in one process, and how much of it the solution computes itself.

Worker: python -m benchmarks.answers ASSIGNMENT SECONDS
"""

import json
import os
import sys
import time
from unittest.mock import patch

from .submissions import ROOT


def main(name, seconds):
    os.environ["OMP_NUM_THREADS"] = "1"  # as in the processes of `dlcourse grade`
    from dlcourse.grading.jail.executor import Executor, Session
    from dlcourse.grading.score import score

    own, ask = [], Session.ask

    def timed(self, request, limit):
        start = time.perf_counter()
        answer = ask(self, request, limit)
        if request["do"] == "call":
            own.append(answer.get("seconds", 0.0))  # of the function alone, as the jail tells it
        elif request["do"] == "run":
            own.append(time.perf_counter() - start)
        return answer

    path, times = ROOT / "solutions" / name / f"{name}.ipynb", []
    with patch.object(Session, "ask", timed), Executor() as executor, path.open("rb") as file:
        score(executor, file, name, b"secret")  # draws the cases, runs the references
        own.clear()
        end = time.perf_counter() + float(seconds)
        while time.perf_counter() < end or not times:
            start = time.perf_counter()
            score(executor, file, name, b"secret")
            times.append(time.perf_counter() - start)
    print(json.dumps({"all": sum(times) / len(times), "own": sum(own) / len(times)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
