"""Find what a question does not allow, by reading the student's source, never by running it.

A question lists what it allows. Plain Python and NumPy always are; whatever else there is, in this
package or installed, is not, and need not be known here.

This is a sign, not a wall: it tells an honest student, line by line, what is not meant, and makes
a way around it look like one. What no question of an assignment allows is not in the grader's jail
at all (see `grading.jail.course`). Of `dlcourse.functional` anyone can copy the source, which no
reader of trees can tell from a student's own work.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ._names import genuine
from ._scope import DOORS, Scope

PYTHON = (
    *("__future__", "abc", "bisect", "cmath", "collections", "contextlib", "copy", "dataclasses"),
    *("decimal", "enum", "fractions", "functools", "heapq", "itertools", "math", "numbers"),
    *("operator", "random", "re", "statistics", "string", "time", "typing", "warnings"),
    *("sys.float_info", "sys.maxsize"),
)
"""What of the standard library a function of arrays may want."""
SHOWING = "IPython.display", "IPython.core.display_functions"
ALWAYS = ("numpy", *PYTHON, *SHOWING)
# What runs a text, or reaches all of Python, from within the above. Builtins are always there.
ESCAPES = (
    *(f"builtins.{name}" for name in ("eval", "exec", "compile", "breakpoint", "__import__")),
    *("builtins.__loader__", "builtins.__spec__", "typing.get_type_hints", "typing.ForwardRef"),
    *("typing.evaluate_forward_ref", "operator.attrgetter", "operator.methodcaller"),
    *("dataclasses.make_dataclass", "numpy.f2py", "numpy.ctypeslib", "numpy.distutils"),
    *("numpy.testing.measure", "numpy.testing.runstring", "numpy.testing.rundocs"),
)


@dataclass(frozen=True)
class Use:
    """One use of a name that is not allowed: which one, where, and the text of the line."""

    name: str
    line: int
    source: str


def find_not_allowed(
    name: str,
    source: str | Sequence[str],
    allows: Sequence[str] = (),
    outside: dict[str, str] | None = None,
) -> tuple[Use, ...]:
    """Find what is not allowed in the function ``name`` and in all that it reaches in ``source``.

    A name counts with its dotted path, every alias resolved: ``t.relu`` is ``torch.relu`` wherever
    ``t`` was bound. Comparing with PyTorch in another cell is allowed.

    Parameters
    ----------
    name : str
        The student's function.
    source : str or sequence of str
        A whole module, in which later definitions win. Or the cells of a notebook: of these any
        may have failed on its way, so that an earlier definition may be the one that is called.
    allows : sequence of str
        Dotted names of modules or functions, besides plain Python and NumPy.
    outside : dict, optional
        Dotted paths of names that ``source`` does not define.

    Returns
    -------
    tuple of Use
        In the order of lines.

    Examples
    --------
    >>> find_not_allowed("f", "import torch as t\\ndef f(x):\\n    return t.relu(x)")
    (Use(name='torch.relu', line=3, source='return t.relu(x)'),)
    >>> find_not_allowed("f", "import torch as t\\ndef f(x):\\n    return t.relu(x)", ["torch"])
    ()
    """
    if isinstance(source, str):
        return Reader(_lines(source), outside).find(name, allows)
    return Reader([_lines(cell) for cell in source], outside).find(name, allows)


class Reader:
    """A source, read once, in which several functions may be looked at.

    With ``until``, names stand for what they do when so many cells have run.
    """

    def __init__(
        self,
        source: str | Sequence[str],
        outside: dict[str, str] | None = None,
        until: int | None = None,
    ):
        self.scope = Scope(source, dict(outside or {}), until)
        self.lines = (source if self.scope.whole else "\n".join(source)).split("\n")

    def find(self, name: str, allows: Sequence[str] = ()) -> tuple[Use, ...]:
        """Find what is not allowed, as `find_not_allowed` does."""
        scope, found = self.scope, {}
        if not scope.whole and not scope.definitions.get(name):
            return self._not_defined(name, allows)
        for node in scope.reached_from(name):
            for line, used in scope.uses(node):
                if line not in found and not is_allowed(used, allows):
                    used = used.removeprefix("builtins.")
                    found[line] = Use(used, line, self.lines[line - 1].strip())
        return tuple(found[line] for line in sorted(found))

    def _not_defined(self, name: str, allows: Sequence[str]) -> tuple[Use, ...]:
        """A function that no cell defines was imported, or has come in a way not to be seen."""
        paths = self.scope.aliases.get(name, ("a function that no cell defines",))
        return tuple(Use(path, 0, "") for path in paths if not is_allowed(path, allows))


def _lines(source: str) -> str:
    return source.replace("\r\n", "\n").replace("\r", "\n")


def is_allowed(path: str, allows: Sequence[str] = ()) -> bool:
    """Tell whether a dotted path is allowed, and is what it seems to be.

    Examples
    --------
    >>> is_allowed("numpy.linalg.norm"), is_allowed("random._os.system"), is_allowed("scipy.fft")
    (True, False, False)
    >>> is_allowed("dlcourse.layers.conv.conv2d_forward", ["dlcourse.layers"])
    False
    """
    if path in DOORS or under(path, ESCAPES):
        return False
    if path.startswith("builtins."):
        return True
    allowed = (*ALWAYS, *allows)
    if path in allowed or _is_way(path, allowed):
        return True
    if not under(path, allowed):
        return False
    known = genuine(path.removesuffix(".*"))
    return not under(known, ESCAPES) and (under(known, allowed) or _is_way(known, allowed))


def _is_way(path: str, allowed: Iterable[str]) -> bool:
    """Tell whether a path is a package on the way to what is allowed."""
    return any(name.startswith(f"{path}.") for name in allowed)


def under(path: str, names: Iterable[str]) -> bool:
    """Tell whether a dotted path is one of the names or lies below one."""
    return any(path == name or path.startswith(f"{name}.") for name in names)
