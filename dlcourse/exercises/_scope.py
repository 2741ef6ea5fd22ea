"""What the names of a source may stand for, read from its syntax tree, never by running it."""

import ast
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate

from ._names import exports, is_builtin
from .syntax import (
    DEFINITIONS,
    IMPORTS,
    assigned,
    cannot_fail,
    imported,
    is_method_called,
    is_stored,
    is_written,
    loop_names,
    root,
    scoped,
    text_of,
)

DYNAMIC = {
    *("importlib.import_module", "importlib.__import__", "builtins.__import__"),
    *("sys.modules.get", "sys.modules.pop"),
}
# Attributes through which all of Python can be reached, whatever they belong to.
DOORS = (
    *("__globals__", "__builtins__", "__subclasses__", "__loader__", "__spec__"),
    *("f_builtins", "f_globals", "f_back", "__code__"),
)
REBINDING = {"globals", "locals", "vars", "sys", "__main__"}
Names = dict[str, tuple[str, ...]]


class Scope:
    """Top-level names of a source: dotted paths they may stand for, statements that define them.

    Parameters
    ----------
    source : str or sequence of str
        One module, in which later definitions win. Or the cells of a notebook, of which any may
        have been stopped on its way: there a definition only replaces earlier ones when nothing
        that could have failed stands before it in its cell.
    aliases : dict
        Paths of names that the source does not define.
    until : int, optional
        Names that these first cells bind keep their meaning, whatever later cells bind. What later
        cells do to an object still counts.
    """

    def __init__(
        self, source: str | Sequence[str], aliases: dict[str, str], until: int | None = None
    ):
        self.whole, self.kept = isinstance(source, str), None
        cells = [source] if self.whole else list(source)
        self.starts = [0, *accumulate(cell.count("\n") + 1 for cell in cells)]
        self.aliases: Names = {name: (path,) for name, path in aliases.items()}
        self.definitions: dict[str, list[ast.stmt]] = defaultdict(list)
        self.rebinding: list[ast.stmt] = []
        self._walked: dict[int, list[tuple[ast.AST, frozenset[str]]]] = {}
        self._used: dict[int, list[tuple[int, str]]] = {}
        cell, sure = 0, True
        for statement in ast.parse("\n".join(cells)).body:
            if (here := bisect(self.starts, statement.lineno - 1)) != cell:
                if until is not None and cell <= until < here:
                    self.kept = frozenset({*self.definitions, *self.aliases})
                cell, sure = here, True
            sure = self.whole or (sure and cannot_fail(statement))
            self._define(statement, sure)

    def _define(self, statement: ast.stmt, sure: bool) -> None:
        if isinstance(statement, IMPORTS):
            for bound, path in imported(statement):
                self._alias(bound, path, sure)
            return
        nodes = list(ast.walk(statement))
        if isinstance(statement, DEFINITIONS):
            bound = [statement.name]
            perhaps = [name for n in nodes if isinstance(n, ast.Global) for name in n.names]
        else:
            bound = [n.id for n in nodes if is_stored(n)]
            perhaps = [n.name for n in nodes if isinstance(n, DEFINITIONS)]
        if isinstance(statement, ast.For):
            running, over = loop_names(statement)
            self._bind(over, running if sure else [], running)
            bound = [name for name in bound if name not in running]
        self._bind(statement, bound if sure else [], bound + perhaps)
        if not isinstance(statement, DEFINITIONS):
            for nested in (n for n in nodes if isinstance(n, IMPORTS)):  # under if, try or with
                for name, path in imported(nested):
                    self._alias(name, path, False)
        if not self.whole:
            self._change(statement, nodes)

    def _bind(self, statement: ast.stmt, surely: list[str], perhaps: list[str]) -> None:
        for target in self._new(surely):
            self.definitions.pop(target, None)
            self.aliases.pop(target, None)
        for target in self._new(perhaps):
            self.definitions[target].append(statement)

    def _new(self, names: list[str]) -> list[str]:
        """Names that have no meaning to keep, each once."""
        return [name for name in dict.fromkeys(names) if name not in (self.kept or ())]

    def _alias(self, name: str, path: str, sure: bool) -> None:
        if not self._new([name]):
            return
        if sure:
            self.definitions.pop(name, None)
        before = () if sure else self.aliases.get(name, ())
        self.aliases[name] = (*before, path) if path not in before else before

    def _change(self, statement: ast.stmt, nodes: list[ast.AST]) -> None:
        """A statement also belongs to the objects that it changes: ``np.f = torch.f``."""
        names = {root(n) for n in nodes if is_written(n)}
        names -= {n.id for n in nodes if is_stored(n)}
        brought = {name for n in nodes if isinstance(n, IMPORTS) for name, _ in imported(n)}
        for node in nodes:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                names |= {root(x) for x in node.args[:1] if node.func.id == "setattr"}
                names |= {"globals"} if node.func.id == "exec" else set()
            elif is_method_called(node):
                names |= {root(node.value)} - {*self.aliases, *brought, "print"}
        swapped = any(getattr(n, "attr", "") == "__code__" and is_written(n) for n in nodes)
        if swapped or REBINDING & {
            path for name in names for path in self.aliases.get(name, (name,))
        }:
            self.rebinding.append(statement)
        for name in names - {""}:
            if all(statement is not known for known in self.definitions[name]):
                self.definitions[name].append(statement)

    def stands_for(self, name: str) -> bool:
        """Tell whether a name is bound: with ``until``, when these cells have run."""
        known = {*self.definitions, *self.aliases} if self.kept is None else self.kept
        return name in known and bool(self.definitions.get(name) or self.aliases.get(name))

    def reached_from(self, name: str) -> list[ast.stmt]:
        """List the statements that define ``name`` and every name they use, and so on."""
        names, reached, seen = [name], {}, set()
        for statement in self.rebinding:
            reached[id(statement)] = statement
        while names:
            if (name := names.pop()) in seen:
                continue
            seen.add(name)
            for statement in self.definitions.get(name, ()):
                if reached.setdefault(id(statement), statement) is statement:
                    names += [
                        node.id
                        for node, bound in self._walk(statement)
                        if isinstance(node, ast.Name) and node.id not in bound
                    ]
        return list(reached.values())

    def _walk(self, statement: ast.stmt) -> list[tuple[ast.AST, frozenset[str]]]:
        if id(statement) not in self._walked:
            self._walked[id(statement)] = list(scoped(statement))
        return self._walked[id(statement)]

    def uses(self, statement: ast.stmt) -> list[tuple[int, str]]:
        """Line and dotted path of every import, name and attribute in a statement, once each."""
        if id(statement) not in self._used:
            self._used[id(statement)] = list(dict.fromkeys(self._uses(statement)))
        return self._used[id(statement)]

    def _uses(self, statement: ast.stmt) -> Iterator[tuple[int, str]]:
        made = self._aliases_in(statement)
        for node, bound in self._walk(statement):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
            elif isinstance(node, ast.expr):
                yield from ((node.lineno, path) for path in self.paths(node, bound, made))
                if isinstance(node, ast.Attribute) and node.attr in DOORS:
                    yield node.lineno, node.attr

    def _aliases_in(self, statement: ast.stmt) -> Names:
        """Return the aliases that a statement makes itself: by import, assignment or default."""
        made: Names = {}
        for node in ast.walk(statement):
            if isinstance(node, IMPORTS):
                for name, path in imported(node):
                    made[name] = (*made.get(name, ()), path)
        for node, bound in self._walk(statement):
            for name, value in assigned(node):
                paths = self.paths(value, bound, made)
                before = made.get(name, ())
                if new := tuple(path for path in paths if path not in before):
                    made[name] = before + new
        return made

    def paths(self, node: ast.AST, bound: frozenset[str], made: Names) -> tuple[str, ...]:
        """Dotted paths that an expression may name, ``"?"`` for a computed import."""
        if isinstance(node, ast.Name):
            if node.id in made:
                return made[node.id]
            return () if node.id in bound else self._named(node.id)
        if isinstance(node, ast.Attribute):
            if node.attr == "sys":  # many modules have imported it
                return ("sys",)
            attribute = "*" if node.attr == "__dict__" else node.attr
            return tuple(f"{base}.{attribute}" for base in self.paths(node.value, bound, made))
        if isinstance(node, ast.Subscript):
            return self._subscript(node, bound, made)
        if isinstance(node, ast.Call):
            return self._called(node, bound, made)
        return ()

    def _named(self, name: str) -> tuple[str, ...]:
        if name in self.aliases:
            return self.aliases[name]
        if name in self.definitions:
            return ()
        if name == "__builtins__":
            return ("builtins",)
        stars = [path.removesuffix(".*") for path in self.aliases.get("*", ())]
        brought = {star: exports(star, name) for star in stars}
        if any(brought.values()):
            return tuple(f"{star}.{name}" for star in stars if brought[star])
        if is_builtin(name):
            return (f"builtins.{name}",)
        return tuple(f"{star}.{name}" for star in stars if brought[star] is None)

    def _subscript(
        self, node: ast.Subscript, bound: frozenset[str], made: Names
    ) -> tuple[str, ...]:
        text = text_of(node.slice)
        if isinstance(node.value, ast.Call):
            called = self.paths(node.value.func, bound, made)
            if "builtins.globals" in called or "builtins.locals" in called:
                return self._named(text) if text else ("?",)
            return ()
        return (text or "?",) if "sys.modules" in self.paths(node.value, bound, made) else ()

    def _called(self, node: ast.Call, bound: frozenset[str], made: Names) -> tuple[str, ...]:
        called = self.paths(node.func, bound, made)
        if DYNAMIC & set(called):
            return ((text_of(node.args[0]) if node.args else "") or "?",)
        if "builtins.getattr" in called and len(node.args) > 1:
            attribute = text_of(node.args[1]) or "*"
            return tuple(f"{base}.{attribute}" for base in self.paths(node.args[0], bound, made))
        if "builtins.vars" in called and node.args:
            return tuple(f"{base}.*" for base in self.paths(node.args[0], bound, made))
        return ()
