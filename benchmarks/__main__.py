"""python -m benchmarks [--only GROUP ...] [--seconds S] [--json FILE]

Each library runs alone in its own process, in turns, on all cores. A ratio below 1 means that
NumPy as written here is faster. Groups: training, translation, operations, recurrent,
imports, notebooks, sliders, grading, answers, and growth, which takes a quarter of an hour and
has to be asked for.
"""

import argparse
import json
import platform
import time
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from . import (
    _worker,
    grading,
    growth,
    imports,
    notebooks,
    operations,
    recurrent,
    sliders,
    training,
    translation,
)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", choices=GROUPS, default=[*GROUPS][:-1])
    parser.add_argument("--seconds", type=float, default=12, help="per library and group")
    parser.add_argument("--json", type=Path, help="write every number to this file")
    options = parser.parse_args()
    console = Console(width=120)
    report = {"machine": machine()}
    console.print(" · ".join(f"{name} {value}" for name, value in report["machine"].items()))
    start = time.monotonic()
    for group in options.only:
        report[group], table = GROUPS[group](options.seconds)
        console.print(table)
    console.print(f"{time.monotonic() - start:.0f} s")
    if options.json:
        options.json.write_text(json.dumps(report, indent=1), encoding="utf-8")


def machine():
    """What the numbers depend on."""
    packages = ["numpy", "torch", "tensorflow-cpu", "tensorflow", "keras"]
    return {
        "processor": processor(),
        "cores": _worker.cores(),
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        **{name: found for name in packages if (found := installed(name))},
    }


def processor():
    lines = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    names = [line.split(":")[1].strip() for line in lines.splitlines() if "model name" in line]
    return names[0] if names else platform.processor() or platform.machine()


def installed(name):
    try:
        return version(name)
    except ImportError:
        return None


def compared(title, module, libraries):
    """A group in which NumPy is timed against others: milliseconds, and the ratios of medians."""

    def measure(seconds):
        rows = _worker.pool(module, libraries, seconds)
        table = Table("ms, median (10th percentile)", title=title)
        for name in [*libraries, *(f"numpy / {other}" for other in libraries[1:])]:
            table.add_column(name, justify="right")
        for label, row in rows.items():
            mine = row["numpy"]
            cells = [f"{row[lib]['median_ms']:.2f} ({row[lib]['p10_ms']:.2f})" for lib in libraries]
            for other in libraries[1:]:
                median, tenth = (mine[key] / row[other][key] for key in ("median_ms", "p10_ms"))
                cells.append(f"{median:.2f} ({tenth:.2f})")
            table.add_row(label, *cells)
        return rows, table

    return measure


def measure_recurrent(seconds):
    title, libraries = "Recurrent layers, forward and backward", recurrent.LIBRARIES
    rows, table = compared(title, "recurrent", libraries)(seconds)
    for label, ratios in recurrent.growth(rows).items():
        table.add_row(label, *(f"{ratios[library]:.2f}" for library in libraries), "")
    return rows, table


def measure_imports(_):
    row = _worker.pool("imports", available(imports.LIBRARIES), 0, rounds=9)["import"]
    table = Table("import", "ms, median", "10th percentile", title="Import in a new Python")
    for name, found in row.items():
        table.add_row(name, f"{found['median_ms']:.1f}", f"{found['p10_ms']:.1f}")
    return row, table


def available(modules):
    from importlib.util import find_spec

    return [module for module in modules if find_spec(module.split(".")[0])]


def measure_notebooks(_):
    rows = {str(p): _worker.run("notebooks", p)["seconds"] for p in notebooks.paths()}
    table = Table("notebook", "s", title="Time per notebook")
    for name, seconds in rows.items():
        table.add_row(name, f"{seconds:.1f}")
    table.add_row("all, one after another", f"{sum(rows.values()):.1f}")
    return rows, table


def measure_sliders(seconds):
    rows = {}
    for lab in sliders.LABS:
        for name, times in _worker.run("sliders", lab, seconds / 3).items():
            late = sorted(times)[int(0.95 * len(times))]
            rows[name] = _worker.summary(times) | {"p95_ms": late}
    title = "Slider to picture, in Python (goal with the browser: 150 ms)"
    table = Table("slider", "ms, median", "95th percentile", title=title)
    for name, found in rows.items():
        table.add_row(name, f"{found['median_ms']:.0f}", f"{found['p95_ms']:.0f}")
    return rows, table


def measure_grading(_):
    found = _worker.run("grading")
    title = f"Submissions of {grading.NAME}"
    table = Table("", "submissions", "s", "ms each", "points", "times as fast", title=title)
    for count, ways, base in (
        (found["submissions"], found["ways"], grading.PLAIN),
        (found["many"], found["more"], grading.ONE),
    ):
        for way in (way for way in grading.WAYS if way in ways):
            seconds, points = ways[way]["seconds"], ways[way]["mean"]
            cells = seconds, 1000 * seconds / count, points, ways[base]["seconds"] / seconds
            table.add_row(way, str(count), *(f"{cell:.1f}" for cell in cells))
        table.add_section()
    return found, table


def measure_answers(seconds):
    from dlcourse.exercises import assignments

    rows = {name: _worker.run("answers", name, seconds / 4) for name in assignments()}
    columns = "its own computing", "the grader beside it"
    table = Table("solution", "ms to grade", *columns, title="One submission, in one process")
    for name, found in rows.items():
        cells = found["all"], found["own"], found["all"] - found["own"]
        table.add_row(name, *(f"{1000 * cell:.0f}" for cell in cells))
    return rows, table


def measure_growth(_):
    rows = {str(size): _worker.run("growth", size) for size in growth.SIZES}
    memory = (f"MiB, {role}" for role in growth.ROLES)
    table = Table("submissions", "s", "ms each", *memory, title="A growing class, all cores")
    for size, found in rows.items():
        each = 1000 * found["seconds"] / int(size)
        peaks = (f"{found[role]:.0f}" for role in growth.ROLES)
        table.add_row(size, f"{found['seconds']:.0f}", f"{each:.1f}", *peaks)
    return rows, table


GROUPS = {
    "training": compared("Training step of 5.1", "training", training.LIBRARIES),
    "translation": compared("Training step of 5.2", "translation", translation.LIBRARIES),
    "operations": compared("Forward and backward", "operations", operations.LIBRARIES),
    "recurrent": measure_recurrent,
    "imports": measure_imports,
    "notebooks": measure_notebooks,
    "sliders": measure_sliders,
    "grading": measure_grading,
    "answers": measure_answers,
    "growth": measure_growth,  # not by default
}

if __name__ == "__main__":
    main()
