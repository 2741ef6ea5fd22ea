"""Pooling over time: gradients, PyTorch, ties, padding, values by hand, what is refused."""

import numpy as np
import pytest
from loss_checks import check_both, pair

FORWARD, BACKWARD = pair("pool_over_time")
modes = pytest.mark.parametrize("mode", ["mean", "max"])


@pytest.fixture
def x():
    return np.random.default_rng(0).standard_normal((4, 5, 3))


@modes
@pytest.mark.parametrize("lengths", [None, [1, 5, 3, 2], [5, 5, 5, 5]], ids=str)
def test_gradients_and_pytorch(mode, lengths, x):
    check_both(
        "pool_over_time", x, mode=mode, lengths=None if lengths is None else np.array(lengths)
    )


@modes
def test_padding_never_counts(mode, x):
    lengths = np.array([1, 5, 3, 2])
    spoiled = x.copy()
    for row, length in enumerate(lengths):
        spoiled[row, length:] = (np.nan, np.inf, 1e9)
    out, cache = FORWARD(spoiled, mode=mode, lengths=lengths)
    assert np.array_equal(out, FORWARD(x, mode=mode, lengths=lengths)[0])
    behind = np.arange(5) >= lengths[:, None]
    dx = BACKWARD(np.ones_like(out), cache)
    assert np.array_equal(dx[behind], np.zeros((behind.sum(), 3)))
    assert dx.sum(axis=1) == pytest.approx(np.ones((4, 3)))  # what arrives is handed on, once


def test_padding_does_not_win_over_negative_numbers():
    x = np.array([[[-3.0], [-2.0], [0.0]]])
    out, cache = FORWARD(x, mode="max", lengths=np.array([2]))
    assert out.item() == -2
    assert BACKWARD(np.array([[7.0]]), cache).ravel().tolist() == [0, 7, 0]


def test_of_equal_steps_the_first_gets_the_gradient():
    x = np.array([[[1.0, 5.0], [4.0, 5.0], [4.0, 0.0]]])
    out, cache = FORWARD(x, mode="max")
    assert out.tolist() == [[4, 5]]
    assert BACKWARD(np.array([[2.0, 3.0]]), cache)[0].tolist() == [[0, 3], [2, 0], [0, 0]]
    check_both_of_pytorch(x)


def check_both_of_pytorch(x):
    """At a tie there is no derivative, but PyTorch also takes the first."""
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    compare(FORWARD, BACKWARD, [x], mode="max")


def test_mean_by_hand():
    x = np.array([[[1.0], [3.0], [8.0]], [[2.0], [4.0], [9.0]]])
    out, cache = FORWARD(x, lengths=np.array([3, 2]))
    assert out.ravel().tolist() == [4, 3]
    dx = BACKWARD(np.array([[6.0], [6.0]]), cache)
    assert dx[..., 0].tolist() == [[2, 2, 2], [3, 3, 0]]


@modes
@pytest.mark.parametrize("lengths", [None, np.array([1, 5, 3, 2])], ids=["all", "lengths"])
def test_arguments_stay_and_float32_stays(mode, lengths, x):
    x = x.astype(np.float32)
    kept, own = x.copy(), None if lengths is None else lengths.copy()
    out, cache = FORWARD(x, mode=mode, lengths=lengths)
    dout = np.ones_like(out)
    dx = BACKWARD(dout, cache)
    assert out.dtype == dx.dtype == np.float32
    assert np.array_equal(x, kept)
    assert np.array_equal(dout, np.ones_like(out))
    assert lengths is None or np.array_equal(lengths, own)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"mode": "min"}, "mode must be 'mean' or 'max', got 'min'"),
        ({"lengths": np.array([0, 1, 2, 3])}, "lengths must be from 1 to 5, got 0 to 3"),
        ({"lengths": np.array([1, 2, 3, 6])}, "lengths must be from 1 to 5, got 1 to 6"),
        ({"lengths": np.array([1, 2, 3])}, "lengths must have shape (4,), got (3,)"),
        ({"lengths": np.ones(4)}, "lengths must be integers, got float64"),
        ({"x": np.ones((4, 5))}, "x must have 3 axes, got 2: x (4, 5)"),
        ({"x": np.ones((4, 0, 3))}, "x must have at least one step and one feature: x (4, 0, 3)"),
        ({"x": np.ones((4, 5, 3), int)}, "x must be float32 or float64, got int64"),
    ],
)
def test_refuses(change, message, x):
    with pytest.raises(ValueError) as caught:
        FORWARD(**{"x": x, **change})
    assert str(caught.value) == message


def test_wrong_dout(x):
    with pytest.raises(ValueError, match=r"dout must have the shape of out, \(4, 3\), got \(4,\)"):
        BACKWARD(np.ones(4), FORWARD(x)[1])
