"""The page of a question: its hints, and each classic mistake as an exchange in the reference.

The page stands beside the question, ``conv2d.md`` beside ``conv2d.py``. A mistake is a heading with
its name and id, one line of hint, and what is exchanged in the reference's text::

    ## the kernel is flipped {#flipped}

    This is the convolution of mathematics; the layer is a cross-correlation.

    `* w)` → `* w[:, :, ::-1, ::-1])`

Several such lines make one mistake together. What does not fit into a line is a block ``diff``,
and what shares no line with the reference is a block ``python``, a whole answer of its own.
"""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Any

HEADING = re.compile(r"(.+) \{#([a-z0-9-]+)\}")
EXCHANGE = re.compile(r"`(.+)` → `(.*)`")
BLOCK = re.compile(r"```(diff|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Symptom:
    """What an open task's mistake does, as code: no two of its wrong outputs need be equal.

    Parameters
    ----------
    implementation : callable
        An answer that makes the mistake.
    shows : callable, optional
        ``shows(output, hidden)`` tells whether an output shows the mistake. It may raise
        ValueError, as the metric may. Without it, equal outputs tell.
    """

    implementation: Callable
    shows: Callable[[Any, Any], bool] | None = None


@dataclass(frozen=True, eq=False)
class Mistake:
    """A classic error.

    Parameters
    ----------
    id : str
        Of this mistake in its question; translations join on it.
    name : str
        A short statement of the error, as the card says it: "the kernel is flipped".
    hint : str
        One line that leads out of it, without the corrected code.
    function, source : str
        The student's function, and a text that defines it with the error, as it could be handed in.
    exchanges : str
        The part of the page that says what is exchanged.
    code : Symptom, optional
        Stands for the text in an open task.
    """

    id: str
    name: str
    hint: str
    function: str = ""
    source: str = ""
    exchanges: str = ""
    code: Symptom | None = None

    @cached_property
    def implementation(self) -> Callable | None:
        """The wrong function; None for an error that the judge sees without one."""
        if self.code:
            return self.code.implementation
        return build(self.source, self.function) if self.source else None

    @property
    def symptom(self) -> Callable[[Any, Any], bool] | None:
        """Tells whether an output shows the mistake, where equal outputs cannot."""
        return self.code.shows if self.code else None


@dataclass(frozen=True)
class Page:
    """What a card says in words."""

    hints: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = field(default=())

    @cached_property
    def pairs(self) -> tuple[Mistake, ...]:
        """Two mistakes at once, for every two whose exchanges do not touch each other."""
        both = (_both(*pair) for pair in combinations(self.mistakes, 2))
        return tuple(pair for pair in both if pair)


def build(source: str, function: str) -> Callable:
    """Run the text of an answer and give back its function."""
    names: dict[str, Any] = {"__name__": "answer"}
    exec(compile(source, f"<{function}>", "exec"), names)
    return names[function]


def answer_of(source: str, function: str) -> str:
    """Cut from a module what a function needs, as a student would hand it in.

    Raises
    ------
    ValueError
        When the function is not there, or needs a relative import, which no student can write.

    Examples
    --------
    >>> answer_of("import math\\nimport re\\ndef f(x):\\n    return math.exp(x)\\n", "f")
    'import math\\ndef f(x):\\n    return math.exp(x)\\n'
    """
    statements = ast.parse(source).body
    defined = {name: node for node in statements for name in _bound(node)}
    if function not in defined:
        raise ValueError(
            f"the reference must be named {function} and stand in its question's module"
        )
    needed, waiting = set(), [function]
    while waiting:
        node = defined.get(waiting.pop())
        if node is None or node in needed:
            continue
        if isinstance(node, ast.ImportFrom) and node.level:
            raise ValueError(f"{function} needs a relative import: {ast.unparse(node)}")
        needed.add(node)
        waiting += [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
    lines = source.splitlines(keepends=True)
    pieces = (lines[_first(node) - 1 : node.end_lineno] for node in statements if node in needed)
    return "".join(line for piece in pieces for line in piece)


def _first(node: ast.stmt) -> int:
    return min([node.lineno, *(part.lineno for part in getattr(node, "decorator_list", ()))])


def _bound(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    else:
        stored = (part for part in ast.walk(node) if isinstance(part, ast.Name))
        yield from (part.id for part in stored if isinstance(part.ctx, ast.Store))


def read_page(
    text: str, answer: Callable[[], str], function: str, symptoms: Mapping[str, Symptom]
) -> Page:
    """Read a question's page.

    Parameters
    ----------
    text : str
    answer : callable
        Gives the reference's text, from `answer_of`, in which the mistakes exchange something.
    function : str
    symptoms : mapping of str to Symptom
        For an open task: the code of mistakes, by id.

    Raises
    ------
    ValueError
        When something is not as it should be; the message names the mistake.
    """
    found = dict(re.findall(r"^# (Hints|Mistakes)\n(.*?)(?=^# |\Z)", text, re.M | re.S))
    hints = re.split(r"^\d+\. ", found.get("Hints", ""), flags=re.M)[1:]
    sections = re.split(r"^## ", found.get("Mistakes", ""), flags=re.M)[1:]
    mistakes = [_mistake(section, answer, function, symptoms) for section in sections]
    ids = [mistake.id for mistake in mistakes]
    if len(set(ids)) < len(ids) or not symptoms.keys() <= set(ids):
        raise ValueError(f"{function}: ids must differ and name each symptom, got {ids}")
    return Page(tuple(" ".join(hint.split()) for hint in hints), tuple(mistakes))


def _mistake(
    section: str, answer: Callable[[], str], function: str, symptoms: Mapping[str, Symptom]
) -> Mistake:
    heading, _, body = section.partition("\n")
    match = HEADING.fullmatch(heading.strip())
    if not match:
        raise ValueError(f"{function}: a mistake's heading is 'name {{#id}}', got {heading!r}")
    name, id = match.groups()
    words = BLOCK.sub("", body)
    hint = " ".join(line for line in words.splitlines() if not EXCHANGE.fullmatch(line.strip()))
    try:
        source = "" if id in symptoms else _exchanged(body, answer())
    except ValueError as error:
        raise ValueError(f"{function}, {id}: {error}") from None
    if not source and id not in symptoms:
        raise ValueError(f"{function}, {id}: nothing is exchanged, and there is no symptom")
    hint = " ".join(hint.split())
    return Mistake(id, name, hint, function, source, body if source else "", symptoms.get(id))


def _both(first: Mistake, second: Mistake) -> Mistake | None:
    if not (first.source and second.source) or "```python" in first.exchanges + second.exchanges:
        return None
    try:
        source = _exchanged(second.exchanges, first.source)
        ast.parse(source)
    except (ValueError, SyntaxError):
        return None
    id, name = f"{first.id}+{second.id}", f"two at once: {first.name}; {second.name}"
    return Mistake(id, name, f"{first.hint} {second.hint}", first.function, source)


def _exchanged(body: str, answer: str) -> str:
    """Return the answer with everything exchanged that a mistake exchanges; empty for nothing."""
    source = answer
    for kind, block in BLOCK.findall(body):
        if kind == "python":
            return block
        source = _exchange(source, _side(block, "-"), _side(block, "+"))
    for line in BLOCK.sub("", body).splitlines():
        if match := EXCHANGE.fullmatch(line.strip()):
            source = _exchange(source, *match.groups())
    return source if source != answer else ""


def _side(block: str, sign: str) -> str:
    return "".join(line[1:] for line in block.splitlines(True) if line[0] in (sign, " "))


def _exchange(source: str, old: str, new: str) -> str:
    if (count := source.count(old)) != 1:
        raise ValueError(f"{old!r} must stand exactly once in the reference, found {count} times")
    return source.replace(old, new)
