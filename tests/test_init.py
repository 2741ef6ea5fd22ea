"""Initial weights: the distribution each docstring promises, and PyTorch's bounds."""

import math

import numpy as np
import pytest
import torch

from dlcourse import init

SHAPES = [(40, 30), (24, 10, 5), (20, 12, 3, 4)]
UNIFORM = [
    (init.xavier_uniform, torch.nn.init.xavier_uniform_, {}),
    (init.xavier_uniform, torch.nn.init.xavier_uniform_, {"gain": 2.5}),
    (init.kaiming_uniform, torch.nn.init.kaiming_uniform_, {}),
    (init.kaiming_uniform, torch.nn.init.kaiming_uniform_, {"a": 0.7, "mode": "fan_out"}),
    (init.kaiming_uniform, torch.nn.init.kaiming_uniform_, {"nonlinearity": "tanh"}),
]
NORMAL = [
    (init.xavier_normal, torch.nn.init.xavier_normal_, {"gain": 0.5}),
    (init.kaiming_normal, torch.nn.init.kaiming_normal_, {}),
    (init.kaiming_normal, torch.nn.init.kaiming_normal_, {"a": 0.3, "mode": "fan_out"}),
    (init.kaiming_normal, torch.nn.init.kaiming_normal_, {"nonlinearity": "relu"}),
]


def torch_call(fill, shape, settings):
    """The one call PyTorch makes to its random source: its arguments are the distribution's."""
    asked = []

    class Recorder(torch.Tensor):
        def uniform_(self, *args, **kwargs):
            asked.extend(args[:2])
            return self

        def normal_(self, *args, **kwargs):
            asked.extend(args[:2])
            return self

    fill(torch.zeros(shape).as_subclass(Recorder), **settings)
    return asked


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("ours", "theirs", "settings"), UNIFORM)
def test_uniform_bounds_are_those_of_torch(ours, theirs, settings, shape):
    asked = []
    bounds = torch_call(theirs, shape, settings)

    class Recorder(np.random.Generator):
        def uniform(self, low, high, size):
            asked.extend([low, high])
            return super().uniform(low, high, size)

    ours(shape, rng=Recorder(np.random.PCG64(0)), **settings)
    assert asked == pytest.approx(bounds, rel=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("ours", "theirs", "settings"), NORMAL)
def test_normal_spread_is_that_of_torch(ours, theirs, settings, shape):
    asked = []
    mean_and_std = torch_call(theirs, shape, settings)

    class Recorder(np.random.Generator):
        def normal(self, mean, std, size):
            asked.extend([mean, std])
            return super().normal(mean, std, size)

    ours(shape, rng=Recorder(np.random.PCG64(0)), **settings)
    assert asked == pytest.approx(mean_and_std, rel=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_uniform_draws_fill_their_interval_evenly(dtype):
    w = init.uniform((200, 300), a=-2.0, b=1.0, rng=np.random.default_rng(0), dtype=dtype)
    assert w.shape == (200, 300)
    assert w.dtype == dtype
    counts = np.histogram(w, bins=30, range=(-2, 1))[0]
    # Chi-square of 29 degrees of freedom: above 66 once in ten thousand seeds.
    assert counts.sum() == w.size
    assert ((counts - 2000) ** 2 / 2000).sum() < 66


def test_normal_draws_have_the_mean_and_spread_asked_for():
    w = init.normal((200, 300), mean=3.0, std=0.5, rng=np.random.default_rng(0))
    assert w.mean() == pytest.approx(3.0, abs=4 * 0.5 / math.sqrt(w.size))
    assert w.std() == pytest.approx(0.5, rel=4 / math.sqrt(2 * w.size))
    assert np.mean(np.abs(w - 3) < 0.5) == pytest.approx(0.6827, abs=0.008)


def test_same_seed_same_weights_and_no_global_seed():
    first = init.kaiming_normal((3, 4), rng=np.random.default_rng(5))
    np.random.seed(0)  # noqa: NPY002 (the point of the test)
    assert np.array_equal(first, init.kaiming_normal((3, 4), rng=np.random.default_rng(5)))


@pytest.mark.parametrize("shape", [(3, 7), (7, 3), (4, 2, 3)])
def test_orthogonal(shape):
    w = init.orthogonal(shape, gain=2.0, rng=np.random.default_rng(0), dtype=np.float64)
    matrix = w.reshape(shape[0], -1)
    matrix = matrix if matrix.shape[0] <= matrix.shape[1] else matrix.T
    assert np.allclose(matrix @ matrix.T, 4 * np.eye(len(matrix)), atol=1e-12)


@pytest.mark.parametrize("name", ["linear", "conv2d", "sigmoid", "tanh", "relu", "selu"])
def test_gains(name):
    assert init.calculate_gain(name) == torch.nn.init.calculate_gain(name)


@pytest.mark.parametrize("slope", [None, 0.0, 0.2])
def test_gain_of_leaky_relu(slope):
    assert init.calculate_gain("leaky_relu", slope) == torch.nn.init.calculate_gain(
        "leaky_relu", slope
    )


def test_constants():
    assert np.array_equal(init.zeros(3), np.zeros(3, np.float32))
    assert np.array_equal(init.ones((2, 1)), np.ones((2, 1), np.float32))
    assert init.constant((2,), 0.5, dtype=np.float64).tolist() == [0.5, 0.5]


def test_nothing_to_draw():
    assert init.xavier_uniform((0, 0), rng=np.random.default_rng(0)).shape == (0, 0)


def test_sizes_may_be_integers_of_numpy():
    shape = np.int64(31), 24
    assert init.normal(shape, rng=np.random.default_rng(0)).shape == (31, 24)


RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: init.calculate_fan((3,)), r"shape must have at least 2 axes .*got \(3,\)"),
        (lambda: init.uniform((2, -1), rng=RNG), "each entry of shape must be .*got -1"),
        (lambda: init.uniform((2, True), rng=RNG), "each entry of shape must be .*got True"),
        (lambda: init.zeros(1.5), "shape must be an integer .*got 1.5"),
        (lambda: init.zeros(2, dtype="half"), "dtype must be float32 or float64, got float16"),
        (lambda: init.zeros(2, dtype="abc"), "dtype must be float32 or float64, got 'abc'"),
        (lambda: init.zeros(2, dtype=None), "dtype must be float32 or float64, got None"),
        (lambda: init.constant(2, "one"), "value must be a number, got 'one'"),
        (lambda: init.uniform((2,), b=np.inf, rng=RNG), "b must be finite, got inf"),
        (lambda: init.xavier_uniform((2, 3), gain="relu", rng=RNG), "gain must be .*got 'relu'"),
        (lambda: init.kaiming_normal((2, 3), a="x", rng=RNG), "slope must be a number, got 'x'"),
        (lambda: init.default_bias(2, fan_in=1.5, rng=RNG), "fan_in must be an integer"),
        (lambda: init.uniform((2,), a=1, b=0, rng=RNG), "b must be at least a, got a=1 and b=0"),
        (lambda: init.normal((2,), std=-1, rng=RNG), "std must be a number of at least 0, got -1"),
        (lambda: init.normal((2,), rng=7), "rng must be a numpy.random.Generator, got int"),
        (lambda: init.normal((2,), rng=RNG, dtype=int), "dtype must be .*got int64"),
        (lambda: init.kaiming_normal((2, 3), mode="in", rng=RNG), "mode must be .*got 'in'"),
        (lambda: init.calculate_gain("gulp"), "nonlinearity must be 'linear', .*got 'gulp'"),
        (lambda: init.orthogonal((2,), rng=RNG), r"at least 2 axes, got \(2,\)"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
