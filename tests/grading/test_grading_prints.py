"""Fingerprints of answers: what a copier changes first is not in them, what tells them apart is."""

import pytest
from similar_answers import ONE, OTHERS, RENAMED, shape

from dlcourse.exercises.allows import Reader
from dlcourse.grading.jail.worker.prints import answers as shapes

PLAIN = """def f(n):
    total = 0
    for name in range(1, n + 1):
        total += name ** 2 if name % 2 else len('no')
    return total / max(n, 3)
"""
DISGUISES = {
    "comment": ("    for", "    # mine\n\n    for"),
    "docstring": ("):\n", "):\n    'About it.'\n"),
    "names": ("total", "summe"),
    "text": ("'no'", "f'{n} of them'"),
    "annotation": ("total = 0", "total: int = 0"),
    "signature": ("f(n)", "f(n: int) -> float"),
    "layout": ("total / max(n, 3)", "(total\n        / max( n, 3 ))"),
}


def test_what_a_copier_changes_first_changes_nothing():
    plain, seen = shape(PLAIN, "f"), []
    assert plain != [[]]
    for name, change in DISGUISES.items():
        changed = PLAIN.replace(*change, 1 if change[0] == "):\n" else -1)
        if changed == PLAIN or shape(changed, "f") != plain:
            seen.append(name)
    assert seen == []


@pytest.mark.parametrize("change", [("range", "sorted"), ("2", "4"), ("+=", "-="), ("/", "//")])
def test_what_tells_answers_apart_counts(change):
    assert shape(PLAIN.replace(*change), "f") != shape(PLAIN, "f")


def test_a_helper_belongs_to_one_answer():
    helper = PLAIN.replace("def f", "def helper")
    use = "def {0}(n):\n    return [helper(n) + i for i in range(n) if i % 2 and helper(i) > 3]\n"
    source = helper + use.format("f") + use.format("g") + "def h(n):\n    return f(n) + g(n)\n"
    alone = shape(helper, "helper")[0]
    both, second, last = shape(source, "f", "g", "h")
    assert set(alone) < set(both)
    assert second
    assert set(second) == set(both) - set(alone)
    assert not set(last) & {*both, *second}


def test_lines_lie_in_the_text():
    wrong = []
    for source in (ONE, RENAMED, *OTHERS):
        ((text, found),) = shapes(Reader(source), ["output_size"])
        lines = range(len(text.split("\n")))
        inside = all(first in lines and last in lines and first <= last for _, first, last in found)
        if not inside or "def output_size" not in text or min(row[1] for row in found) != 0:
            wrong.append(source)
    assert wrong == []
