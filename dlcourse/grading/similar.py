"""Which answers resemble each other: a list of pairs to look at, never a verdict.

Each answer is reduced to the shape of its syntax: names are forgotten, so renaming hides nothing,
and comments and layout are not there. Of all runs of K tokens a few are kept by a rule that two
copies agree on (winnowing). What the released notebook and the solution have is not counted, nor
what much of the class has: there is often one natural way to write an answer.

Source: Schleimer, Wilkerson, Aiken (2003), Winnowing: Local Algorithms for Document Fingerprinting.
"""

import ast
import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations

from ..exercises._forbids import reached

K, WINDOW = 10, 5
COMMON = 0.2  # a run that more than this share of the class has tells nothing
FEW = 5  # an answer with fewer telling runs is too short to be compared
LOOK = 0.5  # pairs below this are not listed


@dataclass(frozen=True)
class Pair:
    """Two students whose answers to a question share much that is rare.

    Attributes
    ----------
    question, one, other : str
    share : float
        Of the telling runs of the answer that has fewer, how many the other has too.
    """

    question: str
    one: str
    other: str
    share: float


def prints(source, name):
    """Return the fingerprints of a function and of what it uses: a sorted list of integers.

    Parameters
    ----------
    source : str
        Python, all cells.
    name : str

    Examples
    --------
    >>> one = "def f(x):\\n    return [a * a for a in x if a > 2] + [sum(x) / len(x)]"
    >>> other = (
    ...     "def f(values):\\n    return [v * v for v in values if v > 2] + [g(values) / h(values)]"
    ... )
    >>> prints(one, "f") == prints(other, "f")
    True
    """
    words = [word for statement in reached(source, name) for word in tokens(statement)]
    hashes = [number(words[i : i + K]) for i in range(len(words) - K + 1)]
    windows = (hashes[i : i + WINDOW] for i in range(max(len(hashes) - WINDOW + 1, bool(hashes))))
    return sorted({min(window) for window in windows})


def tokens(node):
    """The shape of a syntax tree as words: kinds of nodes, methods, constants; no names."""
    if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
        node = ast.FunctionDef(**{**dict(ast.iter_fields(node)), "body": node.body[1:]})
    yield type(node).__name__
    if isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.Constant):
        yield repr(node.value)[:20]
    for child in ast.iter_child_nodes(node):
        yield from tokens(child)
    yield "end"


def number(words):
    """A number for a run of words, the same on every machine."""
    return int.from_bytes(hashlib.blake2b("\n".join(words).encode(), digest_size=6).digest(), "big")


def pairs(answers, known=()):
    """List the pairs of students to look at, the most similar first.

    Parameters
    ----------
    answers : dict of str to dict of str to sequence of int
        Fingerprints by question and student.
    known : dict of str to sequence of int, optional
        By question, what is not counted: of the released notebook and of the solution.
    """
    found = []
    for question, by_student in answers.items():
        found += _pairs_of(question, by_student, set(dict(known).get(question, ())))
    return sorted(found, key=lambda pair: (-pair.share, pair.question, pair.one, pair.other))


def _pairs_of(question, by_student, known):
    counts = Counter(run for runs in by_student.values() for run in set(runs))
    most = max(COMMON * len(by_student), 2)
    telling = {run for run, count in counts.items() if count <= most} - known
    kept = {student: telling & set(runs) for student, runs in by_student.items()}
    kept = {student: runs for student, runs in kept.items() if len(runs) >= FEW}
    owners = defaultdict(list)
    for student in sorted(kept):
        for run in kept[student]:
            owners[run].append(student)
    shared = Counter(pair for students in owners.values() for pair in combinations(students, 2))
    for (one, other), count in shared.items():
        share = count / min(len(kept[one]), len(kept[other]))
        if share >= LOOK:
            yield Pair(question, one, other, share)
