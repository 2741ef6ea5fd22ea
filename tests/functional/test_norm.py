import numpy as np
import pytest

from dlcourse.checks import gradcheck
from dlcourse.functional import (
    batch_norm_backward,
    batch_norm_forward,
    layer_norm_backward,
    layer_norm_forward,
)

SHAPES = [(5, 3), (2, 3, 4), (2, 3, 5, 4), (2, 3, 1, 5, 4), (1, 3, 4)]
GIVEN = [(True, True), (True, False), (False, True), (False, False)]

batch_shapes = pytest.mark.parametrize("shape", SHAPES, ids=str)
given = pytest.mark.parametrize(("with_w", "with_b"), GIVEN)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def arrays_of(rng, shape, parameters, with_w=True, with_b=True):
    x, w, b = rng.normal(2, 3, shape), rng.uniform(0.5, 2, parameters), rng.normal(1, 1, parameters)
    return [x, w if with_w else None, b if with_b else None]


def statistics(rng, channels):
    return {
        "running_mean": rng.standard_normal(channels),
        "running_var": rng.uniform(0.5, 2, channels),
    }


@batch_shapes
@given
@pytest.mark.parametrize("training", [True, False])
def test_batch_norm(shape, with_w, with_b, training, rng):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    pair = batch_norm_forward, batch_norm_backward
    arrays = arrays_of(rng, shape, 3, with_w, with_b)
    settings = {**statistics(rng, 3), "training": training, "eps": 0.01, "momentum": 0.3}
    gradcheck(*pair, arrays, **settings)
    compare(*pair, arrays, **settings)
    if training:
        compare(*pair, arrays, training=True)


def test_batch_norm_against_its_definition(rng):
    x, w, b = arrays_of(rng, (2, 3, 4), 3)
    out, _ = batch_norm_forward(x, w, b, training=True, eps=0.01)
    for c in range(3):
        channel = [x[n, c, d] for n in range(2) for d in range(4)]
        mean = sum(channel) / 8
        var = sum((v - mean) ** 2 for v in channel) / 8
        expected = w[c] * (x[:, c] - mean) / (var + 0.01) ** 0.5 + b[c]
        assert out[:, c] == pytest.approx(expected)


@batch_shapes
@pytest.mark.parametrize("momentum", [0.1, 0.0, -1.2])
def test_new_running_statistics_are_in_the_cache(shape, momentum, rng):
    torch = pytest.importorskip("torch")
    x, old = rng.normal(2, 3, shape), statistics(rng, 3)
    before = {name: value.copy() for name, value in old.items()}
    _, cache = batch_norm_forward(x, **old, training=True, momentum=momentum)
    theirs = {name: torch.tensor(value) for name, value in old.items()}
    torch.nn.functional.batch_norm(torch.tensor(x), **theirs, training=True, momentum=momentum)
    for name in old:
        assert getattr(cache, name) == pytest.approx(theirs[name].numpy(), rel=1e-12)
        assert np.array_equal(old[name], before[name])


def test_running_statistics_stay_when_not_training_or_empty(rng):
    old = statistics(rng, 3)
    for x, training in ((rng.normal(2, 3, (5, 3)), False), (np.zeros((0, 3)), True)):
        _, cache = batch_norm_forward(x, **old, training=training)
        assert np.array_equal(cache.running_mean, old["running_mean"])
        assert np.array_equal(cache.running_var, old["running_var"])


def test_batch_norm_keeps_float32(rng):
    x, w, b = (a.astype(np.float32) for a in arrays_of(rng, (5, 3), 3))
    old = {name: value.astype(np.float32) for name, value in statistics(rng, 3).items()}
    momentum, eps = np.float64(0.1), np.float64(1e-5)
    settings = {"training": True, "momentum": momentum, "eps": eps}
    out, cache = batch_norm_forward(x, w, b, **old, **settings)
    for array in (out, cache.running_mean, cache.running_var, *batch_norm_backward(out, cache)):
        assert array.dtype == np.float32


def test_batch_norm_in_float32_far_from_zero(rng):
    """Means of a squared and of a square would cancel here: x² is 1e8, the variance 1."""
    x = rng.normal(1e4, 1, (64, 3, 28, 28))
    out, _ = batch_norm_forward(x.astype(np.float32), training=True)
    exact, _ = batch_norm_forward(x, training=True)
    assert np.abs(out - exact).max() < 2e-3  # 1e4 has steps of 1e-3 in float32


@pytest.mark.parametrize("shape", [(0, 3), (0, 3, 4), (2, 3, 0)])
@pytest.mark.parametrize("training", [True, False])
def test_batch_norm_of_nothing(shape, training, rng):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    settings = {**statistics(rng, 3), "training": training}
    compare(batch_norm_forward, batch_norm_backward, arrays_of(rng, shape, 3), **settings)


def test_gradient_of_a_shift_or_a_scaling_is_zero(rng):
    x = rng.standard_normal((7, 3))
    out, cache = batch_norm_forward(x, training=True, eps=1e-12)
    for dout in (np.ones_like(x), out):
        assert batch_norm_backward(dout, cache) == pytest.approx(np.zeros((7, 3)), abs=1e-10)


MEAN, VAR = np.zeros(3), np.ones(3)


