"""Calling a student's function: what it raises, changes, sets and prints harms nothing."""

import sys
import warnings

import numpy as np
import pytest
from made import double, make

from dlcourse.exercises import Case, judge
from dlcourse.exercises.compare import compare
from dlcourse.exercises.run import run_case


@pytest.mark.parametrize(
    "raised", [ValueError("no"), SystemExit(3), RecursionError(), GeneratorExit()]
)
def test_exceptions_cost_only_their_case(raised):
    def fails(x, *, scale=1.0):
        if scale != 1:
            raise raised
        return 2 * x

    result = judge(make(), fails)
    assert result.points == 1.33
    assert result.cases[2].outcome.source == "raise raised"
    assert result.cases[2].outcome.error.startswith(type(raised).__name__)


@pytest.mark.parametrize("kind", [ValueError, SystemExit])
def test_exception_that_cannot_be_printed(kind):
    class Odd(Exception):
        def __str__(self):
            raise kind

    def fails(x, *, scale=1.0):
        raise Odd

    assert judge(make(), fails).cases[0].outcome.error == "Odd"


def test_interrupt_passes():
    def interrupted(x, *, scale=1.0):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judge(make(), interrupted)


def test_modified_arguments_are_named_and_later_cases_unharmed():
    def modifies(x, *, scale=1.0):
        x *= 2 * scale
        return x

    result = judge(make(), modifies)
    assert result.points == 0
    assert result.cases[0].outcome.modified == (0,)
    assert result.diagnosis.name == "an argument is changed in place"
    assert "x had other values" in result.cases[0].difference.reason
    assert judge(make(), double).complete


def test_lists_and_arrays_changed_beyond_recognition_are_named():
    def modifies(x, rows):
        x.dtype, rows[0] = "S8", None

    def replaces(x, rows):
        rows[1] = np.zeros(2)

    case = Case("both", (np.ones(3), [(1, 2), 3]))
    assert run_case(modifies, case).modified == (0, 1)
    assert run_case(replaces, case).modified == (1,)


def test_settings_of_a_call_end_with_it():
    def sets(x, *, scale=1.0):
        np.seterr(all="raise")
        np.random.seed(0)  # noqa: NPY002
        sys.stdout.write("before")
        sys.stdout.close()
        return 2 * scale * x

    def state():
        return np.geterr(), np.random.get_state()[1].tolist()  # noqa: NPY002

    before = state()
    result = judge(make(), sets)
    assert (result.complete, result.cases[0].outcome.printed) == (True, "before")
    assert state() == before


def test_strict_settings_of_the_notebook_harm_nothing():
    with np.errstate(all="raise"):
        assert compare(np.array([1e308]), np.array([-1e308]), 1e-7)
        assert judge(make(), lambda x, *, scale=1.0: x * np.exp(-1e3)).points == 0


def test_printing_and_warning_cost_nothing(capfd):
    def noisy(x, *, scale=1.0):
        print("hello" * 1000)
        print("error", file=sys.stderr)
        warnings.warn("careful", stacklevel=1)
        return 2 * scale * x

    result = judge(make(), noisy)
    assert result.complete
    assert len(result.cases[0].outcome.printed) == 1000
    assert capfd.readouterr() == ("", "")


def test_what_was_printed_is_what_a_screen_shows():
    def student(x, *, scale=1.0):
        print("\r 1 of 2\r 2 of 2")
        for _ in range(24):
            warnings.warn("careful", stacklevel=1)
        return 2 * scale * x

    shown = judge(make(), student).cases[0].outcome.printed
    assert shown == " 2 of 2\nUserWarning: careful (24 times)\n"
