"""Find the submissions in what an instructor has: nbgrader's tree, a flat folder, a zip file.

Nothing is ever written to a path that a submission names. Links are not followed.
"""

import contextlib
import errno
import functools
import hashlib
import os
import re
import stat
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

MOST_BYTES = 256 << 20
LONGEST_NAME = 255
CANVAS = re.compile(r"(?P<student>[^_]+)_(?:LATE_)?(?P<id>\d+)_\d+_")
MARK = r"_\d+_assignsubmission_file"
MOODLE = re.compile(r"(?P<student>.+?)_(?P<id>\d+)_assignsubmission_file")


class Unreadable(Exception):
    """A submission that cannot be opened; the message is a sentence for the student."""


@dataclass(frozen=True)
class Submission:
    """One student's notebook.

    Attributes
    ----------
    student : str
        As the folder or file names them.
    path : Path
        The notebook, or the zip file that holds it.
    member : str
        Its name in the zip file.
    submitted : datetime or None
        From nbgrader's ``timestamp.txt``.
    note : str
        Why there is no notebook to open.
    """

    student: str
    path: Path
    member: str = ""
    submitted: datetime | None = None
    note: str = ""

    @property
    def slug(self):
        """The student as a file name that no student can steer elsewhere.

        Names that differ give slugs that differ, also where a disk takes "Ada" for "ada": what is
        not all small letters has a point and a part that is worked out from the name.
        """
        if re.fullmatch("[a-z0-9_-]{1,60}", self.student):
            return self.student
        plain = re.sub(r"[^A-Za-z0-9_-]", "_", self.student)[:60]
        return f"{plain}.{hashlib.sha256(self.student.encode()).hexdigest()[:16]}"

    @contextlib.contextmanager
    def open(self):
        """Open the notebook as a regular file that can only be read.

        Raises
        ------
        Unreadable
            If there is none, it is a link or a device, or it is too large.
        """
        if self.note:
            raise Unreadable(self.note)
        with self._member() if self.member else _regular_file(self.path) as file:
            yield file

    @contextlib.contextmanager
    def _member(self):
        with tempfile.TemporaryFile() as copy:
            try:
                with archive(self.path).open(self.member) as file:
                    while part := file.read(1 << 20):
                        copy.write(part)
                        if copy.tell() > MOST_BYTES:
                            raise Unreadable("The file is too large once it is unpacked.")
            except Unreadable:
                raise
            except Exception:  # zipfile, and each of the ways to unpack, has errors of its own
                raise Unreadable("The file in the zip archive is damaged.") from None
            copy.flush()
            with open(os.dup(copy.fileno()), "rb") as reading:
                reading.seek(0)
                yield reading


def archive(path):
    """An open zip file: its list of members is read once, as long as it stays the same."""
    status = os.stat(path)
    return _archive(path, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=4)
def _archive(path, *_):
    return zipfile.ZipFile(path)


@contextlib.contextmanager
def _regular_file(path):
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        link = error.errno == errno.ELOOP
        reason = "The file is a link." if link else "The file cannot be opened."
        raise Unreadable(reason) from None
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("This is not a file.")
        if status.st_size > MOST_BYTES:
            raise Unreadable(f"The file is larger than {MOST_BYTES >> 20} MiB.")
        yield file


def digest(file):
    """SHA-256 of an open file, read in pieces."""
    found = hashlib.sha256()
    file.seek(0)
    while part := file.read(1 << 20):
        found.update(part)
    file.seek(0)
    return found.hexdigest()


def collect(source, assignment):
    """List the submissions of an assignment, one per student, in the order of their names.

    Parameters
    ----------
    source : Path
        nbgrader's tree (``STUDENT/ASSIGNMENT/NOTEBOOK.ipynb``), a folder of ``STUDENT.ipynb``,
        a folder of folders ``STUDENT/NOTEBOOK.ipynb``, or a zip file from Canvas or Moodle.
    assignment : str

    Raises
    ------
    ValueError
        If there is nothing at `source`, or no submission in it.
    """
    source = Path(source)
    if source.is_dir():
        found = [*_folders(source, assignment), *_flat(source)]
    elif zipfile.is_zipfile(source):
        found = list(_members(source, assignment))
    else:
        raise ValueError(f"submissions must be a folder or a zip file, got {source}")
    latest = {submission.student: submission for submission in found}
    if not latest:
        raise ValueError(f"no submission of {assignment} was found in {source}")
    return [latest[student] for student in sorted(latest)]


