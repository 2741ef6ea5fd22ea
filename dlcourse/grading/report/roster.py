"""A table that Canvas or Moodle exported: who is in it, and the grades to be filled in."""

import csv
import io
import re
from pathlib import Path

from ..intake.files import chinese
from ..intake.names import printable
from ..write import writing

CANVAS_KEYS = "ID", "SIS Login ID", "SIS User ID", "Student"
MOODLE_KEYS = "Identifier", "ID number", "Email address", "Username", "Full name"
NUMBERS, CHOSEN = ("ID", "Identifier"), ("Student", "Full name")  # a platform's; a student's own
HEADERS = {
    "标识符": "Identifier",
    "全名": "Full name",
    "姓名": "Full name",
    "用户名": "Username",
    "电子邮件地址": "Email address",
    "电子邮件": "Email address",
    "成绩": "Grade",
    "ID号": "ID number",
    "学号": "ID number",
    "编号": "ID number",
    "学生": "Student",
}
NOBODY = "Points Possible", "Student, Test"
SAVE = "save it as CSV UTF-8 (in Excel: Save As, CSV UTF-8) and name that file"


class Roster:
    """A table that Canvas or Moodle exported.

    Parameters
    ----------
    path : Path
        CSV with commas, semicolons or tabs, in UTF-8, UTF-16, GBK or Windows-1252.
    column : str, optional
        Name of the column to fill, where it is not the assignment's.

    Raises
    ------
    ValueError
        If it cannot be read, is neither Canvas' nor Moodle's, or lacks the column, with what to do.
    """

    def __init__(self, path, column=None):
        self.path, self.column = Path(path), column
        self.header, self.rows, self.mark = table_of(self.path)
        named = [HEADERS.get(name.strip(), name.strip()) for name in self.header]
        self.canvas = "SIS User ID" in named or {"Student", "ID"} <= set(named)
        keys = [key for key in (CANVAS_KEYS if self.canvas else MOODLE_KEYS) if key in named]
        if not keys:
            raise ValueError(
                f"{path} is neither a Canvas nor a Moodle table: it has {self.header}. Export "
                "the gradebook (Canvas) or the grading worksheet (Moodle) and name that file"
            )
        self.named, width = [re.sub(r" \(\d+\)$", "", name) for name in named], len(named)
        if column is not None and column not in (*self.header, *self.named):
            raise ValueError(f"{path} has no column {column!r}: it has {self.header}")
        self.rows = [row + [""] * (width - len(row)) for row in self.rows if any(row)]
        self.places = {key: _places(self.rows, named.index(key)) for key in keys}
        self.who = next((named.index(key) for key in CHOSEN if key in named), named.index(keys[0]))

    def absent(self, students):
        """Names of those who are in the table and not among some students."""
        there = {id(self._row_of(student)) for student in students}
        people = [row for row in self.rows if not row[self.who].strip().startswith(NOBODY)]
        return [printable(row[self.who].strip()) for row in people if id(row) not in there]

    def fill(self, records, assignment, out):
        """Write the points of records into a new file; see `fill_roster`."""
        place = self._column(assignment)
        missing, most, filled = [], 0, set()
        for record in records:
            most, row = record["max_points"], self._row_of(record["student"])
            if row is None or id(row) in filled:
                missing.append(record["student"])
            else:
                row[place] = f"{record['final_points']:g}"
                filled.add(id(row))
        for row in self.rows:
            if self.canvas and row[0].strip() == "Points Possible":
                row[place] = f"{most:g}"
        with writing(out, newline="") as file:
            csv.writer(file, delimiter=self.mark).writerows([self.header, *self.rows])
        return missing

    def _row_of(self, student):
        """The row of a student, or None: a student can choose a name, but not a number."""
        given = [key for key in self.places if key not in CHOSEN]
        tail = student.rpartition("_")[2]
        tries = [(key, student) for key in given]
        tries += [(key, tail) for key in given if key in NUMBERS]
        tries += [(key, student) for key in self.places if key in CHOSEN]
        rows = (self.places[key].get(_identity(name)) for key, name in tries)
        return next((row for row in rows if row is not None), None)

    def _column(self, assignment):
        """Position of the column to be filled; it is added where there is none.

        Canvas writes "3_1_cnn (4711)". A name that is alike, such as "3.1 CNN (4711)", is taken
        where there is only one.
        """
        if self.column in self.header:
            return self.header.index(self.column)
        wanted = self.column or (assignment if self.canvas else "Grade")
        alike = [n for n, name in enumerate(self.named) if _plain(wanted) in _plain(name)]
        if wanted in self.named:
            return self.named.index(wanted)
        if self.canvas and len(alike) == 1:
            return alike[0]
        self.header.append(wanted)
        for row in self.rows:
            row.append("")
        return len(self.header) - 1


def fill_roster(roster, records, assignment, out, column=None):
    """Write the grades into a table that Canvas or Moodle exported.

    Canvas: the gradebook export, in which the column of the assignment is filled, or added.
    Moodle: the grading worksheet, or a table for its grade import, in which ``Grade`` is filled.

    Parameters
    ----------
    roster : Path
        The exported CSV file.
    records : iterable of dict
        From `graded`.
    assignment : str
    out : Path
        The file to be written.
    column : str, optional
        Name of the column, where it is not the assignment's.

    Returns
    -------
    list of str
        Students who are in no row, in two alike, or in one that another has already filled.

    Raises
    ------
    ValueError
        See `Roster`.
    """
    return Roster(roster, column).fill(records, assignment, out)


def table_of(path):
    """Header, rows and separator of a table.

    Raises
    ------
    ValueError
        If it is no text, with what to do.
    """
    text = _text(path).replace("\r\n", "\n").replace("\r", "\n")
    if text.startswith("sep="):  # Excel's own first line
        text = text.partition("\n")[2]
    first = text.lstrip("\n").partition("\n")[0]
    mark = max(",;\t", key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])))
    try:
        header, *rows = [*csv.reader(io.StringIO(text.lstrip("\n")), delimiter=mark)] or [[]]
    except csv.Error as error:
        raise ValueError(f"{path} is not a table of text ({error}): {SAVE}") from None
    return header, rows, mark


def _text(path):
    content = Path(path).read_bytes()
    if content.startswith((b"PK\3\4", b"\xd0\xcf\x11\xe0")):
        raise ValueError(f"{path} is an Excel file: {SAVE}")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\0" in content:
        raise ValueError(f"{path} is not a text that can be read: {SAVE}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return chinese(content) or content.decode("cp1252", "replace")


def _places(rows, position):
    """The row of each identity in a column; none for what stands there twice, or for nothing."""
    found = {}
    for row in rows:
        if identity := _identity(row[position]):
            found[identity] = None if identity in found else row
    return found


def _identity(text):
    """Moodle writes "Participant 4711"; Canvas' login is often an e-mail address."""
    return re.sub(r"^(Participant |参与者 ?)", "", text.strip()).casefold()


def _plain(name):
    return re.sub(r"[\W_]+", "", name).casefold()
