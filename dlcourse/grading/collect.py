"""Find the submissions in what an instructor has: nbgrader's tree, a flat folder, a zip file.

Nothing is ever written to a path that a submission names. Links are not followed.
"""

import contextlib
import errno
import hashlib
import os
import re
import stat
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

MOST_BYTES = 512 << 20
CANVAS = re.compile(r"(?P<student>[^_/]+)_(?:LATE_)?(?P<id>\d+)_\d+_[^/]*$")
MOODLE = re.compile(r"(?P<student>[^/]+?)_(?P<id>\d+)_assignsubmission_file_?(?:/|$|[^/]*$)")


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

        Names that differ give slugs that differ.
        """
        plain = re.sub(r"[^A-Za-z0-9_-]", "_", self.student)[:60]
        if plain == self.student:
            return plain
        return f"{plain}-{hashlib.sha256(self.student.encode()).hexdigest()[:8]}"

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
                with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as file:
                    while part := file.read(1 << 20):
                        copy.write(part)
                        if copy.tell() > MOST_BYTES:
                            raise Unreadable("The file is too large once it is unpacked.")
            except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError):
                raise Unreadable("The file in the zip archive is damaged.") from None
            copy.flush()
            with open(os.dup(copy.fileno()), "rb") as reading:
                reading.seek(0)
                yield reading


@contextlib.contextmanager
def _regular_file(path):
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        link = error.errno == errno.ELOOP
        reason = "The file is a link." if link else "The file cannot be opened."
        raise Unreadable(reason) from None
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Unreadable("This is not a file.")
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
        found = list(_members(source))
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
        if folder.is_symlink() or not folder.is_dir():
            continue
        inner = folder / assignment
        if inner.is_symlink():
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


def _members(path):
    with zipfile.ZipFile(path) as archive:
        names = sorted(info.filename for info in archive.infolist() if not info.is_dir())
    for name in names:
        if name.endswith(".ipynb") and "__MACOSX" not in name:
            yield Submission(_student(name), path, name)


def _student(name):
    """Who handed in a file of this name.

    Examples
    --------
    >>> _student("doejane_LATE_4711_90210_3_1_cnn-2.ipynb"), _student("../../ada.ipynb")
    ('doejane_4711', 'ada')
    >>> _student("Jane Doe_4711_assignsubmission_file_/3_1_cnn.ipynb")
    'Jane Doe_4711'
    """
    path = PurePosixPath(name.replace("\\", "/"))
    moodle = MOODLE.search(str(path))
    if moodle:
        return f"{moodle['student']}_{moodle['id']}"
    canvas = CANVAS.search(path.name)
    if canvas:
        return f"{canvas['student']}_{canvas['id']}"
    parts = [part for part in path.parts if part not in ("..", ".", "/")]
    if len(parts) > 1:  # the outermost folder is the student
        return parts[-2] if len(parts) == 2 else parts[-3]
    return parts[0].removesuffix(".ipynb") if parts else "unnamed"
