"""Tables as text, and how far two results are apart."""

import numpy as np
import pytest

from dlcourse.studies.tools import relative_error, table


def test_relative_error_by_hand():
    exact = np.array([[3.0, 0.0], [0.0, 4.0]])
    values = exact + [[0.0, 1.0], [0.0, 0.0]]
    assert relative_error(values, exact) == pytest.approx(1 / 5, abs=1e-15)
    assert relative_error(exact, exact) == 0


def test_relative_error_is_taken_in_float64():
    exact = np.array([1.0, 2.0])
    assert relative_error(exact.astype(np.float32) * 1, exact + 1e-9) == pytest.approx(
        6.3e-10, rel=0.01
    )


def test_relative_error_refuses_other_shapes():
    with pytest.raises(ValueError, match=r"^values \(2,\) and exact \(3,\) must have one shape$"):
        relative_error(np.ones(2), np.ones(3))


def test_table():
    text = table(["a", "long name"], {"one": ["x", 1234.5], "other": [0.00012, "y"], "gone": None})
    assert text.splitlines() == [
        "             a  long name",
        "one          x   1.23e+03",
        "other  0.00012          y",
        "gone   not installed",
    ]


def test_table_refuses_a_short_row():
    with pytest.raises(ValueError, match="^one has 1 entries, expected 2$"):
        table(["a", "b"], {"one": ["x"]})
