"""The rules of the design that a machine can hold: imports, sizes, speed of the import."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import dlcourse

ROOT = Path(dlcourse.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))
EVERY = pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())

LEAVES = {
    "functional",
    "init",
    "optim",
    "metrics",
    "data",
    "plots",
    "autodiff",
    "course",
    "_show",
    "_needs",
    "_settings",
}
"""Parts that import no other part, but for the checks of settings."""

ALLOWED = {
    **{leaf: {"_settings"} for leaf in LEAVES},
    "layers": {"_settings", "functional", "init"},
    "train": {"_settings", "functional", "layers", "metrics", "optim"},
    "translation": {"_settings", "functional", "layers", "optim", "train", "data"},
    "adversarial": {"_settings", "functional", "layers", "optim", "train", "data", "metrics"},
    "checks": {"_settings", "functional", "layers", "optim", "adversarial"},
    "labs": LEAVES | {"layers", "train", "translation", "adversarial"},
    "exercises": {"functional", "checks", "data", "layers", "optim", "adversarial"},
    "grading": {"exercises"},
    "doctor": {"checks", "course", "grading"},
    "__init__": {"_show", "_needs"},
}
"""What each part may import of the others: downwards only. The command line may import all."""

NUMPY_ONLY = {
    *("_settings", "functional", "init", "optim", "metrics", "train", "layers", "autodiff"),
    *("adversarial",),
}
TORCH = {
    f"checks/{name}.py"
    for name in (
        "torch",
        "_adversarial",
        "_devices",
        "_module_samples",
        "_gan_references",
        "_references",
        "_recurrent_references",
        "_training",
        "samples",
        "verify",
    )
}
"""The PyTorch side of the checks: the modules behind `checks.torch`. No other imports torch."""


def part(path):
    """The part of the package that a module belongs to."""
    relative = path.relative_to(ROOT)
    return relative.parts[0].removesuffix(".py")


def imports(path, top_level_only=False):
    """Full names of the modules that a module imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if top_level_only else ast.walk(tree)
    package = ["dlcourse", *path.relative_to(ROOT).parts[:-1]]
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*base, *filter(None, [node.module])])
            yield from (f"{stem}.{alias.name}" for alias in node.names)


def parts_imported(path):
    own = {name.split(".")[1] for name in imports(path) if name.startswith("dlcourse.")}
    known = {part(module) for module in MODULES}
    return (own & known) - {part(path)}


@EVERY
def test_imports_point_down(path):
    if part(path) != "cli":
        assert parts_imported(path) <= ALLOWED[part(path)]


@EVERY
def test_package_is_not_imported_from_inside_itself(path):
    names = set(imports(path))
    assert "dlcourse" not in names
    public = {"dlcourse.show", "dlcourse.__version__"}
    assert not names & public


@EVERY
def test_no_star_imports(path):
    assert not [name for name in imports(path) if name.endswith(".*")]


@EVERY
def test_only_the_checks_import_torch(path):
    users = {name for name in imports(path) if name.split(".")[0] == "torch"}
    inside_functions = users - set(imports(path, top_level_only=True))
    if path.relative_to(ROOT).as_posix() in TORCH:
        return
    if part(path) in ("cli", "doctor"):  # they report on it, when they are asked to
        users -= inside_functions
    assert not users


@EVERY
def test_mathematics_needs_numpy_only(path):
    if part(path) in NUMPY_ONLY:
        outside = {name.split(".")[0] for name in imports(path, top_level_only=True)}
        outside -= set(sys.stdlib_module_names) | {"numpy", "dlcourse"}
        # A progress bar is shown where tqdm is there.
        assert outside <= ({"tqdm"} if part(path) == "train" else set())


@EVERY
def test_modules_are_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 250


@EVERY
def test_function_bodies_are_short(path):
    source = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
            assert lines <= 25, f"{node.name} has {lines} lines"


@EVERY
def test_modules_say_what_they_are(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


MEASURE = """
import sys, time
start = time.perf_counter()
import dlcourse
print(time.perf_counter() - start)
heavy = {"torch", "matplotlib", "numpy", "IPython", "tensorflow"} & set(sys.modules)
assert not heavy, heavy
from dlcourse import functional, layers, optim, checks
heavy = {"torch", "matplotlib", "IPython", "tensorflow"} & set(sys.modules)
assert not heavy, heavy
print(time.perf_counter() - start)
"""


def test_import_is_fast_and_light():
    command = [sys.executable, "-c", MEASURE]
    runs = [subprocess.run(command, capture_output=True, text=True) for _ in range(5)]
    assert not runs[0].returncode, runs[0].stderr
    times = [[float(line) for line in run.stdout.split()] for run in runs]
    alone, with_mathematics = map(min, zip(*times, strict=True))
    assert alone <= 0.2
    assert with_mathematics <= 1.0
