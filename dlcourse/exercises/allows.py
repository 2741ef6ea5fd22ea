"""Find what a question does not allow, by reading the student's source, never by running it.

This is a sign, not a wall: it tells an honest student, line by line, what is not meant, and makes
a way around it look like one. A library that no question of an assignment allows is not in the
grader's jail at all (see `grading.score.absent_for`). Of `dlcourse.functional` anyone can copy the
source, which no reader of trees can tell from a student's own work.
"""

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ._scope import DOORS, Scope

LIBRARIES = (
    *("torch", "tensorflow", "keras", "jax", "sklearn", "skimage", "cv2"),
    *("scipy.signal", "scipy.ndimage", "scipy.special"),
    *("dlcourse.functional", "dlcourse.layers", "dlcourse.checks", "dlcourse.train"),
    *("dlcourse.autodiff", "dlcourse.studies", "dlcourse.labs"),
)
# The bank holds the references; what is run from a text, a stack or another process cannot be read.
ALWAYS = (
    *(
        "dlcourse.exercises",
        "dlcourse.bank",
        "eval",
        "exec",
        "compile",
        "builtins",
        "__builtins__",
        "importlib",
    ),
    *("pickle", "marshal", "runpy", "pkgutil", "ctypes", "subprocess", "gc", "inspect"),
    *("os.system", "os.popen", "operator.attrgetter", "timeit.timeit", "sys._getframe"),
    *("code.InteractiveInterpreter", "code.InteractiveConsole", "__loader__", "__spec__", *DOORS),
)


@dataclass(frozen=True)
class Use:
    """One use of a forbidden name: which one, where, and the text of the line."""

    name: str
    line: int
    source: str


def find_forbidden(
    name: str,
    source: str | Sequence[str],
    forbids: Sequence[str],
    outside: dict[str, str] | None = None,
) -> tuple[Use, ...]:
    """Find forbidden uses in the function ``name`` and in all that it reaches in ``source``.

    A name counts when its dotted path, with every alias resolved, is a forbidden one or lies
    under it: ``"torch"`` forbids ``import torch.nn as t`` inside the function and ``t.relu`` in it
    wherever ``t`` was bound. Comparing with PyTorch in another cell is allowed.

    Parameters
    ----------
    name : str
        The student's function.
    source : str or sequence of str
        A whole module, in which later definitions win. Or the cells of a notebook: of these any
        may have failed on its way, so that an earlier definition may be the one that is called.
    forbids : sequence of str
        Dotted names of modules, functions or builtins. The bank itself, ``eval``, ``exec`` and
        imports of a computed name are always forbidden.
    outside : dict, optional
        Dotted paths of names that ``source`` does not define.

    Returns
    -------
    tuple of Use
        In the order of lines.

    Examples
    --------
    >>> find_forbidden("f", "import torch as t\\ndef f(x):\\n    return t.relu(x)", ["torch"])
    (Use(name='torch.relu', line=3, source='return t.relu(x)'),)
    """
    if isinstance(source, str):
        return Reader(_lines(source), outside).find(name, forbids)
    return Reader([_lines(cell) for cell in source], outside).find(name, forbids)


class Reader:
    """A source, read once, in which several functions may be looked at."""

    def __init__(self, source: str | Sequence[str], outside: dict[str, str] | None = None):
        self.scope = Scope(source, dict(outside or {}))
        self.lines = (source if self.scope.whole else "\n".join(source)).split("\n")

    def find(self, name: str, forbids: Sequence[str]) -> tuple[Use, ...]:
        """Find forbidden uses, as `find_forbidden` does."""
        scope, found = self.scope, {}
        if not scope.whole and not scope.definitions.get(name):
            return self._not_defined(name, (*forbids, *ALWAYS))
        for node in scope.reached_from(name):
            for line, used in scope.uses(node):
                if line not in found and matches(used, (*forbids, *ALWAYS)):
                    found[line] = Use(used, line, self.lines[line - 1].strip())
        return tuple(found[line] for line in sorted(found))

    def _not_defined(self, name: str, forbids: Sequence[str]) -> tuple[Use, ...]:
        """A function that no cell defines was imported, or has come in a way not to be seen."""
        paths = self.scope.aliases.get(name, ("a function that no cell defines",))
        return tuple(Use(path, 0, "") for path in paths if " " in path or matches(path, forbids))


def _lines(source: str) -> str:
    return source.replace("\r\n", "\n").replace("\r", "\n")


def reached(source: str, name: str) -> list[ast.stmt]:
    """List the statements of ``source`` that define ``name`` and all that it uses."""
    return Scope(source, {}).reached_from(name)


def matches(used: str, forbids: Iterable[str]) -> bool:
    """Tell whether a dotted path is a forbidden one or lies under it."""
    if used.endswith(".*"):  # a star import may bring in anything below it
        package = used[:-1]
        return any(
            f"{name}.".startswith(package) or used.startswith(f"{name}.") for name in forbids
        )
    return used == "?" or any(used == name or used.startswith(f"{name}.") for name in forbids)
