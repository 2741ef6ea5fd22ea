"""`dlcourse class`: a folder for students, with what they need and without the solutions."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from .course import CHAPTERS
from .exercises import assignments

CLONE = Path(__file__).parent.parent
FILES = (
    *("pyproject.toml", "constraints.txt", "environment.yml", "Makefile", "LICENSE"),
    *("conftest.py", ".gitignore", "docs/handing_in.md", "docs/colab_kaggle.md"),
)
"""What a student needs besides chapters, exercises and the package. All else stays behind."""

UNWANTED = shutil.ignore_patterns("__pycache__", ".*")
STUB, SOLVED = "raise NotImplementedError", "### BEGIN SOLUTION"
README = """# dlcourse

Learn deep learning by deriving it, building it in NumPy, checking it against PyTorch and using it.

With Python 3.11 or later, in this folder:

```
make lab     # installs into .venv and opens chapters/0_start_here.ipynb in JupyterLab
```

With conda, and on Windows:

```
conda env create -f environment.yml
conda activate dlcourse
jupyter lab          # then open chapters/0_start_here.ipynb
```

The installation takes some minutes; after it, nothing needs a network. `dlcourse doctor` says what
is missing, and `dlcourse progress` how far you are. Chapters are in `chapters/`, exercises in
`exercises/`.

- [How to hand in](docs/handing_in.md)
- [A chapter on Colab or Kaggle](docs/colab_kaggle.md)
"""


def class_command(
    folder: Annotated[Path, typer.Argument(help="The new folder, outside this clone.")],
    exercises: Annotated[
        bool, typer.Option(help="Whether the exercises are in it, or come one by one.")
    ] = True,
):
    """Make a folder for a class: chapters, exercises and the package, without the solutions.

    What the checks compare with is in the package, where a student can read it; docs/class.md
    says what that means. Exit status 2 if the folder is not empty or an exercise is solved.
    """
    try:
        count = make_class(folder, exercises=exercises)
    except (ValueError, OSError) as error:
        typer.echo(f"dlcourse class: {error}", err=True)
        raise typer.Exit(2) from None
    typer.echo(f"{count} files in {folder}, no solutions and no tests among them")
    typer.echo("The references of the checks are in dlcourse/bank there: see docs/class.md")


def make_class(folder, *, exercises=True, clone=CLONE):
    """Copy what a student needs into a new folder.

    Parameters
    ----------
    folder : Path
        It is made; where it is there already, it has to be empty.
    exercises : bool
        False for a class that gets its exercises one by one, from nbgrader's exchange, say.
    clone : Path
        The repository.

    Returns
    -------
    int
        How many files there are.

    Raises
    ------
    ValueError
        If the folder is not empty or lies in the clone, the clone is none, or an exercise has
        answers in it.
    """
    folder, clone = Path(folder).resolve(), Path(clone).resolve()
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise ValueError(f"{folder} is there already: name a new folder")
    if folder.is_relative_to(clone):
        raise ValueError(f"{folder} lies in the clone {clone}: name a folder outside of it")
    files = [*FILES, *notebooks(exercises)]
    if lacking := [name for name in ("dlcourse", *files) if not (clone / name).exists()]:
        raise ValueError(f"{clone} is not a clone of the course: it has no {lacking[0]}")
    _refuse_answers(clone, files)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".class-") as place:
        made = Path(place, "class")
        _copy(clone, made, files)
        if folder.exists():
            folder.rmdir()  # which is empty
        made.rename(folder)
    return sum(path.is_file() for path in folder.rglob("*"))


def notebooks(exercises=True):
    """The notebooks of a class, as paths in the clone: those that the course names, no others."""
    ready = [f"chapters/{chapter.name}.ipynb" for chapter in CHAPTERS if not chapter.planned]
    names = assignments() if exercises else ()
    return ready + [f"exercises/{name}/{name}.ipynb" for name in names]


def _refuse_answers(clone, files):
    """Somebody may have tried the exercises in this very clone."""
    for name in files:
        if not name.endswith(".ipynb"):
            continue
        for cell in json.loads((clone / name).read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            answer = cell["metadata"].get("nbgrader", {}).get("solution", False)
            if SOLVED in source or (answer and STUB not in source):
                raise ValueError(f"{name} has an answer in it: make exercises writes the stubs")


def _copy(clone, made, files):
    shutil.copytree(clone / "dlcourse", made / "dlcourse", ignore=UNWANTED)
    for name in files:
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(clone / name, made / name)
    (made / "README.md").write_text(README, encoding="utf-8")
