"""Grades as files: CSV and JSON, and what Gradescope reads."""

import csv
import json
import re
from datetime import datetime
from pathlib import Path

from ..write import write_text, writing

NOTHING = "Nothing was handed in."
FORMULA = "=+@\uff1d\uff0b\uff0d\uff20-"  # also as wide as a Chinese character


def graded(record, late=None):
    """A result with its late penalty and its final points, without the text of the answers."""
    record = {name: value for name, value in record.items() if name != "answers"}
    submitted = record.get("submitted")
    submitted = datetime.fromisoformat(submitted) if submitted else None
    marked = record.get("late", False)
    penalty = late.penalty(record["points"], submitted, marked) if late else 0.0
    days = late.days(submitted, marked) if late else 0
    final = round(record["points"] - penalty, 2)
    return {**record, "days_late": days, "late_penalty": penalty, "final_points": final}


def write_grades(folder, records, ids, absent=()):
    """Write ``grades.csv`` and ``grades.json``, one student after the other.

    Parameters
    ----------
    folder : Path
    records : iterable of dict
        From `graded`.
    ids : sequence of str
        Of the assignment's questions, in order.
    absent : sequence of str
        Names of those who have handed in nothing: rows without points at the end of the table.
    """
    columns = ["student", "points", "max_points", "late_penalty", "final_points", *ids, "message"]
    columns += ["remarks", "cells"]
    with (
        writing(folder / "grades.csv", newline="") as table,
        writing(folder / "grades.json") as file,
    ):
        writer = csv.writer(table)
        writer.writerow(columns)
        file.write("[")
        for number, record in enumerate(records):
            row = {q["id"]: q["points"] for q in record["questions"]} | record
            row |= {"remarks": " ".join(record.get("remarks", ())), "cells": stopped(record)}
            writer.writerow([safe(row.get(name)) for name in columns])
            file.write(",\n" if number else "\n")
            json.dump(record, file, ensure_ascii=False)
            yield record
        for name in absent:
            row = {"student": name, "message": NOTHING}
            writer.writerow([safe(row.get(column)) for column in columns])
        file.write("\n]\n")


def stopped(record):
    """The cells of a notebook that did not run to their end, in one line."""
    return "; ".join(f"{number}: {note}" for number, note in record["cells"].items())


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
    write_text(path, json.dumps(content, ensure_ascii=False, indent=1))


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
