"""Every question of the bank: the reference is right, every mistake is caught and named."""

import inspect
import json
from pathlib import Path

import numpy as np
import pytest

from dlcourse.exercises import OpenTask, Question, assignments, check, judge, questions
from dlcourse.exercises.catalog import title
from dlcourse.exercises.judge import PUBLIC_SEED
from dlcourse.exercises.run import run_case

REPOSITORY = Path(__file__).parents[2]
SEEDS = [PUBLIC_SEED, 1, 20, 300]
TASKS = [pytest.param(task, id=task.id) for name in assignments() for task in questions(name)]
MISTAKES = [
    pytest.param(task.values[0], mistake, id=f"{task.id}: {mistake.name}")
    for task in TASKS
    for mistake in task.values[0].mistakes
]


def stub(*args, **kwargs):
    raise NotImplementedError


@pytest.mark.parametrize("name", assignments())
def test_assignment_is_well_formed(name):
    ids = [task.id for task in questions(name)]
    assert len(set(ids)) == len(ids) >= 2
    assert all(name.startswith(id.partition(".")[0] + "_") for id in ids)
    assert title(name)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("seed", SEEDS)
def test_reference_earns_full_points(task, seed):
    result = judge(task, task.reference, seed=seed)
    assert result.points == task.points
    assert result.passed == len(result.cases) > 0


@pytest.mark.parametrize(("task", "mistake"), MISTAKES)
@pytest.mark.parametrize("seed", SEEDS)
def test_mistake_is_caught_and_named(task, mistake, seed):
    result = judge(task, mistake.implementation, seed=seed)
    assert result.points < task.points
    assert result.diagnosis is not None
    assert result.diagnosis.name == mistake.name


@pytest.mark.parametrize("task", TASKS)
def test_stub_is_not_attempted(task):
    result = judge(task, stub)
    assert (result.points, result.attempted) == (0, False)
    card = check(task.id, stub)
    assert repr(card) == "0"
    assert str(card) == f"{task.id}: not attempted"


@pytest.mark.parametrize("task", TASKS)
def test_there_is_enough_help(task):
    assert len(task.mistakes) >= (4 if isinstance(task, Question) else 2)
    assert len({mistake.name for mistake in task.mistakes}) == len(task.mistakes)
    assert len(task.hints) >= 2
    for text in [*task.hints, *(mistake.hint for mistake in task.mistakes)]:
        assert text.endswith((".", "?")), text
    assert all("\n" not in mistake.name + mistake.hint for mistake in task.mistakes)


@pytest.mark.parametrize("task", TASKS)
def test_help_does_not_give_the_answer_away(task):
    source = inspect.getsource(task.reference).splitlines()
    code = [line.strip() for line in source if len(line.strip()) > 12]
    for text in [*task.hints, *(mistake.hint for mistake in task.mistakes)]:
        assert not any(line in text for line in code), text


@pytest.mark.parametrize("task", [task for task in TASKS if isinstance(task.values[0], Question)])
def test_cases_are_named_for_partial_credit(task):
    labels = [case.label for case in task.make_cases(PUBLIC_SEED)]
    assert len(labels) >= 4
    assert len(set(labels)) >= 2
    assert labels == [case.label for case in task.make_cases(SEEDS[1])]


@pytest.mark.parametrize("task", [task for task in TASKS if isinstance(task.values[0], Question)])
def test_every_output_has_its_name(task):
    value = run_case(task.reference, task.make_cases(PUBLIC_SEED)[0]).value
    assert len(task.outputs) in (0, len(value) if isinstance(value, tuple) else 0)


@pytest.mark.parametrize("name", assignments())
def test_notebook_agrees_with_the_bank(name):
    path = REPOSITORY / "solutions" / name / f"{name}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    graded = [cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade")]
    asked = [
        (cell["source"][-1], cell["metadata"]["nbgrader"]["points"], cell["id"]) for cell in graded
    ]
    assert asked == [
        (f'check("{task.id}", {task.name})', task.points, f"{task.name.replace('_', '-')}-check")
        for task in questions(name)
    ]


@pytest.mark.parametrize("name", assignments())
def test_statements_agree_with_the_bank(name):
    path = REPOSITORY / "solutions" / name / f"{name}.ipynb"
    cells = {cell["id"]: cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}
    for task in questions(name):
        stem = task.name.replace("_", "-")
        statement = "".join(cells[f"{stem}-statement"]["source"])
        dots = "●" * task.difficulty + "○" * (5 - task.difficulty)
        unit = "point" if task.points == 1 else "points"
        assert f"{dots} · {task.points:g} {unit} · {task.minutes} minutes" in statement
        answer = "".join(cells[stem]["source"])
        assert answer.startswith(f"def {task.name}(")
        assert "### BEGIN SOLUTION" in answer
        assert "### END SOLUTION" in answer


@pytest.mark.parametrize("task", [task for task in TASKS if isinstance(task.values[0], OpenTask)])
def test_open_task_is_quick(task):
    result = judge(task, task.reference)
    assert sum(case.outcome.seconds for case in result.cases) < 5


@pytest.mark.parametrize("task", [task for task in TASKS if isinstance(task.values[0], OpenTask)])
@pytest.mark.parametrize("output", [None, "seven", 1.0, (), np.zeros((3, 2)), np.zeros(0)], ids=str)
def test_an_output_that_cannot_be_measured_has_a_card(task, output):
    """Also if `return` was forgotten: nothing is measured, nothing raises."""
    result = judge(task, lambda *args, **kwargs: output)
    assert result.points == 0
    assert result.cases[0].difference.reason
