"""The errors to plant fit the chapters as they stand, and the tool that plants them tells all."""

import ast
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from IPython.core.inputtransformer2 import TransformerManager

from tools import corruptions

ROOT = Path(__file__).parent.parent


def faults_of(notebook, errors):
    """Lines on all that can be seen without running the notebook."""
    waiting, faults = corruptions.sort(notebook, errors)
    faults += [
        f"{name}: {n} times" for name, n in Counter(e["name"] for e in errors).items() if n > 1
    ]
    for error in errors:
        if unknown := error.keys() - {"name", "edits", "until", "survives"}:
            faults.append(f"{error['name']}: what is {unknown}?")
        if any(old == new for _, old, new in error["edits"]):
            faults.append(f"{error['name']}: changes nothing")
    for error, sources in (pair for pairs in waiting.values() for pair in pairs):
        try:
            for source in sources.values():
                ast.parse(TransformerManager().transform_cell(source))
        except SyntaxError:
            faults.append(f"{error['name']}: is no Python")
    return faults


def test_every_error_can_be_planted():
    faults = []
    for path, file in corruptions.pairs(ROOT):
        notebook, errors = corruptions.Notebook(path), corruptions.read(file)
        faults += [f"{path.stem}: {fault}" for fault in faults_of(notebook, errors)]
    assert faults == []


def test_files_are_of_one_format():
    files = [file for _, file in corruptions.pairs(ROOT)]
    texts = {file.name: file.read_text(encoding="utf-8") for file in files}
    neat = {n: json.dumps(json.loads(t), indent=1, ensure_ascii=False) for n, t in texts.items()}
    assert texts
    assert [name for name, text in texts.items() if text != neat[name] + "\n"] == []


CELLS = {
    "imports": "import os\n%load_ext dlcourse",
    "two": "x = 1 + 1",
    "told": "print(x)",
    "asserted": "assert x == 2",
    "more": "y = x + x",
    "optional": "%%needs json\nassert y == 4",
    "end": "z = 0",
}


def error(name, *edits, **settings):
    return {"name": name, "edits": list(edits), **settings}


GOOD = [
    error("sum", ["two", "1 + 1", "1 + 2"]),
    error("print", ["told", "x", "x + 1"], survives=True),
    error("two cells", ["two", "1 + 1", "1 + 2"], ["asserted", "2", "3"], survives=True),
    error("before the assertion", ["two", "1 + 1", "3"], until="told", survives=True),
    error("optional", ["more", "x + x", "x"], until="optional"),
    error("left out", ["more", "x + x", "x"], survives=True),
]
BAD = {
    "a print: no cell fails": error("a print", ["told", "x", "x + 1"]),
    "wrong mark: is marked to survive, but asserted fails: take the mark away": error(
        "wrong mark", ["two", "1 + 1", "1 + 2"], survives=True
    ),
    "gone: '1 * 1' stands 0 times in 'two'": error("gone", ["two", "1 * 1", "1"]),
    "twice: 'x' stands 2 times in 'more'": error("twice", ["more", "x", "1"]),
    "no cell: there is no code cell 'three'": error("no cell", ["three", "1", "2"]),
    "until: until is 'told', which comes before the last change": error(
        "until", ["two", "1 + 1", "1"], ["more", "x + x", "x"], until="told"
    ),
    "broken: told is no Python after the exchange": error("broken", ["told", "x)", "x"]),
    f"exit: the process died, or ran for more than {corruptions.SECONDS} s": error(
        "exit", ["told", "print(x)", "os._exit(0)"]
    ),
}


def course_of(folder, cells, errors):
    """Write a course of one notebook."""
    cells = [{"cell_type": "code", "id": i, "source": [s]} for i, s in cells.items()]
    (folder / "chapters").mkdir()
    (folder / "chapters" / "1_1_tiny.ipynb").write_text(json.dumps({"cells": cells}))
    (folder / "tests" / "corruptions").mkdir(parents=True)
    (folder / "tests" / "corruptions" / "1_1_tiny.json").write_text(json.dumps(errors))


def run_tool(folder, *names):
    command = [sys.executable, ROOT / "tools" / "corruptions.py", *names, "--root", folder]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    listed = done.stdout.partition(" faults\n")[2].splitlines()
    return done, sorted(line.strip().removeprefix("1_1_tiny: ") for line in listed)


def test_what_is_as_it_should_be_passes(tmp_path):
    course_of(tmp_path, CELLS, GOOD)
    done, faults = run_tool(tmp_path, "1_1_tiny")
    assert (done.returncode, faults) == (0, []), done.stdout + done.stderr
    assert "1_1_tiny: 6 errors, 4 known to survive" in done.stdout
    assert done.stdout.count("  survives ") == 4
    assert done.stdout.count("  fails ") == 2


def test_every_fault_is_told(tmp_path):
    course_of(tmp_path, CELLS, [*GOOD, *BAD.values()])
    done, faults = run_tool(tmp_path)
    assert done.returncode == 1
    assert faults == sorted(BAD)


def test_a_notebook_that_fails_by_itself_is_told(tmp_path):
    course_of(tmp_path, CELLS | {"told": "print(w)"}, [error("sum", ["asserted", "2", "3"])])
    done, faults = run_tool(tmp_path)
    assert done.returncode == 1
    assert faults == ["the notebook itself fails: told ends in NameError"]


def test_a_name_without_errors_is_refused(tmp_path):
    course_of(tmp_path, CELLS, GOOD)
    done, _ = run_tool(tmp_path, "9_9_gone")
    assert done.returncode == 2
    assert "there is no chapters/9_9_gone.ipynb" in done.stderr
