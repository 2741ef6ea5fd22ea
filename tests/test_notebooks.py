"""Every notebook keeps the course's rules, and every rule can catch a notebook that breaks it."""

import json
import re
from pathlib import Path

import notebook_checks as checks
import pytest
from notebook_file import Notebook, read

REPOSITORY = Path(__file__).parent.parent
FOLDERS = ("chapters", "solutions", "exercises")


def notebooks(folder):
    found = (REPOSITORY / folder).rglob("*.ipynb")
    return sorted(path for path in found if ".ipynb_checkpoints" not in path.parts)


RULES = [
    pytest.param(folder, check, id=f"{folder}-{check.__name__}")
    for folder in FOLDERS
    for check in checks.CHECKS[folder]
]


@pytest.mark.parametrize(("folder", "check"), RULES)
def test_notebooks(folder, check):
    found = {path.stem: list(check(read(path))) for path in notebooks(folder)}
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_chapters_are_those_of_the_readme():
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    promised = set(re.findall(r"\(chapters/(\w+)\.ipynb\)", readme))
    assert promised
    assert {path.stem for path in notebooks("chapters")} == promised


def test_every_solution_has_its_exercise():
    solutions = [path.relative_to(REPOSITORY / "solutions") for path in notebooks("solutions")]
    solutions.remove(Path("instructor_guide.ipynb"))
    exercises = [path.relative_to(REPOSITORY / "exercises") for path in notebooks("exercises")]
    assert solutions
    assert solutions == exercises


def markdown(source, cell_id="words", **metadata):
    return {"cell_type": "markdown", "id": cell_id, "metadata": metadata, "source": source}


def code(source, cell_id="code", count=1, outputs=(), cell_tags=()):
    return {
        "cell_type": "code",
        "id": cell_id,
        "metadata": {"tags": list(cell_tags)},
        "execution_count": count,
        "outputs": list(outputs),
        "source": source,
    }


def shown(metadata=None, **data):
    data = {mime.replace("_", "/"): text for mime, text in data.items()}
    return {"output_type": "display_data", "data": data, "metadata": metadata or {}}


TITLE = "# 4.1 Convolution\n*Before this:* 3.1. *Running time:* 12 s on two cores."
PICTURE = shown({"image/png": {"alt": "A line that rises from 0 to 9."}}, image_png="iVBORw0KGgo=")
GOOD = [
    markdown(TITLE + "\n## The flip", "title"),
    code("import numpy as np", "imports", 1),
    markdown("One two three [four](#The-flip) five six.\n![A line](4_1_convolution.ipynb)", "text"),
    code("np.arange(3)", "arange", 2, [shown(text_plain="array([0, 1, 2])"), PICTURE]),
    code("train()", "train", 3, cell_tags=["nbval-ignore-output"]),
    code("assert loss < 1", "loss", 4),
    code("%%needs nltk\nfrom nltk.util import ngrams", "tools", 5),
]
HEAVY = "A" * checks.BYTES
ERROR = {"output_type": "error", "ename": "ValueError", "evalue": "", "traceback": []}
WARNING = {"output_type": "stream", "name": "stderr", "text": ["a warning"]}
TWO_LINES, LONG = "a = 1\nb = 2", "\n".join(["x = 1"] * 5)

# What is wrong with each notebook, and the check that has to say so.
FAULTY = [
    (checks.ids, [markdown(TITLE, "a1b2c3d4")]),
    (checks.ids, [markdown(TITLE, "Title_One")]),
    (checks.ids, [markdown(TITLE, "title"), code("x", "title")]),
    (checks.cell_length, [code("\n".join(["x = 1"] * 26))]),
    (checks.line_budget, [code(LONG, f"c{i}") for i in range(5)]),
    (checks.line_budget, [*[code("x", f"c{i}") for i in range(10)], *[code(LONG * 3)] * 5]),
    (checks.prose_budget, [markdown("One two three."), code("x = 1")]),
    (checks.prose_budget, [markdown("word " * 26), code("x = 1")]),
    (checks.prose_budget, [markdown("One $a b c d e f$ two."), code("x = 1")]),
    (checks.opening, [code("x = 1")]),
    (checks.opening, [markdown("# 4.2 Convolution")]),
    (checks.promises, [markdown("# 4.1 Convolution\n*Running time:* 12 s")]),
    (checks.promises, [markdown("# 4.1 Convolution\n*Before this:* 3.1.")]),
    (checks.promises, [markdown(TITLE.replace("12 s", "21 s"))]),
    (checks.imports, [code("import numpy"), code("import scipy", "more")]),
    (checks.imports, [code("import numpy"), code("%%needs cv2\nimport nltk", "more")]),
    (checks.imports, [code("import numpy"), code("%%needs cv2\nfrom nltk import util", "more")]),
    (checks.imports, [code("from numpy import *")]),
    (checks.executed, [code("x", count=None)]),
    (checks.executed, [code("x", count=2), code("y", count=1)]),
    (checks.error_free, [code("x", outputs=[ERROR])]),
    (checks.error_free, [code("x", outputs=[WARNING])]),
    (checks.verified, [code("x = 1", cell_tags=["nbval-ignore-output"]), code("y = 2", "next")]),
    (checks.verified, [code("assert x", cell_tags=["nbval-skip"])]),
    (checks.machine_free, [code("x", outputs=[shown(text_plain="/home/ada/x.py")])]),
    (checks.machine_free, [code("x", outputs=[shown(text_html="<b>/tmp/x</b>")])]),
    (checks.machine_free, [code("x", outputs=[shown(text_plain=str(REPOSITORY / "x.py"))])]),
    (checks.weight, [code("x", outputs=[shown(image_png=HEAVY)])]),
    (checks.weight, [code("x", outputs=[shown(text_html=f"<img src='{HEAVY}'>")])]),
    (checks.alternative_text, [code("x", outputs=[shown(image_png="iVBOR")])]),
    (checks.alternative_text, [code("x", outputs=[shown(text_html="<img alt='' src='x'>")])]),
    (checks.alternative_text, [markdown("![](picture.png)")]),
    (checks.links, [markdown("[gone](9_9_gone.ipynb)")]),
    (checks.links, [markdown("[gone](#Not-a-heading)")]),
]


def write(folder, cells, metadata=None):
    folder.mkdir(exist_ok=True)
    path = folder / "4_1_convolution.ipynb"
    content = {"cells": cells, "metadata": metadata or {}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(content), encoding="utf-8")
    return Notebook(path)


def test_checks_accept_a_good_notebook(tmp_path):
    notebook = write(tmp_path, GOOD)
    found = {check.__name__: list(check(notebook)) for check in checks.CHECKS["chapters"]}
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_checks_find_the_faults(tmp_path):
    found = [
        (check.__name__, number, list(check(write(tmp_path / str(number), cells))))
        for number, (check, cells) in enumerate(FAULTY)
    ]
    assert [fault for fault in found if len(fault[2]) != 1] == []


@pytest.mark.parametrize(
    "metadata", [{"widgets": {}}, {"language_info": {"name": "python", "version": "3.11.7"}}]
)
def test_format_finds_the_fault(tmp_path, metadata):
    assert len(list(checks.format_and_metadata(write(tmp_path, GOOD, metadata)))) == 1


def test_every_check_is_seen_to_fail():
    assert {check for check, _ in FAULTY} | {checks.format_and_metadata} == {
        check for group in checks.CHECKS.values() for check in group
    }
