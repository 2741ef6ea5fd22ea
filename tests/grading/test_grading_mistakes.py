"""Each solution earns all points; each classic mistake, as a notebook, loses some and is named."""

import ast
import inspect
import json
import os
import re
from pathlib import Path

import pytest
from jails import jailed

from dlcourse.exercises import assignments, questions
from dlcourse.exercises.allows import find_not_allowed
from dlcourse.exercises.mistakes import answer_of
from dlcourse.grading.jail.executor import Executor
from dlcourse.grading.report.feedback import write_feedback
from dlcourse.grading.report.tables import graded
from dlcourse.grading.score import Times, score

pytestmark = jailed


@pytest.fixture(scope="module")
def executor():
    slot = 100 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    with Executor(slot=slot) as running:
        yield running


@pytest.mark.parametrize("name", assignments())
def test_solutions_earn_all_points(executor, name):
    path = Path(__file__).parents[2] / "solutions" / name / f"{name}.ipynb"
    with path.open("rb") as file:
        result = score(executor, file, name, b"secret", Times(call=60))
    lost = [
        question for question in result["questions"] if question["points"] < question["max_points"]
    ]
    assert lost == []
    assert result["cells"] == {}
    assert result["points"] == sum(task.points for task in questions(name))


def handed_in(task, mistake):
    """The text of a mistake, as a student would hand it in."""
    if mistake.source:
        return mistake.source
    if not task.parameters:  # a task that asks for numbers
        numbers = [array.tolist() for array in mistake.implementation()]
        return f"import numpy as np\ndef {task.name}(): return [np.array(n) for n in {numbers}]"
    # The code of a symptom stands in the question's module, and may use the reference.
    module = Path(inspect.getfile(task.reference)).read_text(encoding="utf-8")
    module = module.replace("from ...", "from dlcourse.")
    module = re.sub(rf"\b{task.name}\b", f"right_{task.name}", module)
    symptoms = next(
        node.value
        for node in ast.parse(module).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "SYMPTOMS"
    )
    known = dict(zip((key.value for key in symptoms.keys), symptoms.values, strict=True))
    implementation = ast.unparse(known[mistake.id].args[0])
    answer = f"def {task.name}(*arrays): return ({implementation})(*arrays)\n"
    return answer_of(f"{module}\n{answer}", task.name)


def is_allowed(task, text):
    """A symptom's code may use more than a student: SciPy, for one."""
    return not find_not_allowed(task.name, text, task.allows)


def notebook(chosen):
    """Cells with mistakes, each followed by its check: later names replace no earlier ones."""
    yield "from dlcourse.exercises import check"
    for task, mistake in chosen:
        yield handed_in(task, mistake)
        yield f'check("{task.id}", {task.name})'


def rounds(name):
    """The n-th mistake of every question, for each n, where its code uses what is allowed."""
    tasks = questions(name)
    for turn in range(max(len(task.mistakes) for task in tasks)):
        chosen = [(task, task.mistakes[turn]) for task in tasks if turn < len(task.mistakes)]
        yield [
            (task, mistake)
            for task, mistake in chosen
            if mistake.source
            or not find_not_allowed(task.name, handed_in(task, mistake), task.allows)
        ]


@pytest.mark.parametrize("name", assignments())
def test_mistakes_lose_points_and_are_named(executor, tmp_path, name):
    failed = []
    for chosen in rounds(name):
        cells = [{"cell_type": "code", "source": text} for text in notebook(chosen)]
        with (tmp_path / "notebook.ipynb").open("w+b") as file:
            file.write(json.dumps({"cells": cells, "nbformat": 4}).encode())
            file.flush()
            result = score(executor, file, name, b"secret", Times(call=60))
        asked = {question["id"]: question for question in result["questions"]}
        for task, mistake in chosen:
            question = asked[task.id]
            named = (question["diagnosis"] or {}).get("name")
            lost = question["points"] < question["max_points"] and not question["forbidden"]
            if result["cells"] or not lost or named != mistake.name:
                failed.append((task.id, mistake.id, named, question["forbidden"], result["cells"]))
        record = graded({"student": "ada", "slug": "ada", "submitted": None, **result})
        page = write_feedback(tmp_path, record, name).read_text()
        said = [question["diagnosis"] for question in asked.values() if question["diagnosis"]]
        assert page.count("It looks like this") == len(said)
    assert failed == []
