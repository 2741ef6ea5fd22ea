"""`dlcourse grade`: the command, its progress bar and its last words."""

from datetime import datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ..exercises import assignments
from .batch import grade
from .intake.late import Late
from .jail.bubblewrap import JailError, probe
from .jail.unsafe import WARNING
from .report.reports import write_reports
from .report.roster import Roster
from .report.summary import summary
from .report.tables import graded


def grade_command(
    submissions: Annotated[
        Path, typer.Argument(help="nbgrader's submitted tree, a folder, or a zip file.")
    ],
    assignment: Annotated[str, typer.Option(help="Such as 3_1_cnn.")],
    out: Annotated[Path, typer.Option(help="Folder for the results; run again to go on.")],
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes; default: one per core.")
    ] = None,
    due: Annotated[
        datetime | None, typer.Option(help="Due time in UTC, for late penalties.")
    ] = None,
    late_per_day: Annotated[float, typer.Option(help="Share lost per day begun.")] = 0.1,
    late_most: Annotated[float, typer.Option(help="Largest share lost.")] = 1.0,
    roster: Annotated[
        Path | None, typer.Option(help="CSV exported from Canvas or Moodle, to be filled in.")
    ] = None,
    column: Annotated[
        str | None, typer.Option(help="Column of the roster; default: the assignment's.")
    ] = None,
    gradebook: Annotated[
        str | None, typer.Option(help="nbgrader's gradebook.db, to be filled in.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Grade on a Dask cluster: tls://host:8786.")
    ] = None,
    tls: Annotated[
        Path | None, typer.Option(help="Folder with ca.pem, cert.pem and key.pem.")
    ] = None,
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="Without a jail: code runs as you, with your files.")
    ] = False,
):
    """Grade submissions: each in a jail, judged outside of it, on all cores.

    Writes grades.csv, grades.json, feedback/ (a page per student), gradescope/, class.html and
    similar.html. Exit status 2 if no jail can be had here, or there is nothing to grade.
    """
    console = Console(stderr=True)
    try:
        _check(assignment, roster, column)
        late = Late(due, late_per_day, late_most) if due else None
        if scheduler is None and not unsafe and (reason := probe()):
            raise JailError(reason)
        settings = {"jobs": jobs, "unsafe": unsafe}
        settings["runner"] = on_cluster(scheduler, tls) if scheduler else None
        journal = _grade(console, submissions, assignment, out, **settings)
        warning = WARNING if unsafe else ""
        settings = {"late": late, "roster": roster, "column": column, "warning": warning}
        written = write_reports(out, journal, assignment, **settings)
        if gradebook is not None:
            fill_gradebook(gradebook, journal, assignment, late)
    except (JailError, ValueError, OSError) as error:
        typer.echo(f"dlcourse grade: {error}", err=True)
        raise typer.Exit(2) from None
    for student in written.pop("missing", ()):
        typer.echo(f"{student} is not in {roster}", err=True)
    for line in summary(journal, late, written.pop("absent", ()), roster):
        typer.echo(line, err=True)
    if warning:
        typer.echo(warning, err=True)
    for name, path in written.items():
        typer.echo(f"{name}: {path}")


def _check(assignment, roster, column):
    """Say what is wrong before hours of grading."""
    if assignment not in assignments():
        known = ", ".join(assignments())
        raise ValueError(f"no assignment {assignment!r}; there are {known}")
    if roster is not None:
        Roster(roster, column)


def _grade(console, submissions, assignment, out, **settings):
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, TimeRemainingColumn(), console=console) as bar:
        settings["started"] = lambda number: bar.add_task(assignment, total=number)
        settings["progress"] = lambda _: bar.advance(bar.task_ids[0])
        journal = grade(submissions, assignment, out, **settings)
        (row,) = bar.tasks
        graded_now = int(row.completed)
        bar.update(row.id, completed=row.total)
    console.print(f"{graded_now} graded now, {len(journal.done)} in all")
    return journal


def fill_gradebook(address, journal, assignment, late):
    """Write a class into nbgrader's database, if nbgrader is there."""
    if find_spec("nbgrader") is None:
        raise ValueError("nbgrader is missing: python -m pip install -e '.[instructor]'")
    from .nbgrader.gradebook import write_gradebook

    records = (graded(record, late) for record in journal.records())
    write_gradebook(address, records, assignment)


def on_cluster(scheduler, folder):
    """What grades on a Dask cluster, with the certificates of a folder if there is one."""
    if find_spec("distributed") is None:
        raise ValueError("Dask is missing: python -m pip install -e '.[cluster]'")
    from distributed import Security

    from . import cluster

    if folder is None:
        return partial(cluster.run, scheduler=scheduler)
    files = {name: str(folder / f"{name}.pem") for name in ("ca", "cert", "key")}
    security = Security(
        tls_ca_file=files["ca"],
        tls_client_cert=files["cert"],
        tls_client_key=files["key"],
        require_encryption=True,
    )
    return partial(cluster.run, scheduler=scheduler, security=security)
