"""What the notebooks of solutions/ say of their questions is what the bank says."""

import json
from pathlib import Path

from dlcourse.exercises import assignments, questions

REPOSITORY = Path(__file__).parents[2]


def cells_of(name):
    path = REPOSITORY / "solutions" / name / f"{name}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def test_checks_agree_with_the_bank():
    for name in assignments():
        graded = [c for c in cells_of(name) if c["metadata"].get("nbgrader", {}).get("grade")]
        asked = [
            (cell["source"][-1], cell["metadata"]["nbgrader"]["points"], cell["id"])
            for cell in graded
        ]
        assert asked == [
            (f'check("{q.id}", {q.name})', q.points, f"{q.name.replace('_', '-')}-check")
            for q in questions(name)
        ]


def test_statements_agree_with_the_bank():
    for name in assignments():
        cells = {cell["id"]: cell for cell in cells_of(name)}
        for task in questions(name):
            stem = task.name.replace("_", "-")
            statement = "".join(cells[f"{stem}-statement"]["source"])
            dots = "●" * task.difficulty + "○" * (5 - task.difficulty)
            unit = "point" if task.points == 1 else "points"
            said = f"{dots} · {task.points:g} {unit} · {task.minutes} minutes"
            assert said in statement, task.id
            answer = "".join(cells[stem]["source"])
            assert answer.startswith(f"def {task.name}("), task.id
            assert "### BEGIN SOLUTION" in answer, task.id
            assert "### END SOLUTION" in answer, task.id
