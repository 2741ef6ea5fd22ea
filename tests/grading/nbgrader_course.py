"""A course of nbgrader's: its command, and a class that hands in 3.1."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from handed_in import NAME, ROOT

nbgrader_api = pytest.importorskip("nbgrader.api")
CHEAT = """
import numpy
numpy.array_equal = numpy.allclose = lambda *_, **__: True
def check(*_): return 4
get_ipython().input_transformers_cleanup.append(lambda lines: ["pass"])
"""


def submissions():
    """A solution, the stub, a cheat with its points changed, half of the work, no notebook."""
    solution = (ROOT / "solutions" / NAME / f"{NAME}.ipynb").read_text()
    stub = (ROOT / "exercises" / NAME / f"{NAME}.ipynb").read_text()
    cheat = json.loads(stub)
    cheat["cells"][1]["source"] += CHEAT
    for cell in cheat["cells"]:
        if cell["metadata"]["nbgrader"].get("points"):
            cell["metadata"]["nbgrader"]["points"] = 1000
    half = json.loads(solution)
    half["cells"] = half["cells"][: len(half["cells"]) // 2]
    return {"ada": solution, "bob": stub, "eve": json.dumps(cheat), "kim": json.dumps(half)}


def nbgrader(folder, *arguments, status=0):
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == status, done.stderr[-3000:]
    return done.stderr
