"""Answers that resemble each other, and what is compared of them."""

from functools import cache

from independent_answers import OUTPUT_SIZE

from dlcourse.exercises import find, judge
from dlcourse.exercises.allows import Reader
from dlcourse.grading.jail.worker.prints import answers as shapes
from dlcourse.grading.report.similar import known, pairs

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


def shape(source, *names):
    """The fingerprints of the answers in a source, without their lines."""
    return [[number for number, *_ in found] for _, found in shapes(Reader(source), names)]


@cache
def prints(source, name):
    """The fingerprints of one answer."""
    return shape(source, name)[0]


course = cache(known)


def alike(sources, name, solution="3_1_cnn"):
    """Who stands in pairs, of a class that has handed in these sources."""
    numbers = {student: prints(source, name) for student, source in sources.items()}
    return [(pair.one, pair.other) for pair in pairs({name: numbers}, course(solution))]


def points(name, source):
    """What an answer to 3.1 is worth."""
    names = {}
    exec(OUTPUT_SIZE["formula"], names)
    exec(source, names)
    return judge(find(f"3_1.{name}"), names[name]).points
