"""The command `dlcourse`: what this machine has, what agrees, and how far you are."""

import json
import sys
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from .classroom import class_command
from .grading.cli import grade_command

app = typer.Typer(
    help="A course in deep learning: derive, build in NumPy, check against PyTorch, use.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
)

app.command("grade")(grade_command)
app.command("class")(class_command)

SHOWN = 3
"""Failures of one operation that are written out."""

JsonPath = Annotated[
    str | None, typer.Option("--json", metavar="PATH", help="Also write JSON there; - is stdout.")
]


@app.command()
def doctor(json_path: JsonPath = None):
    """Show what this machine has, what is missing, and the command that mends it.

    Exit status 1 if something that the course needs is missing.
    """
    from .doctor import examine

    findings = examine()
    table = _table("", "what", "found")
    for finding in findings:
        table.add_row(*finding.as_row())
    _print(table, json_path, [finding.as_dict() for finding in findings])
    if json_path != "-":
        for remedy in dict.fromkeys(f.remedy for f in findings if f.remedy):
            typer.echo(f"To mend it: {remedy}")
    raise typer.Exit(any(finding.needed and not finding.ok for finding in findings))


@app.command()
def verify(
    op: Annotated[list[str] | None, typer.Option(help="Only this operation; repeatable.")] = None,
    samples: Annotated[bool, typer.Option(help="Use PyTorch's own sample inputs.")] = False,
    json_path: JsonPath = None,
):
    """Compare every operation and setting with PyTorch, on every device.

    Exit status 1 if one disagrees, 2 if PyTorch or what its samples need is missing.
    """
    if find_spec("torch") is None:
        _stop("PyTorch is missing, and it is what we compare with. Install it: pip install torch")
    if samples and find_spec("expecttest") is None:
        _stop("PyTorch's sample inputs need expecttest. Install it: pip install expecttest")
    known, lack = _known(samples)
    for name in op or ():
        if name not in known:
            _stop(f"{lack} {name!r}. There are: {', '.join(known)}")
    table, results, ok = (_samples if samples else _cases)(op or known)
    import numpy
    import torch

    versions = {"torch": torch.__version__, "numpy": numpy.__version__}
    _print(table, json_path, {"ok": ok, **versions, "results": results})
    for result in results:
        for message in result["failures"][:SHOWN]:
            typer.echo(f"{result['op']}: {message}", err=True)
        if more := result["failures"][SHOWN:]:
            typer.echo(f"{result['op']}: and {len(more)} more; --json has them all", err=True)
    raise typer.Exit(not ok)


@app.command()
def progress(json_path: JsonPath = None):
    """Show the best score of every exercise."""
    from .exercises import progress as rows_of_progress

    rows = rows_of_progress()
    table = _table("exercise", "best", "points", right=("best", "points"))
    for row in rows:
        table.add_row(row.id, "" if row.best is None else f"{row.best:g}", f"{row.points:g}")
    best = sum(row.best or 0 for row in rows)
    table.add_row("all", f"{best:g}", f"{sum(row.points for row in rows):g}")
    _print(table, json_path, [asdict(row) for row in rows])


def _known(samples):
    """Operations that can be compared, and what is said of others."""
    if samples:
        from .checks.samples import SAMPLED

        return SAMPLED, "PyTorch has no sample inputs for an operation called"
    from .checks.cases import OPERATIONS

    return OPERATIONS, "No operation is called"


def _cases(ops):
    """Our own table of cases: the table to show, the rows as data, and whether all agree."""
    from .checks.verify import verify

    dtypes = "float64", "float32"
    errors = [f"{dtype} {kind}" for dtype in dtypes for kind in ("forward", "gradients")]
    table = _table("operation", "settings", "device", *errors, "", right=("settings", *errors))
    rows = [row for op in ops for row in verify(op)]
    for op, device in dict.fromkeys((row.op, row.device) for row in rows):
        of = {row.dtype: row for row in rows if (row.op, row.device) == (op, device)}
        found = [_errors(of.get(dtype)) for dtype in dtypes]
        settings = str(max(row.settings for row in of.values()))
        table.add_row(op, settings, device, *sum(found, []), _mark(all(r.ok for r in of.values())))
    limits = dict.fromkeys(f"{row.tolerance:.0e} in {row.dtype}" for row in rows)
    table.caption = f"Largest errors; each at most {' and '.join(limits)}."
    return table, [row.as_dict() for row in rows], all(row.ok for row in rows)


def _errors(row):
    return ["", ""] if row is None else [f"{row.forward_error:.0e}", f"{row.gradient_error:.0e}"]


def _samples(ops):
    """PyTorch's sample inputs: three counts for each operation."""
    from .checks.samples import check_samples

    numbers = "agree", "refused", "disagree"
    table = _table("operation", *numbers, "", right=numbers)
    counts = [check_samples(op) for op in ops]
    for c in counts:
        table.add_row(c.op, *map(str, (c.agree, c.refused, len(c.failures))), _mark(c.ok))
    totals = sum(c.agree for c in counts), sum(c.refused for c in counts)
    table.add_row("all", *map(str, totals), str(sum(len(c.failures) for c in counts)))
    return table, [c.as_dict() for c in counts], all(c.ok for c in counts)


def _table(*columns, right=()):
    table = Table(box=None, pad_edge=False, caption_justify="left")
    for name in columns:
        justify = "right" if name in right else "left"
        table.add_column(name, justify=justify, overflow="fold", no_wrap=name == "operation")
    return table


def _mark(ok):
    return "[green]ok[/green]" if ok else "[red]FAILS[/red]"


def _print(table, json_path, data):
    """The table, unless JSON takes its place on stdout; and JSON where it was asked for."""
    if json_path != "-":
        Console(width=None if sys.stdout.isatty() else 120).print(table)
    if json_path is not None:
        text = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
        if json_path == "-":
            typer.echo(text, nl=False)
        else:
            Path(json_path).write_text(text, encoding="utf-8")


def _stop(message):
    typer.echo(message, err=True)
    raise typer.Exit(2)


if __name__ == "__main__":
    app()