def _flat(source):
    for path in sorted(source.glob("*.ipynb")):
        yield Submission(_student(path.name), path)


def _folders(source, assignment):
    for folder in sorted(path for path in source.iterdir() if path.name[0] != "."):
        if not folder.is_dir():
            continue
        inner = folder / assignment
        if folder.is_symlink() or inner.is_symlink():
            yield Submission(_student(folder.name), inner, note="The folder is a link.")
            continue
        place = inner if inner.is_dir() else folder
        yield Submission(_student(folder.name), *_notebook(place, assignment))


def _notebook(folder, assignment):
    """The notebook of a folder: by name, or the only one; its time; or why there is none."""
    there = sorted(folder.glob("*.ipynb"))
    named = [path for path in there if path.stem == assignment]
    if not named and len(there) != 1:
        note = "There is no notebook." if not there else f"No notebook is named {assignment}.ipynb."
        return folder, "", None, note
    return (named or there)[0], "", _timestamp(folder / "timestamp.txt")


def _timestamp(path):
    """Nbgrader writes "2026-11-23 17:02:11.000000 UTC"."""
    try:
        with _regular_file(path) as file:
            words = file.read(100).decode().split()
        return datetime.fromisoformat("T".join(words[:2]) + "+00:00")
    except (Unreadable, ValueError):
        return None


def _members(path, assignment):
    """One notebook of each student in a zip file; the folders on top say who."""
    try:
        names = [info.filename for info in archive(path).infolist() if not info.is_dir()]
    except Exception as error:
        raise ValueError(f"{path} is a damaged zip file: {error}") from None
    names = [name for name in names if name.endswith(".ipynb") and "__MACOSX" not in name]
    places = {name: _parts(name) for name in names}
    while len(places) > 1 and len({parts[0] for parts in places.values()}) == 1:
        if any(len(parts) < 2 or MOODLE.match(parts[0]) for parts in places.values()):
            break
        places = {name: parts[1:] for name, parts in places.items()}
    best = {}
    for name, parts in places.items():
        if len(places) == 1 and len(parts) > 2 and parts[-2] == assignment:
            parts = parts[-3:]
        student, stem = _student(parts[0]), parts[-1].removesuffix(".ipynb")
        rank = stem == assignment, assignment in stem, name
        best[student] = max(best.get(student, (rank, name)), (rank, name))
    for student, (_, name) in best.items():
        yield Submission(student, path, name)


def _parts(name):
    """The folders and the file of a path in a zip, without those that lead elsewhere."""
    parts = name.replace("\\", "/").split("/")
    return [part[:LONGEST_NAME] for part in parts if part not in ("", ".", "..")] or ["unnamed"]


def _student(name):
    """Who handed in a file or a folder of this name.

    What a learning platform writes comes first in a name, what a student chose comes after it.

    Examples
    --------
    >>> _student("doejane_LATE_4711_90210_3_1_cnn-2.ipynb"), _student("ada.ipynb")
    ('doejane_4711', 'ada')
    >>> _student("Jane Doe_4711_assignsubmission_file_")
    'Jane Doe_4711'
    """
    # What cannot be printed could steer a terminal or turn a line around; a name stays a name.
    name = "".join(x if x.isprintable() and x != "\\" else ascii(x)[1:-1] for x in name)
    moodle, canvas = MOODLE.match(name), CANVAS.match(name)
    if moodle and canvas or len(re.findall(MARK, name)) > 1:  # such a name wants to be another's
        return name.removesuffix(".ipynb") + "?"  # and no number at its end is one of a roster
    if found := moodle or canvas:
        return f"{found['student']}_{found['id']}"
    return name.removesuffix(".ipynb") or "unnamed"
