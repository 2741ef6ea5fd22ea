"""Look at a notebook without running it: where answers are checked, what they use, their shape."""

import ast
import contextlib

from ....exercises.allows import Reader
from .notebook import parses
from .prints import answers


def look(cells, questions):
    """Look at the cells: what questions do not allow, and each answer's shape.

    An answer is what its name stands for at the question's check cell, as in the notebook. What
    later cells do to it counts; that they use its name again does not.

    Parameters
    ----------
    cells : list of str
    questions : list of (name, allowed names, id)
        Without an id, the check cell is not looked for.

    Returns
    -------
    uses : list of list of (name, text of the line)
        For each question. Code that cannot be read counts as a use: nothing can hide in it.
    shapes : list of (text, fingerprints)
        For each question, see `prints.answers`; empty where the code cannot be read.
    bound : dict of str to list
        Name of a question to the number of its check cell, from 1, and the name that is checked.
    """
    found, shapes, bound = [], [("", [])] * len(questions), {}
    try:
        cells = [cell if parses(cell) else "" for cell in cells]
        reader = Reader(cells)
        checked = checks(cells, [id for _, _, *ids in questions for id in ids])
        for name, allows, *ids in questions:
            number, called = checked.get(ids[0] if ids else "", (0, name))
            own = reader if not number else at_check(reader, cells, number, called)
            if own is None:
                own, called = reader, name
            elif number:
                bound[name] = [number, called]
            found.append([[use.name, use.source] for use in own.find(called, allows)])
        with contextlib.suppress(Exception):  # a copy that is not seen costs nobody a point
            shapes = answers(reader, [name for name, *_ in questions])
    except (RecursionError, MemoryError, TimeoutError):
        found += [[["code that cannot be read", ""]]] * (len(questions) - len(found))
        bound = {}
    return found, shapes, bound


def checks(cells, ids):
    """The last check cell of each question, and the name that it checks.

    Examples
    --------
    >>> checks(["def f(): pass", "check('1_1.f', f)"], ["1_1.f"])
    {'1_1.f': (2, 'f')}
    """
    found = {}
    for number, cell in enumerate(cells, start=1):
        for node in ast.walk(ast.parse(cell)) if "check" in cell else ():
            if isinstance(node, ast.Call) and len(node.args) == 2:
                id, function = node.args
                is_check = getattr(node.func, "id", getattr(node.func, "attr", "")) == "check"
                known = isinstance(id, ast.Constant) and id.value in ids
                if is_check and known and isinstance(function, ast.Name):
                    found[id.value] = number, function.id
    return found


def at_check(reader, cells, number, name):
    """A reader of what a name stands for when a cell has run; None if it then stands for nothing.

    The reader of all cells will do where nothing after that cell has to do with it.
    """
    end = reader.scope.starts[number]
    later = [part for cell in cells[number:] for part in ast.walk(ast.parse(cell))]
    changed = any(part.lineno > end for part in reader.scope.reached_from(name))
    if changed or any(isinstance(part, ast.Import | ast.ImportFrom) for part in later):
        reader = Reader(cells, until=number)
    return reader if reader.scope.stands_for(name) else None
