"""Whose a file is, and what kind of file, by its name and the folders above it."""

import re
from dataclasses import dataclass

LONGEST_NAME = 255
CANVAS = re.compile(r"(?P<student>[^_]+)_(?P<late>LATE_)?(?P<id>\d+)_\d+_")
MARK = r"_\d+_assignsubmission_(?:file|onlinetext)"
MOODLE = re.compile(r"(?P<student>.+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?")
NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json)?$", re.IGNORECASE)
ENDINGS = r"\.(zip|rar|7z|tar|t?gz|py|html?|pdf|docx?)$"
HANDED_IN = re.compile(f"{NOTEBOOK.pattern}|{ENDINGS}", re.IGNORECASE)
SKIPPED = {"__macosx", "__pycache__", "solutions", "site-packages", "node_modules"}
OURS = {"nbgrader_config.py"}


@dataclass(frozen=True)
class Found:
    """A file that was handed in.

    Attributes
    ----------
    parts : tuple of str
        Folders and name below the person's own folder.
    path, member, nested : Path, str, str
        For `files.opened`.
    """

    parts: tuple
    path: object
    member: str = ""
    nested: str = ""

    @property
    def name(self):
        """As it is told to people."""
        return printable("/".join(self.parts))


def skipped(parts):
    """Whether nobody's work is here: checkpoints, notes of a system, the course's solutions.

    Examples
    --------
    >>> skipped(["solutions", "3_1_cnn", "3_1_cnn.ipynb"]), skipped(["ada", "3_1_cnn.ipynb"])
    (True, False)
    """
    *folders, name = parts
    above = any(part[:1] == "." or part.casefold() in SKIPPED for part in folders)
    return above or name.startswith("._") or name == ".DS_Store"


def parts_of(name):
    """The folders and the file of a path in a zip, without those that lead elsewhere."""
    parts = name.replace("\\", "/").split("/")
    return [part[:LONGEST_NAME] for part in parts if part not in ("", ".", "..")] or ["unnamed"]


def says_who(name):
    """Whether a file that lies in no folder is somebody's, rather than the instructor's own."""
    known = HANDED_IN.search(name) or MOODLE.match(name) or CANVAS.match(name)
    return bool(known) and name not in OURS


def printable(name):
    """A name without what could steer a terminal or turn a line around; it stays a name."""
    return "".join(x if x.isprintable() and x != "\\" else ascii(x)[1:-1] for x in name)


def student_of(name):
    """Who handed in a file or a folder of this name.

    What a learning platform writes comes first in a name, what a student chose comes after it.

    Examples
    --------
    >>> student_of("doejane_LATE_4711_90210_3_1_cnn-2.ipynb"), student_of("ada.ipynb")
    ('doejane_4711', 'ada')
    >>> student_of("Jane Doe_4711_assignsubmission_file_")
    'Jane Doe_4711'
    """
    name = printable(name)
    moodle, canvas = MOODLE.match(name), CANVAS.match(name)
    if moodle and canvas or len(re.findall(MARK, name)) > 1:  # such a name wants to be another's
        return HANDED_IN.sub("", name) + "?"  # and no number at its end is one of a roster
    if found := moodle or canvas:
        return f"{found['student']}_{found['id']}"
    return HANDED_IN.sub("", name) or "unnamed"


def marked_late(name):
    """Whether Canvas says in a name that it came late."""
    return bool((found := CANVAS.match(name)) and found["late"] and not MOODLE.match(name))


def own_part(name):
    """The part of a name that the student chose.

    Examples
    --------
    >>> own_part("doejane_LATE_4711_90210_3_1_cnn-2.ipynb"), own_part("3_1_cnn.ipynb")
    ('3_1_cnn-2.ipynb', '3_1_cnn.ipynb')
    """
    found = MOODLE.match(name) or CANVAS.match(name)
    return (found and name[found.end() :]) or name
