"""Everything that is written once a class is graded."""

from pathlib import Path

from ...exercises import questions
from .class_report import ClassReport
from .feedback import write_feedback
from .roster import Roster
from .similar_report import write_similar
from .tables import graded, write_grades, write_gradescope

PAGES = {"feedback": ".html", "gradescope": ".json"}


def write_reports(out, journal, assignment, *, late=None, roster=None, column=None, warning=""):
    """Write grades, feedback, class report and exports from the journal, student by student.

    Parameters
    ----------
    out : Path
    journal : Journal
    assignment : str
    late : Late, optional
    roster : Path, optional
        A table that Canvas or Moodle exported.
    column : str, optional
        Name of its column, where that is not the assignment's.
    warning : str
        Stands on every page, for example because there was no jail.

    Returns
    -------
    dict
        Names of what was written to paths; ``"missing"``: students who are not in the roster;
        ``"absent"``: those in the roster who have handed in nothing.
    """
    out, absent = Path(out), []
    table = None if roster is None else Roster(roster, column)
    if table is not None:
        absent = table.absent(record["student"] for record in journal.records())
    for name in PAGES:
        (out / name).mkdir(exist_ok=True)
    report, slugs = ClassReport(assignment), set()
    records = (graded(record, late) for record in journal.records())
    for record in write_grades(out, records, [task.id for task in questions(assignment)], absent):
        report.add(record)
        slugs.add(record["slug"])
        write_feedback(out / "feedback", record, assignment, warning)
        write_gradescope(out / "gradescope", record)
    _remove_others(out, slugs)
    pairs = write_similar(out / "similar.html", journal, assignment, warning)
    report.write(out / "class.html", warning, pairs, absent)
    names = "grades.csv", "grades.json", "class.html", "similar.html", "feedback"
    written = {name: out / name for name in names}
    if table is not None:
        filled = out / f"filled-{Path(roster).name}"
        again = (graded(record, late) for record in journal.records())
        written["missing"] = table.fill(again, assignment, filled)
        written |= {"absent": absent, "roster": filled}
    return written


def _remove_others(out, slugs):
    """Remove the pages of students who are no longer among the submissions."""
    for folder, ending in PAGES.items():
        for path in (out / folder).glob(f"*{ending}"):
            if path.name.removesuffix(ending) not in slugs:
                path.unlink()
