"""Plant errors in the chapters, one at a time, and require that a cell fails for each.

Usage: python tools/corruptions.py [NOTEBOOK ...] [--root FOLDER]

tests/corruptions/N_M_topic.json lists errors that a tired author could make in the chapter of that
name. Each is an exchange of text in one or more code cells:

    {"name": "padding counted once", "edits": [["size-check", "2 * p", "p"]], "until": "size-check"}

`old` stands exactly once in its cell. A cell up to and with `until`, or up to the end where nothing
is named, has to fail. That only a stored output would differ is not enough: whoever runs the
notebook again and saves it loses that. An error with `"survives": true` is known to be noticed by
no cell; once a cell notices it, the mark has to go.

The notebook runs once. Before the first cell that an error changes, the process forks, and the fork
runs the changed cells: so this needs Linux or macOS. Cells that begin with %%needs run only in the
forks of errors that name one, for the libraries they load have threads that survive no fork.
"""

import argparse
import json
import os
import signal
import sys
import tempfile
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 300
"""How long the cells after an error may run."""


class Notebook:
    """The code cells of a notebook: ``sources[id]`` is a cell's text."""

    def __init__(self, path):
        self.path = Path(path)
        cells = json.loads(self.path.read_text(encoding="utf-8"))["cells"]
        self.sources = {c["id"]: "".join(c["source"]) for c in cells if c["cell_type"] == "code"}

    def optional(self, cell):
        """Say whether a cell runs only where an optional tool is."""
        return self.sources[cell].startswith("%%needs")

    def corrupted(self, error):
        """Return the first changed cell, and the sources of all cells that are to be run, by id.

        Raises
        ------
        ValueError
            If a cell is not there, or the text to exchange does not stand in it exactly once.
        """
        sources = self.exchanged(error["edits"])
        order = list(sources)
        edited = [order.index(cell) for cell, *_ in error["edits"]]
        first, last = min(edited), self.index_of(error.get("until", order[-1]))
        if last < max(edited):
            raise ValueError(f"until is {order[last]!r}, which comes before the last change")
        chosen = order[first : last + 1]
        named = edited + [last] * ("until" in error)
        if any(self.optional(order[place]) for place in named):
            chosen = [cell for cell in order[:first] if self.optional(cell)] + chosen
        else:
            chosen = [cell for cell in chosen if not self.optional(cell)]
        return order[first], {cell: sources[cell] for cell in chosen}

    def exchanged(self, edits):
        """Return all sources after the exchange of text."""
        sources = dict(self.sources)
        for cell, old, new in edits:
            self.index_of(cell)
            if sources[cell].count(old) != 1:
                raise ValueError(f"{old!r} stands {sources[cell].count(old)} times in {cell!r}")
            sources[cell] = sources[cell].replace(old, new)
        return sources

    def index_of(self, cell):
        """Return the place of a cell among the code cells."""
        if cell not in self.sources:
            raise ValueError(f"there is no code cell {cell!r}")
        return list(self.sources).index(cell)


def pairs(root, names=()):
    """List (notebook, file of errors) below `root`: those named, or all that have errors.

    Raises
    ------
    FileNotFoundError
        If a name has no file of errors, or a file of errors has no notebook.
    """
    files = sorted(root.glob("tests/corruptions/*.json"))
    if names:
        files = [root / "tests" / "corruptions" / f"{Path(name).stem}.json" for name in names]
    found = [(root / "chapters" / f"{file.stem}.ipynb", file) for file in files]
    for path in (path for pair in found for path in pair if not path.is_file()):
        raise FileNotFoundError(f"there is no {path.relative_to(root)}")
    return found


def read(file):
    """Return the errors of a file."""
    return json.loads(file.read_text(encoding="utf-8"))


def in_fork(function, *arguments, seconds=0):
    """Return what the function gives in a fork, or None where it dies or needs more `seconds`."""
    reads, writes = os.pipe()
    fork = os.fork()
    if not fork:
        try:
            signal.alarm(seconds)
            answer = json.dumps(function(*arguments))
            with os.fdopen(writes, "w") as pipe:
                pipe.write(answer)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(writes)
    with os.fdopen(reads) as pipe:
        answer = pipe.read()
    os.waitpid(fork, 0)
    return json.loads(answer) if answer else None


