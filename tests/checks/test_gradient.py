"""The gradient checker accepts what is right, rejects what is wrong and says where."""

import numpy as np
import pytest

from dlcourse.checks import gradcheck, numerical_gradient
from dlcourse.checks.law import random_like


def affine_forward(x, w, b=None, *, scale=1.0):
    out = scale * (x @ w.T)
    return (out if b is None else out + b), (x, w, b, scale)


def affine_backward(dout, cache):
    x, w, b, scale = cache
    grads = scale * (dout @ w), scale * (dout.T @ x)
    return grads if b is None else (*grads, dout.sum(axis=0))


@pytest.fixture
def arrays():
    rng = np.random.default_rng(0)
    return [rng.standard_normal(shape) for shape in ((5, 3), (4, 3), (4,))]


def test_right_backward_is_accepted(arrays):
    report = gradcheck(affine_forward, affine_backward, arrays, scale=0.3)
    assert repr(report) == "affine: dx dw db agree with finite differences to 1e-07"
    assert list(report.errors) == ["dx", "dw", "db"]
    assert all(0 <= error < 1e-8 for error in report.errors.values())
    assert report.shapes == {"dx": (5, 3), "dw": (4, 3), "db": (4,)}


def test_optional_array_has_no_gradient(arrays):
    report = gradcheck(affine_forward, affine_backward, [*arrays[:2], None])
    assert list(report.errors) == ["dx", "dw"]


def test_several_outputs(arrays):
    def pair_forward(x):
        return (np.sin(x), x**2), x

    def pair_backward(dout, x):
        return dout[0] * np.cos(x) + dout[1] * 2 * x

    gradcheck(pair_forward, pair_backward, arrays[:1])
    with pytest.raises(AssertionError, match="gradient of argument 0, x, is wrong"):
        gradcheck(pair_forward, lambda dout, x: dout[0] * np.cos(x), arrays[:1])


def test_message_names_argument_entry_and_both_values(arrays):
    def wrong(dout, cache):
        dx, dw, db = affine_backward(dout, cache)
        dw[2, 1] += 10
        return dx, dw, db

    dout = random_like(np.empty((5, 4)), 0)
    dw = affine_backward(dout, (*arrays, 1.0))[1][2, 1]
    with pytest.raises(AssertionError) as raised:
        gradcheck(affine_forward, wrong, arrays)
    message = str(raised.value)
    assert "argument 1, w" in message
    assert "dw[2, 1]" in message
    assert f"received {dw + 10:.6g}"[:-1] in message
    assert f"expected {dw:.6g}"[:-1] in message
    assert "tolerance 1e-07" in message


@pytest.mark.parametrize("factor", [1 + 2e-7, 1 - 2e-7])
def test_tolerance_is_kept(arrays, factor):
    def slightly_wrong(dout, cache):
        dx, dw, db = affine_backward(dout, cache)
        return dx, dw * factor, db

    with pytest.raises(AssertionError, match="argument 1"):
        gradcheck(affine_forward, slightly_wrong, arrays)
    gradcheck(affine_forward, slightly_wrong, arrays, tolerance=1e-6)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda g: g[:2], "backward gave 2 gradients, expected 3: dx, dw, db"),
        (lambda g: (g[0].T, *g[1:]), r"dx is float64 \(3, 5\), but x is float64 \(5, 3\)"),
        (lambda g: (g[0].astype(np.float32), *g[1:]), r"dx is float32 \(5, 3\), but x is float64"),
        (lambda g: (*g[:2], 1.0), "db is <class 'float'> None, but b is"),
        (lambda g: (g[0] * np.nan, *g[1:]), "argument 0, x, is wrong"),
    ],
)
def test_form_of_the_gradients(arrays, spoil, message):
    with pytest.raises(AssertionError, match=message):
        gradcheck(affine_forward, lambda d, c: spoil(affine_backward(d, c)), arrays)


