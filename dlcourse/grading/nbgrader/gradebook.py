"""Results in nbgrader's gradebook, where the formgrader and ``nbgrader export`` find them."""

from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from ...exercises import questions
from .preprocessor import CHECK


def write_gradebook(address, records, assignment):
    """Write points, times and late penalties of a class.

    As with ``nbgrader autograde``, points that a person has given stay, and are marked to be
    looked at again; cells for written answers keep waiting for a person.

    Parameters
    ----------
    address : str or Path
        The file ``gradebook.db``, or the address of another database, as SQLAlchemy has it.
    records : iterable of dict
        From `tables.graded`.
    assignment : str

    Raises
    ------
    ValueError
        If there is no such file, or the assignment is not in it as it is in the course.
    """
    if "://" not in str(address):
        if not Path(address).is_file():
            raise ValueError(
                f"there is no gradebook {address}; nbgrader makes one: {_how(assignment)}"
            )
        address = f"sqlite:///{Path(address).resolve()}"
    with Gradebook(address) as book:
        cells = check_cells(book, assignment)
        for record in records:
            _write(book, record, assignment, cells)


def check_cells(book, assignment):
    """The check cells of an assignment in a gradebook: name of the cell to id of its question.

    Raises
    ------
    ValueError
        If the gradebook does not have each question once, with the points that it has here.
    """
    try:
        notebooks = book.find_assignment(assignment).notebooks
    except MissingEntry:
        raise ValueError(f"the gradebook has no {assignment}: {_how(assignment)}") from None
    cells, points = {}, {}
    for notebook in notebooks:
        for cell in notebook.grade_cells:
            source = book.find_source_cell(cell.name, notebook.name, assignment).source
            if found := CHECK.search(source):
                cells[cell.name], points[found[1]] = found[1], cell.max_score
    expected = {task.id: task.points for task in questions(assignment)}
    if points != expected or len(cells) != len(points):
        raise ValueError(
            f"the gradebook has other questions, {points}, than the course: {expected}"
        )
    return cells


def _write(book, record, assignment, cells):
    """One student, all at once."""
    points = {question["id"]: question["points"] for question in record["questions"]}
    when = {"timestamp": record["submitted"]} if record["submitted"] else {}
    book.update_or_create_student(record["student"])
    submission = book.update_or_create_submission(assignment, record["student"], **when)
    for notebook in submission.notebooks:
        notebook.late_submission_penalty = record["late_penalty"]
        for grade in notebook.grades:
            if grade.name in cells:
                grade.auto_score = points[cells[grade.name]]
                grade.needs_manual_grade = grade.manual_score is not None
    book.db.commit()


def _how(assignment):
    return f"nbgrader generate_assignment {assignment}"
