"""Call a student's function on cases. The only module in which student code runs.

`Outcome` holds nothing but arrays and plain values, so the same calls can be made in another
process and their outcomes handed to the judge.
"""

import contextlib
import copy
import io
import itertools
import linecache
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .case import Case

PRINTED_LIMIT = 1000
OVERFLOW = "RuntimeWarning: overflow"


class _Printed(io.StringIO):
    """What a call prints; a call that closes its output loses nothing, one that floods it stops."""

    def write(self, text: str) -> int:
        """Keep what fits."""
        return super().write(text) if self.tell() <= PRINTED_LIMIT else len(text)

    def close(self) -> None:
        """Stay open."""


@dataclass(frozen=True)
class Foreign:
    """Stands for a returned object that is neither an array nor a plain value."""

    type_name: str


@dataclass(frozen=True)
class Outcome:
    """What one call gave.

    Parameters
    ----------
    value : object
        The output, reduced by `plain`.
    error : str
        ``"ValueError: message"`` when the call raised, else empty.
    line, source : int, str
        The student's line that raised, and its text.
    modified : tuple of int or str
        Positions or keywords of the arguments that the call changed in place.
    printed : str
        What was printed or warned, as a screen shows it, cut to 1000 characters.
    seconds : float
        Processor time of the call.
    """

    value: Any = None
    error: str = ""
    line: int = 0
    source: str = ""
    modified: tuple[int | str, ...] = ()
    printed: str = ""
    seconds: float = 0.0

    @property
    def attempted(self) -> bool:
        """False when the call met the stub's ``raise NotImplementedError``."""
        return self.error.partition(":")[0] != "NotImplementedError"


def plain(value: Any) -> Any:
    """Copy a student's output into arrays and plain values that are exactly what they seem.

    Subclasses of arrays and numbers lose their class; anything else becomes `Foreign`.
    """
    if isinstance(value, tuple | list):
        return tuple(plain(item) for item in value)
    if isinstance(value, np.ndarray | np.generic):
        array = np.array(value, subok=False)
        return array if array.dtype.kind in "biuf" else Foreign(f"array of {array.dtype}")
    if value is None or type(value) is Foreign:
        return value
    for kind in (bool, int, float, str):
        if isinstance(value, kind):
            return kind(value)
    return Foreign(f"{type(value).__module__}.{type(value).__qualname__}".removeprefix("builtins."))


def run_case(function: Callable, case: Case) -> Outcome:
    """Call ``function`` on copies of the arguments of ``case``; never raises for its faults.

    KeyboardInterrupt passes, so that an endless loop can be stopped. The call runs with NumPy's
    usual handling of floating-point errors; what it sets there, and in NumPy's global random
    state, ends with it.
    """
    args, kwargs = copy.deepcopy((case.args, case.kwargs))
    printed, start = _Printed(), time.process_time()
    value, error = None, {}
    with (
        _numpy_state(),
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
        warnings.catch_warnings(record=True) as caught,
    ):
        warnings.simplefilter("always")
        try:
            value = plain(function(*args, **kwargs))
        except KeyboardInterrupt:
            raise
        except BaseException as raised:  # SystemExit included: it must not end the notebook
            error = _describe(raised, function)
    warned = "".join(f"{w.category.__name__}: {w.message}\n" for w in caught)
    return Outcome(
        value=value,
        modified=_modified(case, args, kwargs),
        printed=_on_screen(printed.getvalue() + warned)[:PRINTED_LIMIT],
        seconds=time.process_time() - start,
        **error,
    )


def _on_screen(text: str) -> str:
    """Keep the last state of a line that writes over itself, and count a line that repeats."""
    shown = [line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n")]
    counted = [(line, len(list(same))) for line, same in itertools.groupby(shown)]
    return "\n".join(f"{line} ({n} times)" if line and n > 1 else line for line, n in counted)


@contextlib.contextmanager
def _numpy_state() -> Iterator[None]:
    state = np.random.get_state()  # noqa: NPY002 - students may use it
    try:
        with np.errstate(divide="warn", over="warn", under="ignore", invalid="warn"):
            yield
    finally:
        np.random.set_state(state)  # noqa: NPY002


def attribute(value: Any, name: str) -> Any:
    """Get an attribute of an object that may refuse in its own way; None when there is none."""
    try:
        return getattr(value, name, None)
    except Exception:
        return None


def values_inside(function: Callable, case: Case, names: Sequence[str]) -> dict[str, Any]:
    """Call ``function`` on ``case`` and return what those of its variables hold at the end.

    A variable that it does not have is left out; where it raises, those made before are there.

    Examples
    --------
    >>> def norm(x):
    ...     total = (x * x).sum()
    ...     return total**0.5
    >>> values_inside(norm, Case("", (np.array([3.0, 4.0]),)), ["total", "root"])["total"]
    array(25.)
    """
    code, found = attribute(function, "__code__"), {}

    def note(frame: Any, event: str, _: Any) -> None:
        if event == "return" and frame.f_code is code:
            inside = frame.f_locals
            found.update({name: plain(inside[name]) for name in names if name in inside})

    def watched(*args: Any, **kwargs: Any) -> Any:
        before = sys.getprofile()
        sys.setprofile(note)
        try:
            return function(*args, **kwargs)
        finally:
            sys.setprofile(before)

    run_case(watched, case)
    return found


def run_cases(function: Callable, cases: Sequence[Case]) -> list[Outcome]:
    """Call ``function`` on every case, in order."""
    return [run_case(function, case) for case in cases]


def _describe(raised: BaseException, function: Callable) -> dict[str, Any]:
    name = type(raised).__name__
    try:
        text = f"{name}: {raised}".rstrip(": ")
    except BaseException:  # its own __str__ may raise anything
        text = name
    filename = attribute(attribute(function, "__code__"), "co_filename")
    for frame, lineno in reversed(list(traceback.walk_tb(raised.__traceback__))):
        found = frame.f_code.co_filename
        if found == filename or "ipykernel_" in found:
            return {
                "error": text,
                "line": lineno,
                "source": linecache.getline(found, lineno).strip(),
            }
    return {"error": text}


def _modified(case: Case, args: tuple, kwargs: dict[str, Any]) -> tuple[int | str, ...]:
    """List the positions and keywords of arguments that differ from those of the case."""
    before = [*enumerate(case.args), *case.kwargs.items()]
    after = [*args, *kwargs.values()]
    return tuple(
        name for (name, old), new in zip(before, after, strict=True) if not _same(old, new)
    )


def _same(old: Any, new: Any) -> bool:
    if type(old) is not type(new):
        return False
    if isinstance(old, np.ndarray):
        return old.dtype == new.dtype and np.array_equal(old, new, equal_nan=old.dtype.kind == "f")
    if isinstance(old, list | tuple):
        return len(old) == len(new) and all(map(_same, old, new))
    if isinstance(old, dict):
        return old.keys() == new.keys() and all(_same(old[key], new[key]) for key in old)
    return bool(old == new or old != old)
