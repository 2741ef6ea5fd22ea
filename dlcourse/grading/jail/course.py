"""What a student's code finds of the course and of its libraries: what a question allows, no more.

The list is made by following the imports of what is allowed, so a new part of the package is not in
the jail until a question allows it.
"""

import ast
import os
import sysconfig
from collections.abc import Iterable, Set
from functools import cache
from pathlib import Path

import numpy as np

from ...exercises import assignments, questions

PACKAGE = Path(__file__).resolve().parents[2]
NAME = PACKAGE.name
WORKER = "grading/jail/worker"
STAND_INS = {"exercises/__init__.py": f"{WORKER}/stand_in.py"}
ENGINE = tuple(
    f"{NAME}.grading.jail.worker.{name}" for name in ("zygote", "alone", "serve", "confine")
)


@cache
def engine() -> frozenset[str]:
    """Files that the worker itself consists of, as places in the package."""
    return frozenset(_followed(ENGINE))


@cache
def files(allows: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Files of the package that what is allowed consists of, those of the worker left out.

    Examples
    --------
    >>> [place for place in files(("dlcourse.optim",)) if place.startswith("optim/a")]
    ['optim/adam.py']
    >>> files()
    ('__init__.py', '_needs.py', '_show.py', 'pages/__init__.py', 'pages/palette.py')
    """
    wanted = [name for name in allows if name.partition(".")[0] == NAME]
    return tuple(sorted(_followed([NAME, *wanted])))


def _followed(names: Iterable[str]) -> set[str]:
    found, waiting = set(), list(names)
    while waiting:
        name = waiting.pop()
        place = _place(name)
        if place is None and "." in name:
            waiting.append(name.rpartition(".")[0])
        elif place and place not in found:
            found.add(place)
            waiting += [name.rpartition(".")[0], *_imports(place)]
    return found


def _place(name: str) -> str | None:
    """The file of a module, as a place in the package; None when a name is no module."""
    stem = "/".join(name.split(".")[1:])
    for place in (f"{stem}.py", f"{stem}/__init__.py".lstrip("/")):
        if (PACKAGE / place).is_file():
            return place
    return None


@cache
def _imports(place: str) -> tuple[str, ...]:
    """Full names that a module imports of the package, when it starts or later."""
    if place in STAND_INS:
        return ()
    package, found = [NAME, *Path(place).parts[:-1]], []
    for node in ast.walk(ast.parse((PACKAGE / place).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = [*package[: len(package) - node.level + 1], *filter(None, [node.module])]
            found += [".".join([*base, alias.name]) for alias in node.names]
    return tuple(found)


@cache
def allowed_anywhere() -> tuple[str, ...]:
    """All that some question of the course allows."""
    tasks = [task for name in assignments() for task in questions(name)]
    return tuple(sorted({name for task in tasks for name in task.allows}))


@cache
def shown() -> frozenset[str]:
    """What is in every jail: files of the worker, and of what some question allows."""
    return engine() | {*files(allowed_anywhere())}


def places() -> dict[str, Path]:
    """The same as few folders and files: place in the package there, to the path here."""
    every = {path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.*") if path.is_file()}
    others = {str(path) for path in every if "__pycache__" not in path.parts} - shown()
    found = _tops(shown(), others | STAND_INS.keys())
    return {place: PACKAGE / STAND_INS.get(place, place) for place in found}


def folders() -> list[str]:
    """Folders of installed packages, without links on the way to them."""
    known = sysconfig.get_paths()
    found = [Path(np.__file__).parent.parent, known["purelib"], known["platlib"]]
    return list(dict.fromkeys(map(os.path.realpath, found)))


def installed() -> list[str]:
    """Names of all packages in those folders, as they are imported."""
    stems = (name.partition(".")[0] for folder in folders() for name in os.listdir(folder))
    return sorted({stem for stem in stems if stem.isidentifier()} - {NAME})


def libraries(allows: tuple[str, ...] = ()) -> list[str]:
    """Packages that may be imported: NumPy, and those that are allowed."""
    roots = {name.partition(".")[0] for name in allows} - {NAME}
    return sorted({"numpy", *roots})


def packages() -> dict[str, str]:
    """Files and folders of the packages that some question allows: name to place here."""
    names = libraries(allowed_anywhere())
    found = {}
    for folder in folders():
        for entry in sorted(os.listdir(folder)):
            if entry.partition(".")[0] in names and "-" not in entry:
                found.setdefault(entry, os.path.join(folder, entry))
    return found


@cache
def view(allows: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """What one submission's process is told: paths that it hides, modules and names it knows.

    Returns
    -------
    dict
        ``hidden``: paths in the jail. ``modules``: of the course, those that may be imported.
        ``absent``: packages of this machine that may not.
    """
    kept = {*engine(), *files(allows)}
    roots = libraries(allows)
    unknown = [entry for entry in packages() if entry.partition(".")[0] not in roots]
    return {
        "hidden": [
            *(f"/course/{NAME}/{place}" for place in _tops(shown() - kept, kept)),
            *(f"/packages/{entry}" for entry in unknown),
        ],
        "modules": sorted(_module(place) for place in kept),
        "absent": [name for name in installed() if name not in roots],
    }


def _tops(places: Set[str], kept: Set[str]) -> list[str]:
    """Replace places by the folders above them in which nothing is kept."""
    ways = {str(parent) for place in kept for parent in Path(place).parents}
    tops = set()
    for place in places:
        above = [str(parent) for parent in reversed(Path(place).parents)]
        tops.add(next((folder for folder in above if folder not in ways), place))
    return sorted(tops)


def _module(place: str) -> str:
    return ".".join([NAME, *Path(place).with_suffix("").parts]).removesuffix(".__init__")
