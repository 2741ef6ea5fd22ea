"""Find what a question does not allow, by reading the student's source, never by running it."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

LIBRARIES = (
    *("torch", "tensorflow", "keras", "jax", "sklearn", "skimage", "cv2"),
    *("scipy.signal", "scipy.ndimage", "scipy.special"),
    *("dlcourse.functional", "dlcourse.layers", "dlcourse.checks"),
)
DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
IMPORTS = ast.Import | ast.ImportFrom
DYNAMIC = {
    *("importlib.import_module", "importlib.__import__", "builtins.__import__", "__import__"),
    *("sys.modules.get", "sys.modules.pop"),
}
SCOPES = ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
# The bank holds the references; what eval runs cannot be read.
ALWAYS = ("dlcourse.exercises", "eval", "exec", "builtins.eval", "builtins.exec")


@dataclass(frozen=True)
class Use:
    """One use of a forbidden name: which one, where, and the text of the line."""

    name: str
    line: int
    source: str


def find_forbidden(
    name: str, source: str, forbids: Sequence[str], outside: dict[str, str] | None = None
) -> tuple[Use, ...]:
    """Find forbidden uses in the function ``name`` and in all that it reaches in ``source``.

    A name counts when its dotted path, with every alias resolved, is a forbidden one or lies
    under it: ``"torch"`` forbids ``import torch.nn as t`` inside the function and ``t.relu`` in it
    wherever ``t`` was bound. Comparing with PyTorch in another cell is allowed.

    Parameters
    ----------
    name : str
        The student's function.
    source : str
        All cells in the order in which they ran, or a whole module; later definitions win.
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
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    scope = _Scope(source, dict(outside or {}))
    lines = source.split("\n")
    found = {}
    for node in scope.reached_from(name):
        for line, used in scope.uses(node):
            if matches(used, (*forbids, *ALWAYS)):
                found.setdefault(line, Use(used, line, lines[line - 1].strip()))
    return tuple(found[line] for line in sorted(found))


def reached(source: str, name: str) -> list[ast.stmt]:
    """List the statements of ``source`` that define ``name`` and all that it uses."""
    return _Scope(source, {}).reached_from(name)


def matches(used: str, forbids: Iterable[str]) -> bool:
    """Tell whether a dotted path is a forbidden one or lies under it."""
    if used.endswith(".*"):  # a star import may bring in anything below it
        package = used[:-1]
        return any(
            f"{name}.".startswith(package) or used.startswith(f"{name}.") for name in forbids
        )
    return used == "?" or any(used == name or used.startswith(f"{name}.") for name in forbids)


class _Scope:
    """Top-level names of a source: aliases of dotted paths, and statements that define them."""

    def __init__(self, source: str, aliases: dict[str, str]):
        self.aliases, self.definitions = aliases, {}
        for statement in ast.parse(source).body:
            self._define(statement)

    def _define(self, statement: ast.stmt) -> None:
        if isinstance(statement, IMPORTS):
            for bound, path in _imported(statement):
                self.aliases[bound] = path
                self.definitions.pop(bound, None)
            return
        if isinstance(statement, DEFINITIONS):
            bound = [statement.name]
        else:
            bound = [n.id for n in ast.walk(statement) if _is_stored(n)]
        for target in bound:
            self.definitions[target] = statement
            self.aliases.pop(target, None)
        if not isinstance(statement, DEFINITIONS):
            for nested in ast.walk(statement):  # imports under if, try or with
                if isinstance(nested, IMPORTS):
                    self.aliases.update(_imported(nested))

    def reached_from(self, name: str) -> list[ast.stmt]:
        """List the statements that define ``name`` and every name they use, and so on."""
        names, reached = [name], []
        while names:
            statement = self.definitions.get(names.pop())
            if statement is not None and statement not in reached:
                reached.append(statement)
                names += [
                    node.id
                    for node, bound in _scoped(statement)
                    if isinstance(node, ast.Name) and node.id not in bound
                ]
        return reached

    def uses(self, statement: ast.stmt) -> Iterator[tuple[int, str]]:
        """Yield line and dotted path of every import, name and attribute in a statement."""
        made = self._aliases_in(statement)
        for node, bound in _scoped(statement):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
            elif isinstance(node, ast.expr):
                path = _path(node, {**self.aliases, **dict.fromkeys(bound, ""), **made})
                if path:
                    yield node.lineno, path

    def _aliases_in(self, statement: ast.stmt) -> dict[str, str]:
        """Return the aliases that a statement makes itself, by import or by assignment."""
        made = {}
        for node in ast.walk(statement):
            if isinstance(node, IMPORTS):
                made.update(_imported(node))
        for node, bound in _scoped(statement):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                path = _path(node.value, {**self.aliases, **dict.fromkeys(bound, ""), **made})
                if path:
                    made[node.targets[0].id] = path
        return made


def _is_stored(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _scoped(
    node: ast.AST, bound: frozenset[str] = frozenset()
) -> Iterator[tuple[ast.AST, frozenset[str]]]:
    """Walk a tree; give each node with the names that are local to functions around it."""
    yield node, bound
    inner = _locals(node, bound)
    for field, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.arguments):  # defaults belong to the scope outside
                yield from _scoped(child, bound)
            elif isinstance(child, ast.AST):
                outside = field in ("decorator_list", "returns")
                yield from _scoped(child, bound if outside else inner)


def _locals(node: ast.AST, bound: frozenset[str]) -> frozenset[str]:
    """Return ``bound`` and the names that a scope binds: ``keras = w.T`` uses no library."""
    if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        targets = [n for part in node.generators for n in ast.walk(part.target)]
        return bound | {n.id for n in targets if _is_stored(n)}
    if not isinstance(node, FUNCTIONS):
        return bound
    names = {n.arg for n in ast.walk(node.args) if isinstance(n, ast.arg)}
    if isinstance(node, ast.Lambda):
        return bound | names
    nodes = list(node.body)
    for part in nodes:  # grows while we walk it
        if isinstance(part, DEFINITIONS):
            names.add(part.name)
        elif not isinstance(part, SCOPES):
            nodes += ast.iter_child_nodes(part)
    shared = {name for part in nodes if isinstance(part, ast.Global) for name in part.names}
    return (bound | names | {part.id for part in nodes if _is_stored(part)}) - shared


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
    """Yield the names that an import binds, with their dotted paths."""
    for alias in node.names:
        if isinstance(node, ast.ImportFrom):
            yield alias.asname or alias.name, f"{node.module}.{alias.name}"
        elif alias.asname:
            yield alias.asname, alias.name
        else:
            root = alias.name.partition(".")[0]
            yield root, root


def _path(node: ast.AST, aliases: dict[str, str]) -> str:
    """Return the dotted path that an expression names, ``"?"`` for a computed import, else ""."""
    if isinstance(node, ast.Name):
        return aliases.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        base = _path(node.value, aliases)
        return f"{base}.{node.attr}" if base else ""
    if isinstance(node, ast.Subscript) and _path(node.value, aliases) == "sys.modules":
        return _text(node.slice) or "?"
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Call):
        if _path(node.value.func, aliases) in ("globals", "locals"):
            return aliases.get(_text(node.slice), _text(node.slice)) or "?"
    if not isinstance(node, ast.Call):
        return ""
    called = _path(node.func, aliases)
    if called in DYNAMIC:
        return (_text(node.args[0]) if node.args else "") or "?"
    if called == "getattr" and len(node.args) > 1:
        base, attribute = _path(node.args[0], aliases), _text(node.args[1])
        return f"{base}.{attribute}" if base and attribute else ""
    return ""


def _text(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
