"""Read the source of a live function, from a notebook's cells or its module's file."""

import ast
import inspect
import linecache
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate
from types import ModuleType
from typing import Any

from ._names import is_installed
from .allows import Use, find_not_allowed, is_allowed
from .run import attribute


def scan(function: Callable, allows: Sequence[str] = ()) -> tuple[Use, ...]:
    """Find what is not allowed in a live function: in its notebook, or in its module's file.

    Lines are counted from the beginning of the cell; line 0 is the function itself, when it was
    not written by the student at all.
    """
    origin = _origin(function)
    if origin and not is_allowed(origin, allows):
        return (Use(origin, 0, ""),)
    scope = attribute(function, "__globals__") or vars(sys.modules["__main__"])
    names = {str(attribute(function, "__name__"))}
    if not any(scope.get(name) is function for name in names):  # a lambda, or decorated
        names |= {name for name, value in scope.items() if value is function}
    outside = {name: _origin(value) for name, value in scope.items()}
    outside = {name: path for name, path in outside.items() if path}
    cells, found = _cells(function, scope), []
    try:
        for name in sorted(names):
            found += find_not_allowed(name, "\n".join(cells), allows, outside)
    except (SyntaxError, RecursionError):
        return ()
    starts = [0, *accumulate(cell.count("\n") + 1 for cell in cells)]
    in_cells = (
        replace(use, line=use.line - max(start for start in starts if start < use.line))
        for use in found
    )
    return tuple(dict.fromkeys(in_cells))


def _cells(function: Callable, scope: dict[str, Any]) -> list[str]:
    """List the notebook's cells that ran, or the one text of the function's module."""
    cells = scope.get("In")
    if isinstance(cells, list):
        return [*filter(_parses, (_without_magics(str(cell)) for cell in cells))]
    code = attribute(function, "__code__")
    lines = linecache.getlines(code.co_filename, scope) if code else []
    if lines:
        return ["".join(lines)]
    try:
        return [inspect.getsource(function)]
    except Exception:  # a builtin, or an object with attributes of its own making
        return []


def _without_magics(cell: str) -> str:
    """Replace magics; a line may begin with % for other reasons, so code is left as it is."""
    if _parses(cell):
        return _body_of_magic(cell)
    return re.sub(r"(?m)^(\s*)[%!?].*$", r"\1pass", cell)


def _body_of_magic(cell: str) -> str:
    """Return the code below a cell magic such as ``%%time``, which IPython keeps as a string."""
    match ast.parse(cell).body:
        case [ast.Expr(ast.Call(ast.Attribute(attr="run_cell_magic"), [_, _, ast.Constant(body)]))]:
            return f"pass\n{body}" if _parses(str(body)) else cell
    return cell


def _parses(cell: str) -> bool:
    try:
        ast.parse(cell)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


def _origin(value: object) -> str:
    """Return the dotted path of an installed module, or of a function or class of one."""
    if isinstance(value, ModuleType):
        return value.__name__ if is_installed(value.__name__) else ""
    module, name = attribute(value, "__module__"), attribute(value, "__qualname__")
    known = isinstance(module, str) and isinstance(name, str) and module != "__main__"
    return f"{module}.{name}" if known and is_installed(module) else ""
