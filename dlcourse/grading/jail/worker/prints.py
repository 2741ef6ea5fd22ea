"""What an answer looks like, whatever its names: fingerprints of its syntax. Runs in the jail.

A student's source is parsed there, before any of it has run, since a source can be made to take a
parser's memory and time. Out come numbers and a text.

Each answer is reduced to the shape of its syntax: kinds of nodes, numbers, and the names of
builtins, methods and settings. What a copier changes first is not there: names of one's own, texts,
comments, layout, annotations, the order of functions. Of all runs of `SHORT` and of `LONG` words a
few are kept by a rule that two copies agree on (winnowing). Short ones outlive changes; long ones
tell copies apart where many write each part alike, and few all parts.

Source: Schleimer, Wilkerson, Aiken (2003), Winnowing: Local Algorithms for Document Fingerprinting.
"""

import ast
import builtins
import hashlib
from functools import cache
from itertools import islice

from ....exercises.syntax import DEFINITIONS

SHORT, LONG, WINDOW = 10, 30, 4  # what two answers share of 13 words or more is seen
MOST_WORDS, MOST_PRINTS, MOST_LINES, MOST_TEXT = 10_000, 800, 150, 8000
BASE, PRIME = 1_000_003, (1 << 61) - 1
BUILTINS = frozenset(dir(builtins))
LEFT_OUT = "annotation", "returns", "ctx"


def answers(reader, names):
    """What functions look like, each with what it uses. No statement belongs to two of them.

    Parameters
    ----------
    reader : Reader
        From `exercises.allows`.
    names : sequence of str
        Of the functions that are asked for: what defines one of them is its answer. What several
        use belongs to the first of these.

    Returns
    -------
    list of (text, prints)
        The source, at most `MOST_LINES` lines of it, and its fingerprints: lists of number, first
        line and last line in the text, from 0.

    Examples
    --------
    >>> from dlcourse.exercises.allows import Reader
    >>> one = "def f(x):\\n    return [a * a for a in x if a > 2] + [sum(x) / len(x)]"
    >>> two = "def f(y):\\n    # mine\\n    return [b * b for b in y if b > 2] + [sum(y) / len(y)]"
    >>> [(_, shape)], [(_, same)] = (answers(Reader(source), ["f"]) for source in (one, two))
    >>> [number for number, *_ in shape] == [number for number, *_ in same]
    True
    """
    scope = reader.scope
    owners = {id(part): name for name in names for part in scope.definitions.get(name, ())}
    found = []
    for name in names:
        reached = scope.reached_from(name)
        own = [part for part in reached if owners.setdefault(id(part), name) == name]
        found.append(answer(reader.lines, sorted(own, key=lambda part: part.lineno)))
    return found


def answer(source, statements):
    """Text and fingerprints of statements; no run of words goes over the end of one."""
    lines, found, room = [], {}, MOST_WORDS
    for statement in statements:
        first = min([statement.lineno, *(d.lineno for d in decorators(statement))])
        seen = list(islice(words(statement), room))
        for number, start, end in winnow(seen):
            shift = len(lines) - first
            found.setdefault((number, start + shift), [number, start + shift, end + shift])
        room -= len(seen)
        lines += source[first - 1 : statement.end_lineno]
    return "\n".join(lines[:MOST_LINES])[:MOST_TEXT], sorted(found.values())[:MOST_PRINTS]


def decorators(statement):
    """A decorator stands above the line where its statement begins."""
    return getattr(statement, "decorator_list", [])


def winnow(seen):
    """Of each `WINDOW` neighboring runs of one length the one with the least number."""
    for length in (SHORT, LONG):
        numbers = [(number, place) for place, number in enumerate(runs(seen, length))]
        starts = range(max(len(numbers) - WINDOW + 1, bool(numbers)))
        for number, place in {min(numbers[start : start + WINDOW]) for start in starts}:
            lines = [line for _, line in seen[place : place + length]]
            yield number + PRIME * (length == LONG), min(lines), max(lines)


def is_long(number):
    """Tell whether a fingerprint is that of a long run."""
    return number >= PRIME


def runs(seen, length):
    """A number for each run of words: Σ_j code(word[i + j]) B^(length - 1 - j), modulo a prime.

    Source: Karp, Rabin (1987), Efficient Randomized Pattern-Matching Algorithms.
    """
    codes = [code(word) for word, _ in seen]
    first, found, value = pow(BASE, length, PRIME), [], 0
    for i, new in enumerate(codes):
        old = codes[i - length] if i >= length else 0
        value = (value * BASE - old * first + new) % PRIME
        if i >= length - 1:
            found.append(value)
    return found


@cache
def code(word):
    """A number for a word, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=6).digest(), "big")


def words(statement):
    """The shape of a syntax tree of any depth, from its top to its leaves: words with lines."""
    line, waiting = statement.lineno, [statement]
    while waiting:
        node = waiting.pop()
        line = getattr(node, "lineno", line)
        yield WORDS.get(type(node), kind)(node), line
        waiting += reversed(inside(node))


def inside(node):
    """The parts of a node that count: no docstring, no annotations, no parts of a text."""
    parts = []
    for field in () if isinstance(node, ast.JoinedStr) else node._fields:
        value = getattr(node, field, None)
        if field in LEFT_OUT or value is None:
            continue
        if field == "body" and isinstance(node, DEFINITIONS):
            value = value[ast.get_docstring(node, False) is not None :]
        parts += value if isinstance(value, list) else [value]
    return [part for part in parts if isinstance(part, ast.AST)]


def kind(node):
    """The word for most nodes."""
    return type(node).__name__


def constant(node):
    """The word for a constant: what a text says, and what a number of many digits is, is left out.

    Examples
    --------
    >>> [constant(ast.Constant(value)) for value in (2.5, "the kernel does not fit", 1 << 99)]
    ['2.5', 'text', 'number']
    """
    value = node.value
    if isinstance(value, str | bytes):
        return "text"
    return "number" if isinstance(value, int) and value.bit_length() > 64 else repr(value)


WORDS = {
    ast.Name: lambda node: node.id if node.id in BUILTINS else "name",
    ast.Attribute: lambda node: node.attr,
    ast.keyword: lambda node: f"{node.arg}=",
    ast.Constant: constant,
    ast.JoinedStr: lambda node: "text",
    ast.AnnAssign: lambda node: "Assign",
}
