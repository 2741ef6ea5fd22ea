"""Which of a person's files is the notebook: the one with most work in it, then by its name."""

import contextlib
import re

from ...exercises import assignments, questions
from ..jail.worker.notebook import decoded
from .files import Unreadable, archive, inner_archive, names, opened
from .names import NOTEBOOK, Found, own_part, parts_of, skipped

MOST_ZIPS, MOST_READ, MOST_TOLD = 3, 4 << 20, 6
STUB = "raise NotImplementedError"


def choose(found, assignment):
    """Choose a person's notebook among their files.

    Parameters
    ----------
    found : list of Found
    assignment : str

    Returns
    -------
    taken : Found or None
    words : str
        Why there is none; or, where there were several, which was taken. Empty otherwise.
    """
    found, broken = _with_zips(found)
    fitting = [file for file in found if NOTEBOOK.search(file.parts[-1])]
    fitting = [file for file in fitting if not _of_another(file, assignment)]
    ranked = sorted(fitting, key=lambda file: rank(file, assignment, len(fitting) > 1))
    if not ranked:
        return None, _nothing(found, broken)
    best = ranked[-1]
    if len(ranked) == 1:
        plain = best.parts[-1].endswith(".ipynb") and not any(map(_is_zip, best.parts))
        return best, "" if plain else f"Graded: {best.name}."
    if not any(rank(best, assignment, True)[:4]):
        return None, f"No notebook is named {assignment}.ipynb. {_told('Found', ranked)}"
    return best, f"Graded: {best.name}. {_told('Not graded', ranked[:-1])}"


def rank(file, assignment, several=True):
    """The larger, the more likely a file is the one that was meant.

    What counts is how many answers are in it; then whether it is named as the assignment, or much
    like it; then its folder; then the numbers in its name, of which platforms give later ones to
    later files.
    """
    stem = NOTEBOOK.sub("", own_part(file.parts[-1])).casefold()
    folders = [part.casefold() for part in file.parts[:-1]]
    name = assignment.casefold()
    pieces = re.split(r"(\d+)", "/".join(file.parts))
    natural = [(1, int(piece), "") if piece.isdigit() else (0, 0, piece) for piece in pieces]
    return (
        answered(file, assignment) if several else 0,
        stem == name,
        name in stem,
        any(part.startswith(name) for part in folders),
        bool(NOTEBOOK.search(file.parts[-1]) and file.parts[-1].endswith(".ipynb")),
        -len(folders),
        natural,
    )


def answered(file, assignment):
    """How many functions of an assignment a notebook defines, without the stubs it still has."""
    try:
        with opened(file.path, file.member, file.nested) as reading:
            text = decoded(reading.read(MOST_READ))
    except (Unreadable, OSError):
        return 0
    there = [task.name for task in questions(assignment) if re.search(_def(task.name), text)]
    return max(len(there) - text.count(STUB), 0)


def _def(name):
    return rf"\bdef\s+{re.escape(name)}\b"


def _of_another(file, assignment):
    """Whether a notebook lies in the folder of another assignment, or is named as one."""
    others = {name.casefold() for name in assignments()} - {assignment.casefold()}
    *folders, name = file.parts
    return not others.isdisjoint({*map(str.casefold, folders), NOTEBOOK.sub("", name).casefold()})


def _with_zips(found):
    """Put what is in zip files beside the other files; one zip file in another is enough."""
    zips = [file for file in found if _is_zip(file.parts[-1])]
    inside, broken = [], []
    for file in zips[:MOST_ZIPS]:
        try:
            inside += _inside(file)
        except (Unreadable, OSError):
            broken.append(file)
    return [*found, *inside], broken


def _is_zip(name):
    return name.casefold().endswith(".zip")


def _inside(file):
    if not file.member:
        with contextlib.suppress(Exception):
            return [_below(file, file.path, (name,), own) for own, name in _names(file.path)]
        raise Unreadable("The zip file is damaged.")
    with opened(file.path, file.member) as reading, inner_archive(reading) as inside:
        found = [(own, name) for own, name in names(inside).items() if not skipped(parts_of(own))]
    return [_below(file, file.path, (file.member, name), own) for own, name in found]


def _names(path):
    return [(own, name) for own, name in names(archive(path)).items() if not skipped(parts_of(own))]


def _below(file, path, where, own):
    return Found((*file.parts, *parts_of(own)), path, *where)


def _nothing(found, broken):
    """Why there is no notebook, with what there is."""
    words = ["There is no notebook."]
    words += [f"The zip file {file.name} is damaged." for file in broken]
    rest = [file for file in found if file not in broken and file.parts[-1] != "timestamp.txt"]
    return " ".join([*words, *([_told("Found", rest)] if rest else [])])


def _told(word, files):
    some = [file.name for file in files[:MOST_TOLD]]
    some += [f"and {len(files) - MOST_TOLD} more"] * (len(files) > MOST_TOLD)
    return f"{word}: {', '.join(some)}."
