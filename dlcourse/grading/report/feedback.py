"""One page for each student: what passed, what did not, and which mistake it looks like."""

from pathlib import Path

from ...exercises import find
from ...pages import render
from ..write import write_text
from .tables import sentence


def write_feedback(folder, record, assignment, warning=""):
    """Write the page of one student; no input of any case is on it.

    Returns
    -------
    Path
    """
    path = Path(folder) / f"{record['slug']}.html"
    content = render(
        "feedback",
        title=f"{assignment}: {record['student']}",
        warning=warning,
        points=f"{record['final_points']:g} of {record['max_points']:g} points",
        late=_late(record),
        message=record["message"],
        remarks=list(record.get("remarks", ())),
        questions=[_question(question) for question in record["questions"]],
        cells=record["cells"],
    )
    write_text(path, content)
    return path


def _late(record):
    if not record["late_penalty"]:
        return ""
    days = record["days_late"]
    return f"{days} day{'s' * (days != 1)} late: {record['late_penalty']:g} points off"


def _question(question):
    full, some = question["points"] == question["max_points"], question["points"] > 0
    return {
        "id": question["id"],
        "state": "good" if full else "partly" if some else "bad",
        "points": f"{question['points']:g} of {question['max_points']:g}",
        "words": "Everything passes." if full else sentence(question),
        "failed": [] if full else question["failed"],
        "sources": [use["source"] for use in question["forbidden"]],
        "section": "" if full else find(question["id"]).section,
    }
