import warnings

import numpy as np
import pytest

from dlcourse.functional.check import (
    check_dim,
    check_dout,
    check_float,
    check_integers,
    check_ndim,
    check_shape,
    refuse_unsupported,
)
from dlcourse.settings import check_choice, check_flag, check_integer, check_number

X = np.zeros((3, 4))
MATRIX = X.view(np.matrix)

REFUSED = [
    (lambda: check_float(x=[1.0]), "x must be a NumPy array, got list"),
    (lambda: check_float(x=np.zeros(2, int)), "x must be float32 or float64, got int64"),
    (
        lambda: check_float(x=X, w=None, b=X.astype(np.float32), optional=("w",)),
        "x and b must have the same dtype, got float64 and float32",
    ),
    (lambda: check_float(x=None), "x must be a NumPy array, got NoneType"),
    (lambda: check_float(x=np.ma.array(X)), "x must be a NumPy array, got MaskedArray"),
    (lambda: check_float(x=X, optional=("b",), b=[1.0]), "b must be a NumPy array, got list"),
    (lambda: check_dout(None, (), np.float64), "dout must be a NumPy array, got NoneType"),
    (lambda: check_dout(True, (), np.float64), "dout must be a NumPy array, got bool"),
    (lambda: check_dout(MATRIX, (3, 4), X.dtype), "dout must be a NumPy array, got matrix"),
    (lambda: check_integers(ids=None), "ids must be a NumPy array, got NoneType"),
    (lambda: check_integers(ids=X), "ids must be integers, got float64"),
    (lambda: check_integers(ids=np.array([True])), "ids must be integers, got bool"),
    (lambda: check_integers(ids=[1]), "ids must be a NumPy array, got list"),
    (lambda: check_ndim((3, 4), x=X), "x must have 3 or 4 axes, got 2: x (3, 4)"),
    (lambda: check_ndim((1,), b=X), "b must have 1 axis, got 2: b (3, 4)"),
    (lambda: check_shape((4,), b=np.zeros(3)), "b must have shape (4,), got (3,)"),
    (
        lambda: check_dout(np.zeros(3), (2, 3), np.float64),
        "dout must have the shape of out, (2, 3), got (3,)",
    ),
    (
        lambda: check_dout(X, (3, 4), np.dtype(np.float32)),
        "dout must have the dtype of out, float32, got float64",
    ),
    (lambda: check_dout(1.0, (3,), np.float64), "dout must have the shape of out, (3,), got ()"),
    (lambda: check_number("p", 1.5, 0, 1), "p must be a number from 0 to 1, got 1.5"),
    (lambda: check_number("p", np.nan, 0, 1), "p must be a number from 0 to 1, got nan"),
    (lambda: check_number("alpha", "big"), "alpha must be a number, got 'big'"),
    (lambda: check_number("alpha", True), "alpha must be a number, got True"),
    (lambda: check_number("alpha", np.inf), "alpha must be finite, got inf"),
    (lambda: check_number("eps", -1, low=0), "eps must be a number of at least 0, got -1"),
    (lambda: check_integer("i", 3, -3, 2), "i must be an integer from -3 to 2, got 3"),
    (lambda: check_integer("i", 1.0), "i must be an integer, got 1.0"),
    (lambda: check_integer("i", True), "i must be an integer, got True"),
    (lambda: check_flag(training=1), "training must be True or False, got 1"),
    (lambda: check_choice("r", X[0], ("sum",)), "r must be 'sum', got array([0., 0., 0., 0.])"),
    (lambda: check_dim(X, 2), "dim must be an axis of x, from -2 to 1, got 2: x (3, 4)"),
    (lambda: check_dim(X, None), "dim must be an axis of x, from -2 to 1, got None: x (3, 4)"),
    (lambda: check_dim(X.sum(), 1), "dim must be an axis of x, from -1 to 0, got 1: x ()"),
    (lambda: check_choice("r", "max", ("mean", "sum")), "r must be 'mean' or 'sum', got 'max'"),
    (
        lambda: check_choice("r", "max", ("none", "mean", "sum")),
        "r must be 'none', 'mean' or 'sum', got 'max'",
    ),
    (
        lambda: refuse_unsupported("embedding", {"max_norm": 2.0, "sparse": False}, "padding_idx"),
        "embedding does not support max_norm=2.0; it supports padding_idx",
    ),
    (lambda: refuse_unsupported("relu", {"inplace": True}), "relu does not support inplace=True"),
    (lambda: refuse_unsupported("relu", {"color": 1}), "relu does not support color=1"),
]


@pytest.mark.parametrize(("call", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_messages_name_what_was_given_and_what_was_expected(call, message):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == message


def test_what_is_right_passes():
    check_float(x=X, w=None, b=np.float64(1), optional=("w",))
    check_integers(ids=np.array([1], np.int32), targets=np.int64(3))
    check_integer("ignore_index", np.int64(-100))
    check_flag(training=np.True_, ceil_mode=False)
    check_ndim((2, 3), x=X, none=None)
    check_shape((3, 4), x=X, none=None)
    check_choice("reduction", "sum", ("mean", "sum"))
    for x, dim in ((X, -2), (X, np.int64(1)), (X.sum(), 0), (X.sum(), -1)):
        check_dim(x, dim)


def test_settings_that_change_nothing_pass():
    off = {"inplace": False, "sparse": False, "dtype": None, "size_average": None, "reduce": None}
    refuse_unsupported("op", off)


def test_a_large_integer_is_no_number():
    for finite in (True, False):
        with pytest.raises(ValueError, match="alpha must be finite"):
            check_number("alpha", 10**400, finite=finite)
    assert check_number("threshold", np.inf, finite=False) == np.inf


def test_numbers_become_python_floats_which_keep_float32():
    value = check_number("alpha", np.float64(0.5))
    assert type(value) is float
    assert (value * np.ones(2, np.float32)).dtype == np.float32


def test_numbers_of_numpy_pass_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert check_number("p", np.float32(0.5), 0, 1) == 0.5


def test_a_python_number_can_be_the_gradient_of_a_loss():
    dout = check_dout(1.0, (), np.dtype(np.float32))
    assert dout.dtype == np.float32
    assert dout == 1
