"""Everybody who has handed in something, with their files: in a folder, in a zip file."""

import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from ...exercises import assignments
from .files import archive, names
from .names import (
    MOODLE,
    NOTEBOOK,
    SKIPPED,
    Found,
    marked_late,
    parts_of,
    says_who,
    skipped,
    student_of,
)

MOST_FILES = 5000  # of one person
OURS = {"chapters", "exercises", "solutions", "dlcourse"}
LINK = "The folder is a link."


@dataclass
class Person:
    """What one person has handed in: files, what is wrong with their folder, lateness."""

    files: list
    trouble: str = ""
    late: bool = False


def of_folder(source):
    """Everybody in a folder, with their files."""
    people = defaultdict(lambda: Person([]))
    for path in sorted(source.iterdir()):
        name = path.name
        if path.is_dir():
            if name[0] == "." or name.casefold() in SKIPPED:
                continue
            person = people[student_of(name)]
            person.late |= marked_late(name)
            person.trouble = LINK if path.is_symlink() else _walk(path, person.files)
        elif says_who(name) and not skipped([name]):
            person = people[student_of(name)]
            person.late |= marked_late(name)
            person.files.append(Found((name,), path))
    return people


def _walk(folder, files):
    """Add the files of a folder; give back what is wrong with it."""
    errors = []
    for place, inner, there in os.walk(folder, onerror=errors.append):
        below = Path(place).relative_to(folder).parts
        if any(os.path.islink(os.path.join(place, name)) for name in inner):
            errors.append(LINK)
        inner[:] = sorted(name for name in inner if not skipped([name, "file"]))
        files += [
            Found((*below, name), Path(place, name))
            for name in sorted(there)
            if not skipped([*below, name])
        ]
        if len(files) > MOST_FILES:
            return f"The folder has more than {MOST_FILES} files: some were not looked at."
    if errors:
        return LINK if LINK in errors else "A folder cannot be opened."
    return ""


def of_zip(path, assignment):
    """Everybody in a zip file; the folders on top say who."""
    try:
        inside = names(archive(path))
    except Exception as error:
        raise ValueError(f"{path} is a damaged zip file: {error}") from None
    places = {name: parts_of(name) for name in inside}
    above = _shared(list(places.values()), assignment)
    people = defaultdict(lambda: Person([]))
    for name, parts in places.items():
        *folders, file = parts[above:] if len(parts) > above else parts
        top = folders[0] if folders else file
        if skipped([top]) or skipped([top, "file"]) or not (folders or says_who(file)):
            continue
        person = people[student_of(top)]
        person.late |= marked_late(top)
        if not skipped([*folders[1:], file]):
            person.files.append(Found((*folders[1:], file), path, inside[name]))
    return people


def _shared(places, assignment):
    """How many folders at the top are the class's, and nobody's own."""
    seen = [parts for parts in places if not skipped(parts)]
    known = [parts for parts in seen if NOTEBOOK.search(parts[-1])]
    known = known or [parts for parts in seen if says_who(parts[-1])]
    if len(known) == len(_tops(places)) == 1 and known[0][-2:-1] == [assignment]:
        above = max(len(known[0]) - 3, 0)
        return next(n for n in range(above, -1, -1) if n == 0 or not _is_work(known[0][n]))
    above, folders = 0, [parts[:-1] for parts in places]
    while len(known) > 1 and len(_tops(known) | _tops(folders)) == 1:
        if any(len(parts) < 2 or MOODLE.match(parts[0]) for parts in known):
            break
        if any(_is_work(parts[1]) for parts in known):
            break
        known, folders = ([parts[1:] for parts in some] for some in (known, folders))
        above += 1
    return above


def _tops(places):
    """The first part of each path that may be a person's or the class's."""
    return {parts[0] for parts in places if parts and not skipped([parts[0], "file"])}


def _is_work(name):
    """Whether a name is that of somebody's work, not of a person."""
    name = name.casefold()
    return name in OURS or NOTEBOOK.sub("", name) in {one.casefold() for one in assignments()}
