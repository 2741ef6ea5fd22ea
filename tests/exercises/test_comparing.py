"""Comparing an output with the expected one, strictly, and saying where it differs."""

import numpy as np
import pytest
from made import make

from dlcourse.exercises import judge
from dlcourse.exercises.compare import compare, describe
from dlcourse.exercises.run import Foreign, plain

NAN, INF = float("nan"), float("inf")


EQUAL = [
    (np.ones((2, 3)), np.ones((2, 3)) + 1e-9),
    (np.ones(3), np.ones(3, np.float32)),
    (np.array([NAN, INF, -INF]), np.array([NAN, INF, -INF])),
    (np.zeros((0, 3)), np.zeros((0, 3))),
    (3, np.int32(3)),
    (np.float64(0.5), 0.5),
    (0.5, np.array(0.5)),
    ((np.ones(2), 3), [np.ones(2), 3]),
    (True, np.True_),
    ("same", "same"),
    (None, None),
    (1e12, 1e12 + 1.0),
    (Foreign("array of complex128"), Foreign("array of complex128")),  # a listed mistake
]


DIFFERENT = [
    (np.ones((2, 3)), np.ones((3, 2)), "shape"),
    (np.ones((2, 3)), np.ones(6), "shape"),
    (np.ones(1), np.array(1.0), "shape"),
    (np.ones(3), [1.0, 1.0, 1.0], "list or tuple"),
    (np.ones(3), 1.0, "array"),
    (np.ones(3), np.ones(3, int), "dtype"),
    (3, 3.0, "dtype"),
    (True, 1, "dtype"),
    (np.ones(3), np.ones(3) + 1e-6, "3 of 3"),
    (np.ones(3), np.array([1, NAN, 1]), "1 of 3"),
    (np.array([1, NAN, 1]), np.ones(3), "1 of 3"),
    (np.array([1, INF]), np.array([1, -INF]), "1 of 2"),
    (np.array([1, INF]), np.array([1, 1e300]), "1 of 2"),
    (np.ones(2), np.array([INF, 1]), "1 of 2"),
    ((np.ones(2), 3), (np.ones(2),), "2 values"),
    ((np.ones(2), 3), np.ones(2), "2 values are"),
    ([np.ones(2)], np.ones(2), "A list of one value is expected."),
    ((np.ones(2), 3), (np.ones(2), 4), "value"),
    (np.ones(2), None, "None"),
    (np.ones(2), Foreign("torch.Tensor"), "type"),
    (1, 10**30, "too large"),
    (1, -(10**400), "too large"),
    (np.ones(2), 10**30, "too large"),
    ("same", "other", "value"),
]


@pytest.mark.parametrize(("expected", "received"), EQUAL)
def test_equal_outputs_agree(expected, received):
    assert compare(expected, received, 1e-7) is None


@pytest.mark.parametrize(("expected", "received", "reason"), DIFFERENT)
def test_different_outputs_differ(expected, received, reason):
    assert reason in compare(expected, received, 1e-7).reason


def test_worst_entry_is_named():
    received = np.zeros((2, 3))
    received[1, 2], received[0, 1] = -0.25, 0.125
    found = compare((1, np.zeros((2, 3))), (1, received), 1e-7)
    assert (found.index, found.part) == ((1, 2), 1)
    assert (found.expected, found.received) == ("0.0", "-0.25")


class Liar(np.ndarray):
    """An array that claims to equal everything."""

    def __array_ufunc__(self, *args, **kwargs):
        return True

    __array_function__ = __array_ufunc__


def test_subclasses_cannot_lie():
    lie = np.zeros(3).view(Liar)
    assert type(plain(lie)) is np.ndarray
    result = judge(make(), lambda x, *, scale=1.0: x.view(Liar))
    assert result.points == 0


def test_descriptions_are_short():
    assert describe([1.0] * 1000).count("float") == 6
    assert "1000 in all" in describe([1.0] * 1000)
    assert describe([[[[[1]]]]]) == "((((… 1 in all))))"
    assert len(describe("<" * 1000)) == 60
    assert describe(10**6000) == "integer of more than 64 bits"


def test_other_objects_are_named():
    assert plain(object()) == Foreign("object")
    assert plain(np.array([None])) == Foreign("array of object")
    assert plain(plain(np.array([None]))) == Foreign("array of object")
    assert "object" in describe((Foreign("object"), 2.0))
