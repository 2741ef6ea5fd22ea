"""Grades as files: CSV and JSON, and what Canvas, Moodle and Gradescope read."""

import csv
import json
import re
from datetime import datetime
from pathlib import Path

FORMULA = "=+@\uff1d\uff0b\uff0d\uff20-"  # also as wide as a Chinese character
CANVAS_KEYS = "ID", "SIS Login ID", "SIS User ID", "Student"
MOODLE_KEYS = "Identifier", "ID number", "Email address", "Username", "Full name"
NUMBERS, CHOSEN = ("ID", "Identifier"), ("Student", "Full name")  # a platform's; a student's own


def graded(record, late=None):
    """A result with its late penalty and its final points, without the text of the answers."""
    record = {name: value for name, value in record.items() if name != "answers"}
    submitted = record.get("submitted")
    submitted = datetime.fromisoformat(submitted) if submitted else None
    penalty = late.penalty(record["points"], submitted) if late else 0.0
    days = late.days(submitted) if late else 0
    final = round(record["points"] - penalty, 2)
    return {**record, "days_late": days, "late_penalty": penalty, "final_points": final}


def write_grades(folder, records, ids):
    """Write ``grades.csv`` and ``grades.json``, one student after the other.

    Parameters
    ----------
    folder : Path
    records : iterable of dict
        From `graded`.
    ids : sequence of str
        Of the assignment's questions, in order.
    """
    columns = ["student", "points", "max_points", "late_penalty", "final_points", *ids, "message"]
    with (
        open(folder / "grades.csv", "w", newline="", encoding="utf-8") as table,
        open(folder / "grades.json", "w", encoding="utf-8") as file,
    ):
        writer = csv.writer(table)
        writer.writerow(columns)
        file.write("[")
        for number, record in enumerate(records):
            questions = {q["id"]: q["points"] for q in record["questions"]}
            writer.writerow([safe(record.get(name, questions.get(name))) for name in columns])
            file.write(",\n" if number else "\n")
            json.dump(record, file, ensure_ascii=False)
            yield record
        file.write("\n]\n")


def safe(value):
    """A cell that no spreadsheet takes for a formula.

    Examples
    --------
    >>> safe("=cmd()"), safe(-1.5), safe("ada")
    ("'=cmd()", -1.5, 'ada')
    """
    if isinstance(value, str):
        value = re.sub(r"[\x00-\x1f\x7f]+", " ", value)
        # some programs end a cell at a semicolon, others leave blanks out
        return re.sub(f"(^|[;,|])(\\s*)(?=[{FORMULA}])", r"\1\2'", value)
    return value


def write_gradescope(folder, record):
    """Write one student's ``results.json`` as Gradescope's autograder reads it."""
    tests = [
        {
            "name": question["id"],
            "score": question["points"],
            "max_score": question["max_points"],
            "status": "passed" if question["points"] == question["max_points"] else "failed",
            "visibility": "visible",
            "output": sentence(question),
        }
        for question in record["questions"]
    ]
    content = {"score": record["final_points"], "output": record["message"], "tests": tests}
    path = Path(folder) / f"{record['slug']}.json"
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def sentence(question):
    """What a student reads about a question, in one or two sentences."""
    if question["message"]:
        return question["message"]
    if not question["attempted"]:
        return "Not attempted."
    parts = []
    if question["forbidden"]:
        names = ", ".join(use["name"] for use in question["forbidden"])
        parts.append(f"Not allowed here: {names}.")
    if question["metric"] is not None:
        parts.append(f"Reached {question['metric']:.4g}.")
    elif question["cases"]:
        parts.append(f"{question['passed']} of {question['cases']} cases pass.")
    if question["diagnosis"]:
        diagnosis = question["diagnosis"]
        parts.append(f"It looks like this: {diagnosis['name']}. {diagnosis['hint']}")
    elif question["error"]:
        parts.append(f"It stopped with {question['error']}.")
    elif question["reason"]:
        parts.append(question["reason"])
    return " ".join(parts)


def fill_roster(roster, records, assignment, out):
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

    Returns
    -------
    list of str
        Students who are in no row, in two alike, or in one that another has already filled.

    Raises
    ------
    ValueError
        If the table is neither Canvas' nor Moodle's.
    """
    with open(roster, newline="", encoding="utf-8-sig") as file:
        header, *rows = [*csv.reader(file)] or [[]]
    canvas = "SIS User ID" in header or {"Student", "ID"} <= set(header)
    keys = [key for key in (CANVAS_KEYS if canvas else MOODLE_KEYS) if key in header]
    if not keys:
        raise ValueError(f"{roster} is neither a Canvas nor a Moodle table: it has {header}")
    rows = [row + [""] * (len(header) - len(row)) for row in rows if row]
    column = _column(header, rows, assignment if canvas else None)
    places = {key: _places(rows, header.index(key)) for key in keys}
    missing, most = _fill(places, column, records)
    for row in rows:
        if canvas and row[0].strip() == "Points Possible":
            row[column] = f"{most:g}"
    with open(out, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return missing


def _places(rows, position):
    """The row of each identity in a column; none for what stands there twice."""
    found = {}
    for row in rows:
        identity = _identity(row[position])
        found[identity] = None if identity in found else row
    return found


def _fill(places, column, records):
    """Write each student's points; give back who has no row of their own, and the full points."""
    missing, filled, most = [], set(), 0
    for record in records:
        most = record["max_points"]
        row = _row_of(record["student"], places)
        if row is None or id(row) in filled:
            missing.append(record["student"])
        else:
            row[column] = f"{record['final_points']:g}"
            filled.add(id(row))
    return missing, most


def _row_of(student, places):
    """The row of a student, or None: a student can choose a name, but not a number."""
    given = [key for key in places if key not in CHOSEN]
    tail = student.rpartition("_")[2]
    tries = [(key, student) for key in given] + [(key, tail) for key in given if key in NUMBERS]
    tries += [(key, student) for key in places if key in CHOSEN]
    rows = (places[key].get(_identity(name)) for key, name in tries)
    return next((row for row in rows if row is not None), None)


def _column(header, rows, assignment):
    """Position of the column to be filled; it is added where there is none."""
    for position, name in enumerate(header):
        # Canvas writes "3_1_cnn (4711)"
        if name == "Grade" if assignment is None else re.sub(r" \(\d+\)$", "", name) == assignment:
            return position
    header.append(assignment or "Grade")
    for row in rows:
        row.append("")
    return len(header) - 1


def _identity(text):
    """Moodle writes "Participant 4711"; Canvas' login is often an e-mail address."""
    return text.strip().removeprefix("Participant ").casefold()
