"""Time of an import in a new Python.

Worker: python -m benchmarks.imports MODULE SECONDS (one import, whatever the seconds)
"""

import importlib
import json
import sys
import time

LIBRARIES = ["dlcourse", "dlcourse.functional", "dlcourse.layers", "numpy", "torch", "tensorflow"]


def main(module, _):
    start = time.perf_counter()
    importlib.import_module(module)
    print(json.dumps({"import": [1000 * (time.perf_counter() - start)]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
