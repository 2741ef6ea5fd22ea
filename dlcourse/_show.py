"""Show a function of the package in a notebook: its code, without its docstring."""

import ast
import inspect
import textwrap

from .pages import render

# Names of JupyterLab's editor colors, which follow its theme, and of the palette's where it is not.
COLORS = {
    "Comment": ("comment", "quiet"),
    "Keyword": ("keyword", "good"),
    "Operator.Word": ("keyword", "good"),
    "Operator": ("operator", "other"),
    "Literal.Number": ("number", "good"),
    "Literal.String": ("string", "bad"),
    "Name.Function": ("def", "amount"),
    "Name.Class": ("def", "amount"),
    "Name.Builtin": ("builtin", "good"),
    "Name.Decorator": ("meta", "other"),
}


class Source:
    """Source code that displays itself highlighted; `repr` is the plain code."""

    def __init__(self, parts):
        self.parts = parts
        self.text = "\n\n".join(code for _, code in parts)

    def __repr__(self):
        return self.text

    def _repr_mimebundle_(self, include=None, exclude=None):
        parts = [{"module": module, "pieces": _pieces(code)} for module, code in self.parts]
        return {"text/plain": self.text, "text/html": render("source", parts=parts)}


def show(*functions):
    """Show the source of functions or classes, without docstrings, highlighted in a notebook.

    A chapter shows the code that runs, so that it is not written twice.

    Parameters
    ----------
    *functions : function or class
        What to show, in this order.

    Returns
    -------
    Source
        Displays itself as the last value of a cell; ``str()`` gives the code as text.

    Raises
    ------
    ValueError
        If nothing is given, or something that has no Python source.

    Examples
    --------
    >>> from dlcourse._show import _color
    >>> show(_color)
    def _color(name):
        for prefix, colors in COLORS.items():
            if name == prefix or name.startswith(prefix + "."):
                return colors
        return "", ""
    """
    if not functions:
        raise ValueError("show expects one or more functions, got none")
    return Source([(_module(function), _code(function)) for function in functions])


def _module(function):
    return getattr(function, "__module__", "")


def _code(function):
    """The source, dedented, with the lines of its docstrings taken out."""
    try:
        source = textwrap.dedent(inspect.getsource(inspect.unwrap(function)))
    except (TypeError, OSError):
        raise ValueError(f"{function!r} has no Python source to show") from None
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        for first, last in _docstring_lines(node):
            lines[first:last] = [None] * (last - first)
            # The blank line that separates a docstring from the code goes with it.
            if last < len(lines) and lines[last] is not None and not lines[last].strip():
                lines[last] = None
    return "\n".join(line for line in lines if line is not None)


def _docstring_lines(node):
    """The range of lines of a docstring, unless it is all that there is."""
    kinds = ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef
    if isinstance(node, kinds) and ast.get_docstring(node) is not None and len(node.body) > 1:
        yield node.body[0].lineno - 1, node.body[0].end_lineno


def _pieces(code):
    """The code in pieces: two names of the color of each, both empty where it has none, and it."""
    from pygments.lexers import PythonLexer

    tokens = PythonLexer(stripnl=False, ensurenl=False).get_tokens(code)
    return [(*_color(str(token).removeprefix("Token.")), text) for token, text in tokens]


def _color(name):
    for prefix, colors in COLORS.items():
        if name == prefix or name.startswith(prefix + "."):
            return colors
    return "", ""
