"""The tool that changes references in one place makes what it should, and tells what survives."""

import itertools
import json
from pathlib import Path

import pytest

from dlcourse.exercises import Case, Question, assignments, questions
from tools import changes, mutants

ROOT = Path(__file__).parent.parent
FUNCTION = '''
def f(x, n=2):
    """A text with 1 + 1 in it."""
    if n < 0:
        raise ValueError("n is below 0")
    return abs(x[1:]) - n
'''


def lines(source):
    """Lines after each change of a text, sorted."""
    return sorted(mutant.after for mutant in changes.mutants(source))


def test_a_function_by_hand():
    assert lines(FUNCTION) == sorted(
        [
            *("def f(x, n=3):", "def f(x, n=1):"),
            *("return abs(x[1:]) + n", "return abs(x[1:]) * n", "return n - abs(x[1:])"),
            *("return abs(x[1:])", "return n", "return x[1:] - n"),
            *("return abs(x[2:]) - n", "return abs(x[0:]) - n", "return abs(x[:]) - n"),
            "return abs(x[1:-1]) - n",
        ]
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a @ b", ["a * b", "a", "b", "b @ a"]),
        ("a < b", ["a <= b", "a >= b"]),
        ("not a or b", ["a or b", "not a and b"]),
        ("x[i, 0]", ["x[i + 1, 0]", "x[i - 1, 0]", "x[i, 1]", "x[i, -1]"]),
        (
            "x[a:b:2]",
            ["x[:b:2]", "x[a + 1:b:2]", "x[a - 1:b:2]", "x[a::2]", "x[a:b + 1:2]"]
            + ["x[a:b - 1:2]", "x[a:b]", "x[a:b:3]", "x[a:b:1]"],
        ),
        ("x.sum(axis=0)", ["x.mean(axis=0)", "x.sum()", "x.sum(axis=1)", "x.sum(axis=-1)"]),
        ("zip(a, b, strict=True)", ["zip(b, a, strict=True)"]),
        ("max(a, b)", ["min(a, b)"]),
        ("reversed(-a.T)", ["-a.T", "reversed(a.T)", "reversed(-a)"]),
        ("a if True else 0.5", ["a if False else 0.5", "a if True else 1.0"]),
    ],
)
def test_each_kind(line, expected):
    assert lines(line) == sorted([*expected, "pass"])


def test_statements():
    source = "def f(x):\n    y = x\n    y += x\n    return y"
    found = [(mutant.before, mutant.after) for mutant in changes.mutants(source)]
    assert sorted(found) == [
        ("y += x", "pass"),
        ("y += x", "y *= x"),
        ("y += x", "y -= x"),
        ("y += x", "y = x"),
        ("y = x", "pass"),
    ]


def above(x, limit):
    return x > limit


def toy(*pairs):
    """A question whose cases are some pairs."""
    return Question(
        id="9_9.above",
        points=1,
        difficulty=1,
        minutes=1,
        section="9.9",
        reference=above,
        cases=lambda rng: [Case("a pair", pair) for pair in pairs],
    )


LOOSE = "return x > limit", "return x >= limit"


@pytest.mark.parametrize(
    ("pairs", "equal", "faults", "said"),
    [
        ([(1, 2), (2, 1)], [], 1, "2 made, 0 equal, 1 killed, 1 survived\n  survived on all seeds"),
        ([(1, 2), (2, 1)], [[*LOOSE, "no ties"]], 0, "2 made, 1 equal, 1 killed, 0 survived"),
        ([(1, 2), (2, 1), (3, 3)], [], 0, "2 made, 0 equal, 2 killed, 0 survived"),
        ([(3, 3), (2, 1)], [[*LOOSE, "no ties"]], 1, "listed as equal, but loses points"),
        ([(3, 3), (2, 1)], [["return", "pass", "why"]], 1, "listed as equal, but is not made"),
    ],
)
def test_what_the_cases_miss_is_told(pairs, equal, faults, said, capsys):
    question = toy(*pairs)
    assert mutants.report(question, mutants.try_all(question, 2), equal, 2) == faults
    assert said in capsys.readouterr().out


def test_full_points_on_one_seed_is_survival(capsys):
    mutant = changes.Mutant("x", "y", "")
    assert mutants.report(toy((1, 2)), {mutant: [3]}, [], 20) == 1
    assert "survived on seeds 3\n    - x\n    + y\n" in capsys.readouterr().out


def test_a_reference_that_fails_is_told():
    with pytest.raises(ValueError, match="the reference itself loses points"):
        mutants.try_all(toy((1, None)), 1)


def test_an_endless_loop_is_killed():
    assert mutants.in_fork(lambda: all(itertools.repeat(1)), seconds=1) is None
    assert mutants.in_fork(lambda: [1], seconds=1) == [1]


def test_a_question_of_the_bank(capsys):
    assert mutants.main(ROOT, ["2_1.momentum_step"], 2) == 0
    assert "2_1.momentum_step: 19 made, 0 equal, 19 killed" in capsys.readouterr().out


def test_a_name_without_questions_is_refused():
    with pytest.raises(ValueError, match="no closed question begins with '9_9'"):
        mutants.asked(["9_9"])


def test_what_is_listed_as_equal_is_made():
    strange = []
    for file in sorted((ROOT / "tests" / "mutants").glob("*.json")):
        assert file.stem in assignments(), file
        closed = {q.name: q for q in questions(file.stem) if isinstance(q, Question)}
        for name, entries in json.loads(file.read_text(encoding="utf-8")).items():
            made = {(m.before, m.after) for m in changes.mutants(closed[name].source)}
            strange += [entry for entry in entries if (entry[0], entry[1]) not in made]
            strange += [entry for entry in entries if len(entry) != 3 or not entry[2]]
    assert strange == []
