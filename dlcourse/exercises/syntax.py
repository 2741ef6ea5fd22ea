"""Walk a syntax tree and know which names are local; what statements bind."""

import ast
from collections.abc import Iterator

DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
IMPORTS = ast.Import | ast.ImportFrom
SCOPES = ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
PAIRS = ast.Tuple | ast.List


def scoped(
    node: ast.AST, bound: frozenset[str] = frozenset()
) -> Iterator[tuple[ast.AST, frozenset[str]]]:
    """Walk a tree of any depth; give each node with the names local to functions around it."""
    waiting = [(node, bound)]
    while waiting:
        node, bound = waiting.pop()
        yield node, bound
        inner, children = local_names(node, bound), []
        for field, value in ast.iter_fields(node):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    outside = field in ("decorator_list", "returns")
                    # defaults belong to the scope outside
                    outside = outside or isinstance(child, ast.arguments)
                    children.append((child, bound if outside else inner))
        waiting += reversed(children)


def local_names(node: ast.AST, bound: frozenset[str]) -> frozenset[str]:
    """Return ``bound`` and the names that a scope binds: ``keras = w.T`` uses no library."""
    if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        targets = [n for part in node.generators for n in ast.walk(part.target)]
        return bound | {n.id for n in targets if is_stored(n)}
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
    return (bound | names | {part.id for part in nodes if is_stored(part)}) - shared


def imported(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
    """Yield the names that an import binds, with their dotted paths."""
    for alias in node.names:
        if isinstance(node, ast.ImportFrom):
            yield alias.asname or alias.name, f"{node.module}.{alias.name}"
        elif alias.asname:
            yield alias.asname, alias.name
        else:
            root = alias.name.partition(".")[0]
            yield root, root


def cannot_fail(statement: ast.stmt) -> bool:
    """Tell whether a statement runs to its end, whatever was run before it."""
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    if not isinstance(statement, ast.FunctionDef) or statement.decorator_list or statement.returns:
        return False
    arguments = statement.args
    defaults = [value for value in (*arguments.defaults, *arguments.kw_defaults) if value]
    annotated = any(n.annotation for n in ast.walk(arguments) if isinstance(n, ast.arg))
    return not annotated and all(isinstance(value, ast.Constant) for value in defaults)


def root(node: ast.AST) -> str:
    """The name at the root of ``a.b[c].d``; what a call gives has the function's."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def is_method_called(node: ast.AST) -> bool:
    """Tell ``kept.append(x)``, which changes `kept`, from ``f(x)``, whose answer is only shown."""
    called = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    return called and not isinstance(node.value.func, ast.Name)


def assigned(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield names and the expressions that they are bound to."""
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) and node.value:
        for target in getattr(node, "targets", None) or [node.target]:
            if isinstance(target, ast.Name):
                yield target.id, node.value
            elif isinstance(target, PAIRS) and isinstance(node.value, PAIRS):
                pairs = zip(target.elts, node.value.elts, strict=False)
                yield from ((name.id, value) for name, value in pairs if is_stored(name))
    elif isinstance(node, ast.arguments):
        plain = [*node.posonlyargs, *node.args]
        given = [*zip(reversed(plain), reversed(node.defaults), strict=False)]
        given += zip(node.kwonlyargs, node.kw_defaults, strict=True)
        yield from ((name.arg, value) for name, value in given if value is not None)


def is_stored(node: ast.AST) -> bool:
    """Tell whether a node is a name that is bound."""
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def is_written(node: ast.AST) -> bool:
    """Tell whether a node is a name, an attribute or an item that is bound."""
    return isinstance(getattr(node, "ctx", None), ast.Store)


def text_of(node: ast.AST) -> str:
    """A string that is written out, else empty."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def loop_names(loop: ast.For) -> tuple[list[str], ast.stmt]:
    """Names that hold only what a loop runs over, and a statement that says so: target = iterable.

    A name that its body binds, too, is none of them.
    """
    parts = [loop.iter, *loop.body, *loop.orelse]
    inside = {n.id for part in parts for n in ast.walk(part) if is_stored(n)}
    names = [n.id for n in ast.walk(loop.target) if is_stored(n) and n.id not in inside]
    over = ast.copy_location(ast.Assign([loop.target], loop.iter), loop)
    return names, ast.fix_missing_locations(over)
