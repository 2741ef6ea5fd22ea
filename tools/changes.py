"""Change the text of a function in one place at a time: what `tools.mutants` tries."""

import ast
import copy
from dataclasses import dataclass
from itertools import combinations

OPERATORS = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mult),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div, ast.Mult),
    ast.Mod: (ast.FloorDiv,),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
}
NAMES = dict(max="min", min="max", argmax="argmin", argmin="argmax", maximum="minimum")
NAMES |= dict(minimum="maximum", any="all", all="any", sum="mean", mean="sum", size="shape[0]")
TURNED = ast.Sub | ast.Div | ast.FloorDiv | ast.MatMult | ast.Pow
SYMMETRIC = {"min", "max", "minimum", "maximum", "logaddexp", "add", "multiply"}
UNWRAPPED = {"abs", "reversed", "sorted", "set", "sqrt", "exp", "log", "tanh", "copy", "round"}
"""Calls that are taken away around their only argument, or after the object."""


@dataclass(frozen=True)
class Mutant:
    """A changed answer: the lines that differ, before and after, and its whole text."""

    before: str
    after: str
    source: str


def variants(node):
    """Yield what may stand in the place of a node."""
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign):
        yield from (changed(node, op=op()) for op in OPERATORS.get(type(node.op), ()))
    if isinstance(node, ast.BinOp):
        yield from (node.left, node.right)
        if isinstance(node.op, TURNED):
            yield changed(node, left=node.right, right=node.left)
    elif isinstance(node, ast.AugAssign):
        yield ast.Assign([node.target], node.value, lineno=0)
    elif isinstance(node, ast.Compare):
        for k, each in enumerate(node.ops):
            for op in OPERATORS[type(each)]:
                yield changed(node, ops=[*node.ops[:k], op(), *node.ops[k + 1 :]])
    elif isinstance(node, ast.If | ast.IfExp):
        yield from (changed(node, test=ast.Constant(always)) for always in (True, False))
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.Constant):
        yield from map(ast.Constant, other_constants(node.value))
    elif isinstance(node, ast.Attribute):
        if node.attr in NAMES:
            yield changed(node, attr=NAMES[node.attr])
        if node.attr == "T":
            yield node.value
    elif isinstance(node, ast.Name) and node.id in NAMES:
        yield changed(node, id=NAMES[node.id])
    elif isinstance(node, ast.Slice):
        yield from slices(node)
    elif isinstance(node, ast.Subscript):
        yield from indices(node)
    elif isinstance(node, ast.Call):
        yield from calls(node)


def changed(node, **fields):
    """Copy a node with other fields."""
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def other_constants(value):
    """Give the constants next to a constant."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    return [2 * value or 1.0] if isinstance(value, float) else []


def slices(node):
    """Leave out a bound or the step, or shift a bound by one; constants are changed elsewhere."""
    for name in ("lower", "upper", "step"):
        bound = getattr(node, name)
        if bound is not None:
            yield changed(node, **{name: None})
            if name != "step":
                yield from (changed(node, **{name: new}) for new in shifted(bound))
    if node.lower is None:
        yield changed(node, lower=ast.Constant(1))
    if node.upper is None:
        yield changed(node, upper=ast.Constant(-1))


def shifted(node):
    """Add one to an expression, and take one away, unless it is a constant."""
    if isinstance(node, ast.Constant | ast.Slice | ast.Starred):
        return []
    return [ast.BinOp(node, op(), ast.Constant(1)) for op in (ast.Add, ast.Sub)]


def indices(node):
    """Shift one index."""
    if not isinstance(node.slice, ast.Tuple):
        yield from (changed(node, slice=new) for new in shifted(node.slice))
        return
    elements = node.slice.elts
    for k, element in enumerate(elements):
        for new in shifted(element):
            several = ast.Tuple([*elements[:k], new, *elements[k + 1 :]], ast.Load())
            yield changed(node, slice=several)


def calls(node):
    """Drop a keyword, exchange two arguments, or take the call away."""
    for k in range(len(node.keywords)):
        if not refuses(node.keywords[k]):
            yield changed(node, keywords=node.keywords[:k] + node.keywords[k + 1 :])
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    for m, k in combinations(range(len(node.args)), 2) if name not in SYMMETRIC else ():
        args = list(node.args)
        args[k], args[m] = args[m], args[k]
        yield changed(node, args=args)
    if name in UNWRAPPED and len(node.args) == 1:
        yield node.args[0]
    elif name in UNWRAPPED and not node.args and isinstance(node.func, ast.Attribute):
        yield node.func.value


def places(node):
    """Yield (list or node, index or field) of all that may be changed below a node."""
    for field, value in ast.iter_fields(node):
        several = isinstance(value, list)
        for k, child in enumerate(value if several else [value]):
            if isinstance(child, ast.AST) and not refuses(child):
                yield (value, k) if several else (node, field)
                yield from places(child)


def refuses(node):
    """Tell what refuses arguments with which no case calls, and what binds names only."""
    if isinstance(node, ast.If):
        return all(isinstance(part, ast.Raise) for part in node.body)
    if isinstance(node, ast.keyword):
        return node.arg == "strict"
    return isinstance(node, ast.Raise | ast.Assert | ast.Import | ast.ImportFrom)


def deleted(node):
    """Give the empty statement in the place of one that can be left out."""
    documents = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    kept = isinstance(node, ast.FunctionDef | ast.Return | ast.Pass) or documents
    return [ast.Pass()] if isinstance(node, ast.stmt) and not kept else []


def mutants(source):
    """List the mutants of an answer, each text once."""
    tree = ast.parse(source)
    whole = ast.unparse(tree)
    found = {}
    for owner, key in list(places(tree)):
        several = isinstance(owner, list)
        node = owner[key] if several else getattr(owner, key)
        put = owner.__setitem__ if several else lambda name, new, o=owner: setattr(o, name, new)
        for new in [*variants(node), *deleted(node)]:
            put(key, new)
            text = ast.unparse(tree)
            if text != whole:
                found.setdefault(text, Mutant(*difference(whole, text), text))
        put(key, node)
    return list(found.values())


def difference(before, after):
    """Return the lines in which two texts differ, without those that they share at both ends."""
    old, new = before.splitlines(), after.splitlines()
    for place in (0, -1):
        while old and new and old[place] == new[place]:
            old.pop(place), new.pop(place)
    return tuple("\n".join(line.strip() for line in lines) for lines in (old, new))
