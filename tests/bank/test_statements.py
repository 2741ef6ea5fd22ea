"""What the notebooks of solutions/ say of their questions is what the bank says."""

import json
from pathlib import Path

from dlcourse.course import CHAPTERS
from dlcourse.exercises import OpenTask, Question, assignments, questions

REPOSITORY = Path(__file__).parents[2]
COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
OPENING = """
{count} questions, {points:g} points, about {minutes} minutes. Most build what chapter
[{number}](../../chapters/{name}.ipynb) derives. Those marked *beyond the chapter*,
{beyond:g} points, ask for a step that follows from it and does not stand there.

Replace each `raise NotImplementedError()` with your code and run the cell below it: a card shows
what passes, what differs in a case that fails, and which classic mistake it looks like. Hints open
one after the other. You can check as often as you like; your best score is kept. No argument may
be changed in place. A call may take {seconds:g} s of the processor, one of the open task
{most:g} s.
"""


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
            said = f"{dots} · {task.points:g} {unit} · {task.minutes} minutes · "
            assert said in statement, task.id
            mark = " · *beyond the chapter*" in statement.splitlines()[2]
            assert mark == task.transfer, task.id
            answer = "".join(cells[stem]["source"])
            assert answer.startswith(f"def {task.name}("), task.id
            assert "### BEGIN SOLUTION" in answer, task.id
            assert "### END SOLUTION" in answer, task.id


def test_openings_agree_with_the_bank():
    for name in assignments():
        tasks = questions(name)
        opening = "".join(cells_of(name)[0]["source"])
        said = OPENING.format(
            count=COUNTS[len(tasks)].capitalize(),
            points=sum(task.points for task in tasks),
            minutes=sum(task.minutes for task in tasks),
            number=next(chapter.number for chapter in CHAPTERS if chapter.name == name),
            name=name,
            beyond=sum(task.points for task in tasks if task.transfer),
            seconds=Question.seconds,
            most=OpenTask.seconds,
        )
        assert " ".join(said.split()) in " ".join(opening.split()), name


def test_a_third_of_each_assignment_goes_beyond_its_chapter():
    for name in assignments():
        tasks = questions(name)
        beyond = sum(task.points for task in tasks if task.transfer)
        assert 3 * beyond >= sum(task.points for task in tasks), name
