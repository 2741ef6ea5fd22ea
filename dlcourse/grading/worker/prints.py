"""What an answer looks like, whatever its names: fingerprints of its syntax. Runs in the jail.

A student's source is parsed there, before any of it has run, since a source can be made to take a
parser's memory and time. Out come numbers and a text.

Each answer is reduced to the shape of its syntax: names are forgotten, so renaming hides nothing,
and comments and layout are not there. Of all runs of K words a few are kept by a rule that two
copies agree on (winnowing).

Source: Schleimer, Wilkerson, Aiken (2003), Winnowing: Local Algorithms for Document Fingerprinting.
"""

import ast
import hashlib
from functools import cache
from itertools import islice

K, WINDOW = 10, 5
MOST_WORDS, MOST_PRINTS, MOST_LINES, MOST_TEXT = 10_000, 400, 150, 8000
BASE, PRIME = 1_000_003, (1 << 61) - 1


def answer(reader, name):
    """What a function and all that it uses look like.

    Parameters
    ----------
    reader : Reader
        From `exercises._forbids`.
    name : str

    Returns
    -------
    text : str
        The source, at most `MOST_LINES` lines of it.
    prints : list of [number, first line, last line]
        Lines of the text, from 0. Each number stands once.

    Examples
    --------
    >>> from dlcourse.exercises._forbids import Reader
    >>> one = "def f(x):\\n    return [a * a for a in x if a > 2] + [sum(x) / len(x)]"
    >>> other = (
    ...     "def f(values):\\n    return [v * v for v in values if v > 2] + [g(values) / h(values)]"
    ... )
    >>> answer(Reader(one), "f")[1] == answer(Reader(other), "f")[1]
    True
    """
    lines, words = [], []
    for statement in reader.scope.reached_from(name):
        first = min([statement.lineno, *(d.lineno for d in decorators(statement))])
        shift = len(lines) - first
        room = MOST_WORDS - len(words)
        words += [(word, line + shift) for word, line in islice(tokens(statement, first), room)]
        lines += reader.lines[first - 1 : statement.end_lineno]
    return "\n".join(lines[:MOST_LINES])[:MOST_TEXT], winnow(words)[:MOST_PRINTS]


def decorators(statement):
    """A decorator stands above the line where its statement begins."""
    return getattr(statement, "decorator_list", [])


def winnow(words):
    """Of each `WINDOW` neighbouring runs of `K` words the one with the least number."""
    numbers = runs([word for word, _ in words])
    kept = {}
    for start in range(max(len(numbers) - WINDOW + 1, bool(numbers))):
        least = min(range(start, min(start + WINDOW, len(numbers))), key=numbers.__getitem__)
        lines = [line for _, line in words[least : least + K]]
        kept.setdefault(numbers[least], [min(lines), max(lines)])
    return sorted([number, *lines] for number, lines in kept.items())


def runs(words):
    """A number for each run of K words: Σ_j code(word[i + j]) B^(K - 1 - j), modulo a prime.

    Source: Karp, Rabin (1987), Efficient Randomized Pattern-Matching Algorithms.
    """
    codes = [code(word) for word in words]
    first, found, value = pow(BASE, K - 1, PRIME), [], 0
    for i, new in enumerate(codes):
        old = codes[i - K] if i >= K else 0
        value = ((value - old * first) * BASE + new) % PRIME
        if i >= K - 1:
            found.append(value)
    return found


@cache
def code(word):
    """A number for a word, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=6).digest(), "big")


def tokens(node, line):
    """The shape of a syntax tree: kinds of nodes, methods, constants, each with its line."""
    children = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
        children.remove(node.body[0])
    line = getattr(node, "lineno", line)
    yield type(node).__name__, line
    if isinstance(node, ast.Attribute):
        yield node.attr, line
    elif isinstance(node, ast.Constant):
        yield repr(node.value)[:20], line
    for child in children:
        yield from tokens(child, line)
    yield "end", line
