"""Find questions: one package per assignment, ``a3_1_cnn``, in which every question has a file."""

import difflib
import importlib
import pkgutil
from functools import cache

from .question import Task

BANK = f"{__package__.rpartition('.')[0]}.bank"


@cache
def assignments() -> tuple[str, ...]:
    """List the assignments in the order of the course: ``("2_1_...", "3_1_cnn", ...)``."""
    package = importlib.import_module(BANK)
    names = (module.name for module in pkgutil.iter_modules(package.__path__))
    return tuple(sorted(name[1:] for name in names if name[0] == "a" and name[1:2].isdigit()))


@cache
def questions(assignment: str) -> tuple[Task, ...]:
    """List the questions of one assignment, in the order of its notebook.

    Raises
    ------
    ValueError
        When there is no such assignment.
    """
    if assignment not in assignments():
        raise ValueError(f"no assignment {assignment!r}; there are {', '.join(assignments())}")
    module = importlib.import_module(f"{BANK}.a{assignment}")
    return tuple(module.QUESTIONS)


def title(assignment: str) -> str:
    """Return the title of an assignment, for people."""
    questions(assignment)
    return importlib.import_module(f"{BANK}.a{assignment}").TITLE


def find(id: str) -> Task:
    """Find a question by its id, loading only its assignment.

    Raises
    ------
    ValueError
        When no question has this id; the message names the nearest ones.
    """
    chapter = str(id).partition(".")[0]
    known = [q for name in assignments() if name.startswith(f"{chapter}_") for q in questions(name)]
    for question in known:
        if question.id == id:
            return question
    ids = [question.id for question in known]
    near = difflib.get_close_matches(str(id), ids, n=3) or ids or assignments()
    raise ValueError(f"no question {id!r}; did you mean {', '.join(near)}")
