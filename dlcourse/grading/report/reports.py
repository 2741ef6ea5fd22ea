"""Everything that is written once a class is graded."""

from pathlib import Path

from ...exercises import questions
from .class_report import ClassReport
from .feedback import write_feedback
from .similar_report import write_similar
from .tables import fill_roster, graded, write_grades, write_gradescope


def write_reports(out, journal, assignment, *, late=None, roster=None, warning=""):
    """Write grades, feedback, class report and exports from the journal, student by student.

    Parameters
    ----------
    out : Path
    journal : Journal
    assignment : str
    late : Late, optional
    roster : Path, optional
        A table that Canvas or Moodle exported.
    warning : str
        Stands on every page, for example because there was no jail.

    Returns
    -------
    dict
        Names of what was written to paths; ``"missing"``: students who are not in the roster.
    """
    out = Path(out)
    for name in ("feedback", "gradescope"):
        (out / name).mkdir(exist_ok=True)
    report = ClassReport(assignment)
    records = (graded(record, late) for record in journal.records())
    for record in write_grades(out, records, [task.id for task in questions(assignment)]):
        report.add(record)
        write_feedback(out / "feedback", record, assignment, warning)
        write_gradescope(out / "gradescope", record)
    pairs = write_similar(out / "similar.html", journal, assignment, warning)
    report.write(out / "class.html", warning, pairs)
    names = "grades.csv", "grades.json", "class.html", "similar.html", "feedback"
    written = {name: out / name for name in names}
    if roster is not None:
        filled = out / f"filled-{Path(roster).name}"
        again = (graded(record, late) for record in journal.records())
        written["missing"] = fill_roster(roster, again, assignment, filled)
        written["roster"] = filled
    return written
