"""Time of a notebook, kernel start included, without a browser.

Worker: python -m benchmarks.notebooks PATH
"""

import json
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

FOLDERS = ("chapters", "solutions")


def paths():
    found = (path for folder in FOLDERS for path in Path(folder).rglob("*.ipynb"))
    return sorted(path for path in found if ".ipynb_checkpoints" not in path.parts)


def main(path):
    notebook = nbformat.read(path, as_version=4)
    place = {"metadata": {"path": str(Path(path).parent)}}
    start = time.perf_counter()
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=place).execute()
    print(json.dumps({"seconds": time.perf_counter() - start}))


if __name__ == "__main__":
    main(*sys.argv[1:])
