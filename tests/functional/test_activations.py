import math

import numpy as np
import pytest

from dlcourse import functional
from dlcourse.checks import gradcheck
from dlcourse.functional import _normal
from dlcourse.functional._normal import normal

ELEMENTWISE = [
    ("relu", {}),
    ("leaky_relu", {}),
    ("leaky_relu", {"negative_slope": 1.7}),
    ("leaky_relu", {"negative_slope": -0.2}),
    ("elu", {}),
    ("elu", {"alpha": 0.3}),
    ("gelu", {}),
    ("gelu", {"approximate": "tanh"}),
    ("sigmoid", {}),
    ("tanh", {}),
    ("softplus", {}),
    ("softplus", {"beta": 3, "threshold": 0.2}),
    ("softplus", {"beta": -2.0}),
]
ALONG_AN_AXIS = [(op, {"dim": dim}) for op in ("softmax", "log_softmax") for dim in (0, 1, -1)]
ALL = ELEMENTWISE + ALONG_AN_AXIS

every_operation = pytest.mark.parametrize(("op", "settings"), ALL)
elementwise = pytest.mark.parametrize(("op", "settings"), ELEMENTWISE)


def pair(op):
    return getattr(functional, f"{op}_forward"), getattr(functional, f"{op}_backward")


@pytest.fixture
def x():
    # No entry is within 0.05 of 0, where some slopes jump, or of softplus's threshold 0.2 / 3.
    x = np.random.default_rng(0).uniform(0.12, 3, (2, 3, 5))
    return np.where(np.arange(30).reshape(2, 3, 5) % 2, x, -x)


@every_operation
def test_gradients(op, settings, x):
    gradcheck(*pair(op), [x], **settings)


@every_operation
def test_agreement_with_pytorch(op, settings, x):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    compare(*pair(op), [x], **settings)


@elementwise
def test_edges_agree_with_pytorch(op, settings):
    """At 0, at softplus's threshold, and where a naive formula overflows."""
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    edges = [-1000.0, -100.0, -20.0, -0.0, 0.0, 0.5, 6.66, 6.67, 20.0, 20.5, 100.0, 1000.0]
    for x in (np.array(edges), np.array(0.0), np.zeros((0, 3))):
        if settings.get("beta") == -2.0:
            x = np.maximum(x, -100)  # PyTorch overflows below -355, where exp(beta x) does
        compare(*pair(op), [np.asarray(x)], **settings)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@every_operation
