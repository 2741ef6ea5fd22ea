"""Group normalization, upsampling, adaptive pooling: gradients, PyTorch, by hand, refusals."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dlcourse import functional
from dlcourse.checks import gradcheck


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def pair(op):
    return getattr(functional, f"{op}_forward"), getattr(functional, f"{op}_backward")


def both(op, arrays, **settings):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    gradcheck(*pair(op), arrays, **settings)
    compare(*pair(op), arrays, **settings)


@pytest.mark.parametrize("rest", [(3,), (3, 2), (2, 3, 5)], ids=str)
@pytest.mark.parametrize("num_groups", [1, 2, 4])
@pytest.mark.parametrize("given", [(), (True,), (False, True), (True, True)], ids=str)
def test_group_norm(num_groups, rest, given, rng):
    x = rng.standard_normal((5, 4, *rest))
    gains = [rng.standard_normal(4) if one else None for one in given]
    both("group_norm", [x, *gains], num_groups=num_groups, eps=1e-3)


def test_one_group_is_layer_norm_and_one_channel_is_its_own(rng):
    x = rng.standard_normal((3, 4, 2, 5))
    layer, _ = functional.layer_norm_forward(x, normalized_shape=(4, 2, 5))
    assert_allclose(functional.group_norm_forward(x, num_groups=1)[0], layer, rtol=1e-12)
    channel, _ = functional.layer_norm_forward(x, normalized_shape=(2, 5))
    assert_allclose(functional.group_norm_forward(x, num_groups=4)[0], channel, rtol=1e-12)


def test_no_other_example_has_a_say(rng):
    x = rng.standard_normal((3, 4, 5))
    whole, _ = functional.group_norm_forward(x, num_groups=2)
    assert_allclose(whole[1:2], functional.group_norm_forward(x[1:2], num_groups=2)[0])


@pytest.mark.parametrize("scale_factor", [1, 2, (3, 1), (2, 4)], ids=str)
def test_interpolate(scale_factor, rng):
    both("interpolate", [rng.standard_normal((2, 3, 4, 5))], scale_factor=scale_factor)


@pytest.mark.parametrize("output_size", [1, 2, 4, (3, 5), (None, 2), (6, None), (7, 9)], ids=str)
def test_adaptive_pooling(output_size, rng):
    both("adaptive_avg_pool2d", [rng.standard_normal((2, 3, 4, 5))], output_size=output_size)
    both("adaptive_avg_pool2d", [rng.standard_normal((3, 4, 5))], output_size=output_size)


def test_windows_by_hand():
    x = np.arange(5.0).reshape(1, 1, 5)
    out, cache = functional.adaptive_avg_pool2d_forward(x, output_size=(1, 2))
    assert out.tolist() == [[[1, 3]]]  # 0 1 2 and 2 3 4
    dx = functional.adaptive_avg_pool2d_backward(np.array([[[3.0, 6.0]]]), cache)
    assert dx.tolist() == [[[1, 1, 3, 2, 2]]]


def test_what_is_not_finite_stays_in_its_windows(rng):
    x = rng.standard_normal((1, 2, 4, 4))
    x[0, 0, 0, 0] = np.inf
    out, _ = functional.adaptive_avg_pool2d_forward(x, output_size=2)
    assert np.isinf(out).sum() == 1
    assert np.isfinite(out).sum() == 7


@pytest.mark.parametrize(
    ("op", "settings"),
    [
        ("group_norm", {"num_groups": 2}),
        ("interpolate", {"scale_factor": 2}),
        ("adaptive_avg_pool2d", {"output_size": 3}),
    ],
)
def test_arguments_stay_and_float32_stays(op, settings, rng):
    forward, backward = pair(op)
    x = rng.standard_normal((2, 4, 5, 6), dtype=np.float32)
    kept = x.copy()
    out, cache = forward(x, **settings)
    dout = rng.standard_normal(out.shape, dtype=np.float32)
    given = dout.copy()
    dx = backward(dout, cache)
    assert out.dtype == dx.dtype == np.float32
    assert np.array_equal(x, kept)
    assert np.array_equal(dout, given)
    with pytest.raises(ValueError, match="dout must have the shape of out"):
        backward(dout[1:], cache)


X = np.zeros((2, 4, 3, 3))


@pytest.mark.parametrize(
    ("op", "x", "settings", "said"),
    [
        (
            "group_norm",
            X,
            {"num_groups": 3},
            "must divide the channels of x, got 3: x (2, 4, 3, 3)",
        ),
        ("group_norm", X, {"num_groups": 0}, "num_groups must be an integer"),
        ("group_norm", X[0, 0, 0], {"num_groups": 1}, "at least two axes, (N, C, ...): x (3,)"),
        ("group_norm", X[:, :, 0, 0], {"num_groups": 4}, "more than one value per group"),
        ("interpolate", X, {"scale_factor": 1.5}, "scale_factor must be an integer >= 1"),
        ("interpolate", X, {"scale_factor": 2, "mode": "bilinear"}, "mode must be 'nearest'"),
        ("interpolate", X, {"scale_factor": 2, "size": 3}, "does not support size=3"),
        ("adaptive_avg_pool2d", X, {"output_size": 0}, "output_size must be an integer"),
        ("adaptive_avg_pool2d", X, {"output_size": (1, 2, 3)}, "an integer or a pair"),
        ("adaptive_avg_pool2d", X[..., :0], {"output_size": 1}, "at least one pixel"),
    ],
)
def test_refuses(op, x, settings, said):
    with pytest.raises(ValueError) as caught:
        pair(op)[0](x, **settings)
    assert said in str(caught.value)
