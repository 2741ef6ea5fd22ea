"""Copies are found under new names; what everyone has, and the course itself, is not counted."""

import pytest

from dlcourse.grading.similar import pairs, prints

ONE = '''
import numpy as np

def output_size(n, k, stride=1, padding=0, dilation=1):
    """Count the windows."""
    span = dilation * (k - 1) + 1  # of the kernel
    room = n + 2 * padding - span
    if room < 0:
        raise ValueError("the kernel does not fit")
    return helper(room, stride) + 1

def helper(room, stride):
    return int(np.floor(room / stride))
'''
RENAMED = """
import numpy as np
unused = 3
def output_size(n, k, stride=1, padding=0, dilation=1):
    a = dilation * (k - 1) + 1

    b = n + 2 * padding - a
    if b < 0:
        raise ValueError("the kernel does not fit")
    return f(b, stride) + 1
def f(b, step):
    "Another docstring."
    return int(np.floor(b / step))
"""
OTHERS = [
    f"""
def output_size(n, k, stride=1, padding=0, dilation=1):
    positions = range(-padding, n + padding - dilation * (k - 1), stride)
    total = {number}
    for _ in positions:
        total += 1
    values = [{"x + " * number}{number} for x in range({number})]
    while total > 10 ** {number}:
        total, values = total // {number + 2}, values[:: {number + 1}] or [total]
    return total - {number}
"""
    for number in range(12)
]


def answers(*sources):
    return {"q": {f"s{i:02d}": prints(s, "output_size") for i, s in enumerate(sources)}}


def test_a_renamed_copy_is_found():
    (found,) = (p for p in pairs(answers(ONE, *OTHERS, RENAMED)) if p.one == "s00")
    assert (found.other, found.share) == ("s13", 1.0)


def test_own_work_is_not_paired_with_a_copy():
    names = {(p.one, p.other) for p in pairs(answers(ONE, *OTHERS, RENAMED))}
    assert not [pair for pair in names if ("s00" in pair) != ("s13" in pair)]


def test_the_courses_own_text_is_not_counted():
    known = {"q": prints(ONE, "output_size")}
    assert not [p for p in pairs(answers(ONE, *OTHERS, RENAMED), known) if p.one == "s00"]


def test_what_much_of_the_class_has_is_not_counted():
    assert pairs(answers(*[ONE] * 5, *OTHERS[:5])) == []


@pytest.mark.parametrize("source", ["", "def output_size(n): return n", "x = 1"])
def test_short_answers_are_not_compared(source):
    assert pairs(answers(source, source, *OTHERS)) == pairs(answers("", "", *OTHERS))