@pytest.mark.parametrize(
    ("shape", "settings", "message"),
    [
        ((3,), {"training": True}, "x must have 2, 3, 4 or 5 axes, got 1: x (3,)"),
        ((5, 3), {"w": np.ones(5), "training": True}, "w must have shape (3,), got (5,)"),
        ((5, 3), {}, "running_mean and running_var must be given when training=False"),
        (
            (5, 3),
            {"running_mean": MEAN},
            "running_mean and running_var must be given together, got one of them",
        ),
        (
            (5, 3),
            {"running_mean": np.zeros(5), "running_var": VAR},
            "running_mean must have shape (3,), got (5,)",
        ),
        (
            (1, 3),
            {"training": True},
            "x must have more than one value per channel when training: x (1, 3)",
        ),
        ((5, 3), {"training": True, "eps": 0}, "eps must be positive when training, got 0"),
        ((5, 3), {"training": True, "eps": -1}, "eps must be a number of at least 0, got -1"),
        ((5, 3), {"training": True, "momentum": None}, "momentum must be a number, got None"),
    ],
)
def test_batch_norm_refuses(shape, settings, message):
    with pytest.raises(ValueError) as caught:
        batch_norm_forward(np.ones(shape), **settings)
    assert str(caught.value) == message


@pytest.mark.parametrize("shape", [(5, 3), (2, 5, 3), (3,), (0, 3)], ids=str)
@given
def test_layer_norm(shape, with_w, with_b, rng):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    pair = layer_norm_forward, layer_norm_backward
    arrays = arrays_of(rng, shape, (3,), with_w, with_b)
    for normalized_shape in (3, (3,), [3]):
        settings = {"normalized_shape": normalized_shape, "eps": 0.01}
        gradcheck(*pair, arrays, **settings)
        compare(*pair, arrays, reference=layer_norm_of_pytorch, **settings)


@given
def test_layer_norm_over_several_axes(with_w, with_b, rng):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    pair = layer_norm_forward, layer_norm_backward
    arrays = arrays_of(rng, (2, 5, 3, 4), (3, 4), with_w, with_b)
    gradcheck(*pair, arrays, normalized_shape=(3, 4))
    compare(*pair, arrays, normalized_shape=(3, 4))


def layer_norm_of_pytorch(x, w=None, b=None, *, normalized_shape, eps):
    from torch.nn.functional import layer_norm

    return layer_norm(x, np.atleast_1d(normalized_shape).tolist(), w, b, eps)


def test_layer_norm_by_hand():
    out, _ = layer_norm_forward(np.array([[1.0, 2.0, 6.0]]), normalized_shape=3, eps=0)
    assert out == pytest.approx(np.array([[-2, -1, 3]]) / np.sqrt(14 / 3))


@pytest.mark.parametrize("normalized_shape", [5, (2, 3), (), (3, 5, 3), (2,)])
def test_layer_norm_refuses_other_axes(normalized_shape):
    with pytest.raises(ValueError, match=r"normalized_shape must be the last axes of x, not empty"):
        layer_norm_forward(np.ones((5, 3)), normalized_shape=normalized_shape)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"w": np.ones(5)}, "w must have shape (3,), got (5,)"),
        (
            {"b": np.ones(3, np.float32)},
            "x and b must have the same dtype, got float64 and float32",
        ),
        ({"eps": np.nan}, "eps must be a number, got nan"),
        ({"eps": "small"}, "eps must be a number, got 'small'"),
    ],
)
def test_layer_norm_refuses(settings, message):
    with pytest.raises(ValueError) as caught:
        layer_norm_forward(np.ones((5, 3)), normalized_shape=3, **settings)
    assert str(caught.value) == message


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_layer_norm_without_eps_is_nan_where_entries_are_equal():
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    x = np.array([[2.0, 2.0], [1.0, 3.0]])
    pair = layer_norm_forward, layer_norm_backward
    compare(*pair, [x], normalized_shape=(2,), eps=0.0, devices=["cpu"])
    assert np.isnan(layer_norm_forward(x, normalized_shape=2, eps=0.0)[0][0]).all()


def test_batch_norm_refuses_what_is_no_flag_and_no_channel():
    with pytest.raises(ValueError, match="training must be True or False, got 'yes'"):
        batch_norm_forward(np.ones((5, 3)), training="yes")
    with pytest.raises(ValueError, match=r"x must have at least one channel: x \(5, 0\)"):
        batch_norm_forward(np.ones((5, 0)), training=True)


def test_backward_refuses_another_shape(rng):
    x = rng.standard_normal((5, 3))
    message = r"dout must have the shape of out, \(5, 3\), got \(3,\)"
    for backward, (_, cache) in (
        (batch_norm_backward, batch_norm_forward(x, training=True)),
        (layer_norm_backward, layer_norm_forward(x, normalized_shape=3)),
    ):
        with pytest.raises(ValueError, match=message):
            backward(x[0], cache)


def test_arguments_are_not_modified(rng):
    x, w, b = arrays_of(rng, (5, 3), 3)
    copies, dout = [a.copy() for a in (x, w, b)], np.ones_like(x)
    for training in (True, False):
        _, cache = batch_norm_forward(x, w, b, **statistics(rng, 3), training=training)
        first = batch_norm_backward(dout, cache)
        again = batch_norm_backward(dout, cache)
        assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    _, cache = layer_norm_forward(x, w, b, normalized_shape=3)
    layer_norm_backward(dout, cache)
    assert all(np.array_equal(a, c) for a, c in zip((x, w, b), copies, strict=True))
    assert np.array_equal(dout, np.ones_like(x))
