"""A second Python process: what importing a tool costs, and a function in another back end."""

import contextlib
import functools
import inspect
import os
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

from . import _child

ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "1",
}
"""Each library is measured on one thread; they read these when they are loaded."""

NO_GRAPHICS_CARD = {"CUDA_VISIBLE_DEVICES": "-1", "KERAS_TORCH_DEVICE": "cpu"}

QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}


@dataclass(frozen=True)
class Cost:
    """What importing cost a process.

    Attributes
    ----------
    seconds : float
        Processor time of the import, of all threads.
    before, after : float
        The most memory that the process has held, in megabytes (10^6 bytes).
    """

    seconds: float
    before: float
    after: float


class Worker:
    """A fresh Python process that imports modules and then runs functions.

    It starts to import when it is made, while this process goes on. It works on one thread, and
    without a graphics card. It ends with this process at the latest, and also where a call is
    interrupted, for its answer would be taken for that of the next call.

    Parameters
    ----------
    *modules : str
        What it imports, in this order. Where one of them is not installed it imports none.
    **environment : str
        Variables that it sees: ``KERAS_BACKEND="torch"``.

    Attributes
    ----------
    missing : list of str
        Those modules that are not installed.
    cost : Cost or None
        Of the imports; None where a module is missing. Waits until they are done.
    ended : bool
        Whether the process is no more.

    Raises
    ------
    ValueError
        If a function is run where a module is missing.
    RuntimeError
        If a module or a function raises an error, with what it says; or if the process has ended.

    Examples
    --------
    >>> with Worker("math", "no_such_tool") as worker:
    ...     print(worker.missing, worker.cost)
    ['no_such_tool'] None
    """

    def __init__(self, *modules, **environment):
        script = str(Path(_child.__file__))
        self._process = subprocess.Popen(
            # -P: a module of this folder must not stand in for one of the same name.
            [sys.executable, "-P", script, *modules],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **ONE_THREAD, **NO_GRAPHICS_CARD, **QUIET, **environment},
        )

    @functools.cached_property
    def _loaded(self):
        return self._ask({})[0]

    @property
    def missing(self):
        """The modules that are not installed."""
        return self._loaded["missing"]

    @property
    def cost(self):
        """What the imports cost."""
        if self.missing:
            return None
        return Cost(*(self._loaded[name] for name in ("seconds", "before", "after")))

    def run(self, function, *arrays):
        """Return what the function gives for the arrays, as a list of arrays.

        The function is sent as text. So it must stand alone: it imports what it uses, and knows no
        name from outside.
        """
        return self._call(function, arrays, 0)[1]

    def time(self, function, *arrays, repeats=5):
        """Return the shortest of some calls in seconds, after a first one that is not timed."""
        return self._call(function, arrays, repeats)[0]["seconds"]

    def _call(self, function, arrays, repeats):
        if self.missing:
            raise ValueError(f"{', '.join(self.missing)} is not installed")
        request = {"source": _source(function), "name": function.__name__, "repeats": repeats}
        return self._ask(request, arrays)

    def _ask(self, request, arrays=()):
        try:
            with contextlib.suppress(BrokenPipeError):  # the answer will say so
                _child.send(self._process.stdin, request, arrays)
            received = _child.receive(self._process.stdout)
        except KeyboardInterrupt:
            self._process.kill()
            raise
        if received is None:
            raise RuntimeError(f"the second Python has ended with {self._process.wait()}")
        if "error" in received[0]:
            raise RuntimeError(received[0]["error"])
        return received

    @property
    def ended(self):
        """Whether the process is no more."""
        return self._process.poll() is not None

    def close(self):
        """End the process."""
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


def _source(function):
    if not inspect.isfunction(function):
        raise ValueError(f"function must be one that Python code defines, got {function.__name__}")
    return textwrap.dedent(inspect.getsource(function))


def lines(function):
    """Count the lines of a function that hold code, without its first.

    Raises
    ------
    ValueError
        If it is no function of Python.

    Examples
    --------
    >>> lines(Worker.__enter__)
    1
    """
    kept = (line.strip() for line in _source(function).splitlines())
    return len([line for line in kept if line and not line.startswith("#")]) - 1