def new_shell():
    """Return an IPython that leaves the person's own files alone."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    return InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))


def first_failure(shell, sources):
    """Run the cells in order; return [id, exception] of the first that fails, or []."""
    from IPython.utils.capture import capture_output

    for cell, source in sources.items():
        with capture_output():
            result = shell.run_cell(source)
        if not result.success:
            failed = result.error_in_exec or result.error_before_exec
            return [cell, type(failed).__name__]
    return []


def complaint(error, failure):
    """Say what is wrong with an error after its run, or nothing.

    `failure` is what `first_failure` gives; None where there was no answer.
    """
    if failure is None:
        return f"the process died, or ran for more than {SECONDS} s"
    if "SyntaxError" in failure or "IndentationError" in failure:
        return f"{failure[0]} is no Python after the exchange"
    if failure and error.get("survives"):
        return f"is marked to survive, but {failure[0]} fails: take the mark away"
    if not failure and not error.get("survives"):
        return "no cell fails"
    return ""


def report(error, failure, fault):
    """Print a line of the table: what happened, where, and to which error."""
    verdict = "fails" if failure else "survives"
    where = f"{failure[0]}: {failure[1]}" if failure else ""
    print(f"  {'FAULT' if fault else verdict:9}{where:44}{error['name']}", flush=True)


def sort(notebook, errors):
    """Return the errors as {first changed cell: [(error, sources to run)]}, and what cannot be."""
    waiting, faults = {}, []
    for error in errors:
        try:
            first, sources = notebook.corrupted(error)
            waiting.setdefault(first, []).append((error, sources))
        except ValueError as reason:
            faults.append(f"{error['name']}: {reason}")
    return waiting, faults


def plant_all(path, errors):
    """Run the notebook once, with a fork at each error; return the faults as lines."""
    notebook = Notebook(path)
    waiting, faults = sort(notebook, errors)
    os.chdir(notebook.path.parent)
    shell = new_shell()
    for cell, source in notebook.sources.items():
        for error, sources in waiting.pop(cell, []):
            failure = in_fork(first_failure, shell, sources, seconds=SECONDS)
            fault = complaint(error, failure)
            report(error, failure, fault)
            faults += [f"{error['name']}: {fault}"] if fault else []
        if not waiting:
            break
        if notebook.optional(cell):
            continue
        if failure := first_failure(shell, {cell: source}):
            return [*faults, f"the notebook itself fails: {failure[0]} ends in {failure[1]}"]
    return faults


def prepare():
    """Keep to one core, draw without a screen, and keep what the notebooks write apart."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    home = tempfile.TemporaryDirectory(prefix="dlcourse-corruptions-")
    os.environ["MPLBACKEND"] = "Agg"
    os.environ["DLCOURSE_HOME"] = home.name
    os.environ["IPYTHONDIR"] = str(Path(home.name, "ipython"))
    return home


def main(root, names):
    """Plant the errors of each notebook, in a process of its own; return all faults."""
    found = []
    with prepare():
        for path, file in pairs(root, names):
            errors = read(file)
            marked = sum(error.get("survives", False) for error in errors)
            print(f"{path.stem}: {len(errors)} errors, {marked} known to survive", flush=True)
            faults = in_fork(plant_all, path, errors)
            faults = ["the process that runs it died"] if faults is None else faults
            found += [f"{path.stem}: {fault}" for fault in faults]
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", help="default: all that have a file of errors")
    parser.add_argument("--root", type=Path, default=ROOT, help="default: the repository")
    options = parser.parse_args()
    try:
        faults = main(options.root.resolve(), options.notebooks)
    except FileNotFoundError as missing:
        parser.error(str(missing))
    print(f"{len(faults)} faults" + "".join(f"\n  {fault}" for fault in faults))
    sys.exit(bool(faults))
