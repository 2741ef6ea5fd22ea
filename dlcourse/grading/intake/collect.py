"""Find the submissions in what an instructor has: nbgrader's tree, a flat folder, a zip file."""

import contextlib
import hashlib
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from .choose import choose
from .files import MOST_BYTES, Unreadable, digest, opened
from .late import stamp
from .people import of_folder, of_zip

__all__ = ["MOST_BYTES", "Submission", "Unreadable", "collect", "digest"]


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
    nested : str
        Its name in a zip file in the zip file.
    late : bool
        Whether the platform says that it came late.
    remarks : tuple of str
        What a person should know: which of several files was taken, a time that cannot be read.
    """

    student: str
    path: Path
    member: str = ""
    submitted: datetime | None = None
    note: str = ""
    nested: str = ""
    late: bool = False
    remarks: tuple = ()

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

    def facts(self):
        """What is known without running anything, ready for JSON."""
        return {
            "slug": self.slug,
            "submitted": self.submitted and self.submitted.isoformat(),
            "late": self.late,
            "remarks": list(self.remarks),
        }

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
        with opened(self.path, self.member, self.nested) as file:
            yield file


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
        people = of_folder(source)
    elif zipfile.is_zipfile(source):
        people = of_zip(source, assignment)
    else:
        raise ValueError(f"submissions must be a folder or a zip file, got {source}")
    if not people:
        raise ValueError(f"no submission of {assignment} was found in {source}")
    return [_submission(who, people[who], source, assignment) for who in sorted(people)]


def _submission(who, person, source, assignment):
    """A person's submission; there is one for everybody."""
    try:
        taken, words = choose(person.files, assignment)
    except Exception as error:  # whatever a file of one person does, all others are graded
        taken, words = None, f"What was handed in cannot be read ({type(error).__name__})."
    if taken is None:
        note = person.trouble or words
        return Submission(who, source, note=note, late=person.late)
    submitted, trouble = _time(taken, person.files)
    remarks = tuple(filter(None, [words, person.trouble, trouble]))
    file = taken.path, taken.member, submitted
    return Submission(who, *file, nested=taken.nested, late=person.late, remarks=remarks)


def _time(taken, files):
    """When a notebook was submitted, by the ``timestamp.txt`` beside it; what is wrong with it."""
    wanted = (*taken.parts[:-1], "timestamp.txt")
    beside = next((file for file in files if file.parts == wanted), None)
    if beside is None:
        return None, ""
    try:
        with opened(beside.path, beside.member, beside.nested) as file:
            return stamp(file.read(100))
    except (Unreadable, OSError):
        return None, "timestamp.txt cannot be opened."
