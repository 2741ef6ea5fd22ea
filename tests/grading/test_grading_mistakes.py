"""Each solution earns all points; each classic mistake, as a notebook, loses some and is named."""

import json
import os
from pathlib import Path

import pytest

import dlcourse
from dlcourse.exercises import assignments, questions
from dlcourse.grading.jail.bubblewrap import probe
from dlcourse.grading.jail.executor import Executor
from dlcourse.grading.report.feedback import write_feedback
from dlcourse.grading.report.tables import graded
from dlcourse.grading.score import Times, score

pytestmark = pytest.mark.skipif(bool(probe()), reason=probe() or "a jail can be had")
# The bank is not in the jail. To hand its mistakes in, a copy of the package is shown there.
COPY = "/mistakes/copied"
HEAD = """
import sys
sys.path.append("/mistakes")
from copied.exercises import find
"""
ANSWER = """
def {name}(*args, **kwargs):
    return find({id!r}).mistakes[{number}].implementation(*args, **kwargs)
"""


@pytest.fixture(scope="module")
def executor():
    slot = 100 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    package = os.path.dirname(dlcourse.__file__)
    with Executor(slot=slot, shown={COPY: package}) as running:
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


def mistakes(name):
    """The n-th mistake of every question, for each n."""
    listed = {
        task.id: [n for n, mistake in enumerate(task.mistakes) if mistake.implementation]
        for task in questions(name)
    }
    for turn in range(max(map(len, listed.values()))):
        yield {id: numbers[turn] for id, numbers in listed.items() if turn < len(numbers)}


ROUNDS = [(name, chosen) for name in assignments() for chosen in mistakes(name)]
IDS = [f"{name}-{i}" for i, (name, _) in enumerate(ROUNDS)]


@pytest.mark.parametrize(("name", "chosen"), ROUNDS, ids=IDS)
def test_mistakes_lose_points_and_are_named(executor, tmp_path, name, chosen):
    texts = [HEAD]
    for id, number in chosen.items():
        texts.append(ANSWER.format(name=id.partition(".")[2], id=id, number=number))
    cells = [{"cell_type": "code", "source": text} for text in texts]
    file = (tmp_path / "notebook.ipynb").open("w+b")
    file.write(json.dumps({"cells": cells, "nbformat": 4}).encode())
    file.flush()
    with file:
        result = score(executor, file, name, b"secret", Times(call=60))
    assert result["cells"] == {}
    for question in result["questions"]:
        if question["id"] in chosen:
            task = next(task for task in questions(name) if task.id == question["id"])
            expected = task.mistakes[chosen[task.id]].name
            assert not question["forbidden"]
            assert question["points"] < question["max_points"], expected
            assert question["diagnosis"], expected
            assert question["diagnosis"]["name"] == expected
    record = graded({"student": "ada", "slug": "ada", "submitted": None, **result})
    page = write_feedback(tmp_path, record, name).read_text()
    named = [q["diagnosis"]["name"] for q in result["questions"] if q["diagnosis"]]
    assert page.count("It looks like this") == len(named)
