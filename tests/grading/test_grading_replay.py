"""A notebook's cells run again: with less time, without the commands of JupyterLab."""

import contextlib

import pytest

from dlcourse.grading.jail.worker.notebook import python
from dlcourse.grading.replay import Replay
from dlcourse.grading.score import Times


class FakeSession:
    """Reads three cells; the second one is slow, and the third ends the process once."""

    def __init__(self, asked):
        self.asked, self.alive = asked, True

    def read(self, questions, seconds):
        return {"cells": ["a", "b", "c"], "notes": {}, "uses": [], "answers": []}

    def run(self, number, source, seconds):
        self.asked.append((number, seconds))
        self.alive = number != 3
        return {"error": "", "timed_out": number == 2, "crashed": number == 3}


class FakeExecutor:
    def __init__(self):
        self.asked = []

    @contextlib.contextmanager
    def session(self, file, absent):
        yield FakeSession(self.asked)

    def down(self):
        return False


def test_a_slow_cell_gets_less_time_when_it_is_run_again():
    executor = FakeExecutor()
    with Replay(executor, None, [], Times(cell=10.0, total=100.0)) as notebook:
        assert notebook.ready()
    assert executor.asked == [(1, 10.0), (2, 10.0), (3, 10.0), (1, 10.0), (2, 1.0)]
    assert notebook.notes == {2: "stopped after 10 s", 3: "ended the whole process"}


@pytest.mark.parametrize(
    "line", ["x = 1  # (N, T, H)?", "x = (7\n     % 4)", "for x in range(3):\n    x  # why?"]
)
def test_a_command_costs_no_other_line(line):
    commands = "%matplotlib inline", "!pip install numpy", "y = !ls", "numpy??", "%timeit 1 + 1"
    source = "\n".join([*commands[:3], line, *commands[3:]])
    assert python(source) == "\n".join(["pass"] * 3 + [line] + ["pass"] * 2)


def test_zeros_in_a_cell_are_left_out():
    assert python("x = 'a\0'") == "x = 'a'"