def test_large_inputs_overflow_nowhere(op, settings, dtype):
    forward, backward = pair(op)
    largest = np.finfo(dtype).max / 4
    x = np.array([[-largest, -1000, 0], [1, 1000, largest]], dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        out, cache = forward(x, **settings)
        dx = backward(np.ones_like(x), cache)
    assert out.dtype == dx.dtype == dtype
    assert np.isfinite(dx).all()


@every_operation
def test_x_without_axes(op, settings):
    forward, backward = pair(op)
    if "dim" in settings:
        settings = {"dim": -1}
    out, cache = forward(np.array(0.5, np.float32), **settings)
    dx = backward(np.array(2.0, np.float32), cache)
    assert out.shape == dx.shape == ()
    assert out.dtype == dx.dtype == np.float32


@every_operation
def test_arguments_are_not_modified(op, settings, x):
    forward, backward = pair(op)
    before, dout = x.copy(), np.ones_like(x)
    _, cache = forward(x, **settings)
    first = backward(dout, cache)
    assert np.array_equal(x, before)
    assert np.array_equal(dout, np.ones_like(x))
    assert np.array_equal(first, backward(dout, cache))


@pytest.mark.parametrize(
    ("op", "value", "slope"),
    [("relu", 0, 0), ("leaky_relu", 0, 0.01), ("elu", 0, 2), ("sigmoid", 0.5, 0.25)],
)
def test_value_and_slope_at_zero(op, value, slope):
    forward, backward = pair(op)
    out, cache = forward(np.zeros(1), **({"alpha": 2.0} if op == "elu" else {}))
    assert out == value
    assert backward(np.ones(1), cache) == slope


def test_relu_passes_gradients_that_are_not_finite_as_pytorch_does():
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    x = np.array([[-np.inf], [-1.0], [0.0], [2.0], [np.nan]])
    dout = np.array([np.inf, -np.inf, np.nan, 3.0])
    x, dout = np.broadcast_arrays(x, dout)
    _, cache = functional.relu_forward(x)
    on = np.array([[False], [False], [False], [True], [True]])
    assert np.array_equal(functional.relu_backward(dout, cache), np.where(on, dout, 0), True)
    compare(*pair("relu"), [x])


def test_relu_can_be_changed_in_place_afterwards():
    out, cache = functional.relu_forward(np.array([-1.0, 2.0]))
    out += 5
    assert functional.relu_backward(np.array([3.0, 4.0]), cache).tolist() == [0, 4]


def test_leaky_relu_returns_what_is_positive_to_the_last_digit():
    for dtype in (np.float32, np.float64):
        x = np.random.default_rng(0).uniform(0, 9, 999).astype(dtype)
        for slope in (0.01, 0.1, 0.3, 1 / 3):
            assert np.array_equal(functional.leaky_relu_forward(x, negative_slope=slope)[0], x)


def test_softplus_is_linear_above_its_threshold():
    out, _ = functional.softplus_forward(np.array([0.5, 1.5]), threshold=1)
    assert out == pytest.approx([math.log1p(math.exp(0.5)), 1.5], rel=1e-15)


@pytest.mark.parametrize(("dtype", "bound"), [(np.float64, 1e-14), (np.float32, 2e-7)])
def test_normal_distribution_against_math_erfc(dtype, bound):
    x = np.linspace(-45, 45, 9001).astype(dtype)
    density, distribution = normal(x)
    assert density.dtype == distribution.dtype == dtype
    expected = np.array([math.erfc(-v / math.sqrt(2)) / 2 for v in x.tolist()])
    assert np.abs(distribution - expected).max() <= bound
    expected = np.array([math.exp(-v * v / 2) / math.sqrt(2 * math.pi) for v in x.tolist()])
    assert np.abs(density - expected).max() <= bound


def test_normal_distribution_block_by_block(monkeypatch):
    x = np.random.default_rng(1).standard_normal((7, 5)).T  # not in the order of memory
    whole = normal(np.ascontiguousarray(x))
    monkeypatch.setattr(_normal, "BLOCK", 4)
    for received, expected in zip(normal(x), whole, strict=True):
        assert np.array_equal(received, expected)


def test_softmax_rows_sum_to_one_and_ignore_a_shift():
    x = np.random.default_rng(0).standard_normal((2, 5))
    out, _ = functional.softmax_forward(x, dim=1)
    assert out.sum(axis=1) == pytest.approx(1)
    assert functional.softmax_forward(x + 7, dim=1)[0] == pytest.approx(out)


def test_softmax_backward_is_the_jacobian():
    x, dout = np.random.default_rng(0).standard_normal((2, 4))
    p, cache = functional.softmax_forward(x, dim=0)
    jacobian = np.diag(p) - np.outer(p, p)
    assert functional.softmax_backward(dout, cache) == pytest.approx(jacobian @ dout)


def test_softmax_of_an_empty_axis():
    for op in ("softmax", "log_softmax"):
        forward, backward = pair(op)
        out, cache = forward(np.zeros((5, 0)), dim=-1)
        assert backward(out, cache).shape == out.shape == (5, 0)


@pytest.mark.parametrize(
    ("op", "settings", "message"),
    [
        ("relu", {"inplace": True}, "relu does not support inplace=True"),
        ("leaky_relu", {"negative_slope": "a"}, "negative_slope must be a number, got 'a'"),
        ("elu", {"scale": 2}, "elu does not support scale=2; it supports alpha"),
        ("elu", {"alpha": np.inf}, "alpha must be finite, got inf"),
        ("softplus", {"threshold": np.nan}, "threshold must be a number, got nan"),
        ("gelu", {"approximate": "erf"}, "approximate must be 'none' or 'tanh', got 'erf'"),
        ("softplus", {"beta": 0}, "beta must not be 0"),
        ("softmax", {"dim": 3}, "dim must be an axis of x, from -2 to 1, got 3: x (2, 3)"),
        ("log_softmax", {"dim": 0, "dtype": int}, "log_softmax does not support dtype="),
    ],
)
def test_settings_that_are_refused(op, settings, message):
    with pytest.raises(ValueError) as caught:
        pair(op)[0](np.zeros((2, 3)), **settings)
    assert str(caught.value).startswith(message)


@every_operation
def test_arrays_that_are_refused(op, settings, x):
    forward, backward = pair(op)
    with pytest.raises(ValueError, match="x must be float32 or float64, got int64"):
        forward(x.astype(int), **settings)
    with pytest.raises(ValueError, match="x must be a NumPy array, got NoneType"):
        forward(None, **settings)
    _, cache = forward(x, **settings)
    with pytest.raises(ValueError, match=r"dout must have the shape of out, \(2, 3, 5\), got"):
        backward(x[0], cache)
    with pytest.raises(ValueError, match="dout must have the dtype of out, float64, got float32"):
        backward(x.astype(np.float32), cache)
