"""The rules of the design that a machine can hold: imports, names, sizes, weight of the import."""

import ast
import subprocess
import sys
from pathlib import Path

import dlcourse

ROOT = Path(dlcourse.__file__).parent
TREES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(ROOT.rglob("*.py"))
}
LONGEST_MODULE, LONGEST_TEST, LONGEST_BODY = 250, 250, 25

LEAVES = {"functional", "init", "optim", "metrics", "data", "plots", "autodiff", "weights", "pages"}
"""Parts that import no other part, but for the checks of settings."""

LIBRARY = {*LEAVES, "settings", "layers", "train", "checks"}
ALLOWED = {
    **{leaf: {"settings"} for leaf in (*LEAVES, "settings", "course", "_show", "_needs")},
    "layers": {"settings", "functional", "init", "pages"},
    "train": {"settings", "functional", "layers", "metrics", "optim", "weights"},
    "checks": {"settings", "functional", "layers", "optim", "pages"},
    "studies": LIBRARY,
    "labs": {*LIBRARY, "studies"},
    "exercises": {"settings", "studies", "pages"},
    "bank": {*LIBRARY, "studies", "exercises"},
    "grading": {"exercises", "pages"},
    **{part: {"settings", "pages"} for part in ("plots", "course", "_show")},
    "doctor": {"checks", "course", "grading", "pages"},
    "classroom": {"course", "exercises"},
    "__init__": {"_show", "_needs"},
}
"""What each part may import of the others: downwards only. The command line may import all."""

NUMPY_ONLY = {"settings", "functional", "init", "optim", "metrics", "train", "layers", "autodiff"}
NUMPY_ONLY |= {"weights", "studies"}
TORCH = {f"checks/{name}.py" for name in ("torch", "devices", "references", "training", "samples")}
TORCH |= {f"checks/{name}.py" for name in ("_module_samples", "_gan_references", "verify")}
TORCH |= {"checks/_recurrent_references.py", "studies/adversarial/compare.py"}
TORCH |= {"studies/privacy/compare.py", "studies/compute/gpu.py"}
"""The PyTorch side of the checks. No other module imports torch when it starts."""


def part(place):
    """The part of the package that a module belongs to."""
    return place.split("/")[0].removesuffix(".py")


def imports(place, top_level_only=False):
    """Full names of what a module imports."""
    tree = TREES[place]
    package = ["dlcourse", *Path(place).parts[:-1]]
    for node in tree.body if top_level_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*base, *filter(None, [node.module])])
            yield from (f"{stem}.{alias.name}" for alias in node.names)


def failing(rule):
    """Modules that break a rule, with what the rule gives for them."""
    found = {place: rule(place) for place in TREES}
    return {place: what for place, what in found.items() if what}


def parts_imported(place):
    own = {name.split(".")[1] for name in imports(place) if name.startswith("dlcourse.")}
    return (own & {part(other) for other in TREES}) - {part(place)}


def test_imports_point_down():
    def upward(place):
        return part(place) != "cli" and parts_imported(place) - ALLOWED[part(place)]

    assert failing(upward) == {}


def module_of(name):
    """The file of a module that an import names; None when it names something else."""
    stem = "/".join(name.split(".")[1:])
    return next((place for place in (f"{stem}.py", f"{stem}/__init__.py") if place in TREES), None)


def test_no_module_imports_itself_by_way_of_others():
    """Only imports that run when a module starts can go round in a circle."""
    needs = {
        place: {
            module_of(name) or module_of(name.rpartition(".")[0])
            for name in imports(place, top_level_only=True)
            if name.startswith("dlcourse.")
        }
        - {None, place}
        for place in TREES
    }
    packages = {place for place in TREES if place.endswith("__init__.py")}
    needs = {place: found - packages for place, found in needs.items()}
    while free := [place for place, found in needs.items() if not found & needs.keys()]:
        for place in free:
            del needs[place]
    assert needs == {}


def test_an_underscore_stands_before_what_only_its_own_folder_uses():
    def others(place):
        folder = ".".join(["dlcourse", *Path(place).parts[:-1]])
        private = [
            name
            for name in imports(place)
            if name.startswith("dlcourse.")
            for stem in [name if module_of(name) else name.rpartition(".")[0]]
            if stem.rpartition(".")[2].startswith("_") and stem.rpartition(".")[0] != folder
        ]
        return [] if part(place) == "__init__" else private

    assert failing(others) == {}


def test_package_is_not_imported_from_inside_itself():
    public = {"dlcourse", "dlcourse.show", "dlcourse.__version__"}
    assert failing(lambda place: public & set(imports(place))) == {}


def test_no_star_imports():
    assert failing(lambda place: [n for n in imports(place) if n.endswith(".*")]) == {}


def test_only_the_checks_import_torch():
    def torch(place, **kind):
        return {name for name in imports(place, **kind) if name.split(".")[0] == "torch"}

    def users(place):
        if place in TORCH:
            return set()
        if part(place) in ("cli", "doctor"):  # they report on it, when they are asked to
            return torch(place, top_level_only=True)
        return torch(place)

    assert failing(users) == {}


def test_mathematics_needs_numpy_only():
    def outside(place):
        if part(place) not in NUMPY_ONLY or place in TORCH:
            return set()
        names = {name.split(".")[0] for name in imports(place, top_level_only=True)}
        # A progress bar is shown where tqdm is there.
        more = {"tqdm"} if part(place) == "train" else set()
        return names - set(sys.stdlib_module_names) - {"numpy", "dlcourse", *more}

    assert failing(outside) == {}


def lines_of(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def test_modules_are_short():
    def excess(place):
        return max(0, lines_of(ROOT / place) - LONGEST_MODULE)

    assert failing(excess) == {}


def test_tests_are_short():
    paths = Path(__file__).parent.rglob("*.py")
    found = {path.name: lines_of(path) for path in paths}
    assert {name: lines for name, lines in found.items() if lines > LONGEST_TEST} == {}


def test_function_bodies_are_short():
    def long(place):
        found = {}
        for node in ast.walk(TREES[place]):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) is not None else node.body
                lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0
                if lines > LONGEST_BODY:
                    found[node.name] = lines
        return found

    assert failing(long) == {}


def test_modules_say_what_they_are():
    assert failing(lambda place: not ast.get_docstring(TREES[place])) == {}


LIGHT = """
import sys
import dlcourse
heavy = {"torch", "matplotlib", "numpy", "IPython", "tensorflow", "jinja2"} & set(sys.modules)
assert not heavy, heavy
from dlcourse import functional, layers, optim, checks
heavy = {"torch", "matplotlib", "IPython", "tensorflow", "jinja2"} & set(sys.modules)
assert not heavy, heavy
from dlcourse.exercises import assignments, questions
assert all(map(questions, assignments()))  # each process that grades does so at its start
heavy = {"torch", "matplotlib", "scipy", "sklearn", "pandas", "IPython"} & set(sys.modules)
assert not heavy, heavy
"""


def test_import_is_light():
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True)
    assert not done.returncode, done.stderr
