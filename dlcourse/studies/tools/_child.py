"""The second Python of `Worker`: a script of its own, so that nothing is loaded before it is timed.

A message is a line of JSON, then as many bytes as it says: arrays as `numpy.savez` writes them.
"""

import importlib
import importlib.util
import io
import json
import os
import signal
import sys
import time
import traceback

MEGABYTE = 1e6


def peak():
    """Return the most memory that this process has held so far, in megabytes.

    `resource` alone would not do: Linux hands a child the peak of the process that started it.
    """
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            held = next(line for line in status if line.startswith("VmHWM"))
        return int(held.split()[1]) * 1024 / MEGABYTE
    except OSError:
        if sys.platform == "win32":
            import psutil  # comes with every Jupyter

            return psutil.Process().memory_info().peak_wset / MEGABYTE
        import resource

        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return held * (1 if sys.platform == "darwin" else 1024) / MEGABYTE


def load(modules):
    """Import modules; return which are missing, processor seconds, megabytes before and after."""
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    before, start = peak(), time.process_time()
    for name in () if missing else modules:
        importlib.import_module(name)
    seconds = time.process_time() - start
    return {"missing": missing, "seconds": seconds, "before": before, "after": peak()}, []


def run(source, name, arrays, repeats):
    """Define a function, call it, and return what it gives and its shortest time."""
    import numpy as np

    space = {}
    exec(compile(source, name, "exec"), space)
    given, seconds = space[name](*arrays), []
    for _ in range(repeats):
        start = time.perf_counter()
        space[name](*arrays)
        seconds.append(time.perf_counter() - start)
    given = given if isinstance(given, list | tuple) else [given]
    return {"seconds": min(seconds, default=0.0)}, [np.asarray(array) for array in given]


def unpack(data):
    """Read arrays; nothing is unpickled."""
    if not data:
        return []
    import numpy as np

    with np.load(io.BytesIO(data), allow_pickle=False) as saved:
        return [saved[f"arr_{i}"] for i in range(len(saved.files))]


def pack(arrays):
    """Write arrays."""
    if not arrays:
        return b""
    import numpy as np

    stream = io.BytesIO()
    np.savez(stream, *arrays)
    return stream.getvalue()


def send(stream, message, arrays=()):
    """Write a message."""
    data = pack(arrays)
    stream.write(json.dumps({**message, "bytes": len(data)}).encode() + b"\n" + data)
    stream.flush()


def receive(stream):
    """Read a message; None at the end."""
    line = stream.readline()
    if not line:
        return None
    message = json.loads(line)
    return message, unpack(stream.read(message.pop("bytes")))


def attempt(function, *arguments):
    """Return what a function gives; an error is an answer, too."""
    try:
        return function(*arguments)
    except Exception:
        return {"error": traceback.format_exc()}, []


def main(modules):
    """Load the modules, then answer until the other side closes; what is printed goes elsewhere.

    Every message has one answer, which the process that sent it reads: so a fork may ask, too.
    Who stops a cell of a notebook does not stop this process.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    loaded = attempt(load, modules)
    while (received := receive(sys.stdin.buffer)) is not None:
        request, arrays = received
        asked = run, request.get("source"), request.get("name"), arrays, request.get("repeats")
        send(replies, *(attempt(*asked) if "source" in request else loaded))


if __name__ == "__main__":
    main(sys.argv[1:])
    os._exit(0)  # nothing is left to do; libraries need seconds to take themselves apart