def test_modified_arguments_are_found(arrays):
    def greedy_forward(x, *, table):
        table += 1
        return x * 2, None

    def greedy_backward(dout, cache):
        dout *= 2
        return dout

    with pytest.raises(AssertionError, match="table was modified"):
        gradcheck(greedy_forward, lambda d, c: d * 2, arrays[:1], table=np.zeros(3))
    with pytest.raises(AssertionError, match="backward modified dout"):
        gradcheck(lambda x: (x * 2, None), greedy_backward, arrays[:1])


def test_factory_gives_the_same_random_numbers_to_every_call(arrays):
    def noisy_forward(x, *, rng):
        keep = rng.random(x.shape) < 0.5
        return x * keep, keep

    def noisy_backward(dout, keep):
        return dout * keep

    gradcheck(noisy_forward, noisy_backward, arrays[:1], rng=lambda: np.random.default_rng(3))
    with pytest.raises(AssertionError):
        gradcheck(noisy_forward, noisy_backward, arrays[:1], rng=np.random.default_rng(3))


def test_kink_is_named():
    def relu_forward(x):
        return np.maximum(x, 0), x

    def relu_backward(dout, x):
        return dout * (x > 0)

    gradcheck(relu_forward, relu_backward, [np.array([1.0, -1.0])])
    with pytest.raises(AssertionError, match="lies on a kink"):
        gradcheck(relu_forward, relu_backward, [np.array([1.0, 0.0])])


def test_wrong_gradient_of_a_smooth_function_is_not_called_a_kink(arrays):
    with pytest.raises(AssertionError) as raised:
        gradcheck(lambda x: (np.sin(x), x), lambda dout, x: dout * np.sin(x), arrays[:1])
    assert "kink" not in str(raised.value)


def test_dout_is_not_the_array_that_a_caller_drew_with_the_same_seed(arrays):
    seen = []

    def backward(dout, cache):
        seen.append(dout)
        return dout

    gradcheck(lambda x: (x * 1.0, None), backward, arrays[:1])  # arrays: default_rng(0)
    assert abs(np.corrcoef(seen[0].ravel(), arrays[0].ravel())[0, 1]) < 0.9


def test_zero_gradient_is_not_judged_by_rounding_noise():
    def constant_forward(x):
        return x - x.mean() + 0.1 * (x - x), x  # its sum does not depend on x

    def sum_forward(x):
        return np.sum(constant_forward(x)[0]), x

    gradcheck(sum_forward, lambda dout, x: np.zeros_like(x), [np.array([0.3, 0.1, 0.7])])


def test_empty_array():
    gradcheck(lambda x: (x * 2, None), lambda dout, cache: dout * 2, [np.zeros((0, 3))])


@pytest.mark.parametrize("x", [np.zeros(3, np.float32), np.zeros(3, int), [0.0, 1.0]])
def test_only_float64(x):
    with pytest.raises(ValueError, match="x must be a float64 array"):
        gradcheck(lambda x: (x, None), lambda dout, cache: dout, [x])


def test_numerical_gradient_of_a_vector_function():
    x = np.array([0.5, -2.0, 100.0])
    dout = np.array([1.0, 2.0, -3.0])
    before = x.copy()
    np.testing.assert_allclose(
        numerical_gradient(np.tanh, x, dout)[:2], (dout * (1 - np.tanh(x) ** 2))[:2], rtol=1e-9
    )
    np.testing.assert_allclose(numerical_gradient(np.square, x), 2 * x, rtol=1e-9)
    assert x.tobytes() == before.tobytes()


def test_what_is_no_function_and_no_list_is_named():
    x = np.ones(2)
    refused = [
        (lambda: gradcheck(None, abs, [x]), "forward must be a function, got NoneType"),
        (lambda: gradcheck(abs, None, [x]), "backward must be a function, got NoneType"),
        (lambda: gradcheck(abs, abs, x), "arrays must be a list of arrays, got ndarray"),
        (lambda: gradcheck(abs, abs, [x], tolerance="x"), "tolerance must be a number"),
        (lambda: gradcheck(abs, abs, [x], seed=0.5), "seed must be an integer"),
        (lambda: numerical_gradient(3, x), "f must be a function, got int"),
    ]
    for call, message in refused:
        with pytest.raises(ValueError, match=message):
            call()
