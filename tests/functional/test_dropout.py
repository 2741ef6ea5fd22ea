import numpy as np
import pytest

from dlcourse.checks import gradcheck
from dlcourse.functional import dropout_backward, dropout_forward


def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("p", [0.0, 0.3, 0.5, 1.0])
def test_gradients(p):
    gradcheck(dropout_forward, dropout_backward, [rng().standard_normal((4, 3))], p=p, rng=rng)


@pytest.mark.parametrize("settings", [{"p": 0.0}, {"p": 1.0}, {"training": False}])
@pytest.mark.parametrize("shape", [(), (0, 2), (4, 3)])
def test_agreement_with_pytorch_where_nothing_is_random(settings, shape):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    x = np.asarray(rng().standard_normal(shape))
    compare(dropout_forward, dropout_backward, [x], **settings)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_an_entry_is_dropped_with_probability_p_or_scaled(dtype):
    p, n = 0.2, 40_000
    x = rng().uniform(1, 2, n).astype(dtype)
    out, cache = dropout_forward(x, p=p, rng=rng())
    dropped = out == 0
    # Four standard deviations of a share of n draws
    assert abs(dropped.mean() - p) < 4 * np.sqrt(p * (1 - p) / n)
    assert out[~dropped] == pytest.approx(x[~dropped] / (1 - p), rel=1e-6)
    assert out.dtype == dtype
    dx = dropout_backward(np.ones_like(x), cache)
    assert np.array_equal(dx == 0, dropped)
    assert dx.dtype == dtype


def test_one_seed_gives_one_mask():
    x = np.ones(99)
    first, again = (dropout_forward(x, rng=np.random.default_rng(3))[0] for _ in range(2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, dropout_forward(x, rng=np.random.default_rng(4))[0])


def test_out_is_not_x_when_nothing_is_dropped():
    x = np.ones(3)
    assert not np.shares_memory(dropout_forward(x, training=False)[0], x)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "rng must be a np.random.Generator when training, got None"),
        ({"rng": 0}, "rng must be a np.random.Generator when training, got 0"),
        ({"p": 1.5}, "p must be a number from 0 to 1, got 1.5"),
        ({"p": -0.1, "training": False}, "p must be a number from 0 to 1, got -0.1"),
        ({"training": None}, "training must be True or False, got None"),
        ({"inplace": True}, "dropout does not support inplace=True"),
    ],
)
def test_refuses(settings, message):
    with pytest.raises(ValueError) as caught:
        dropout_forward(np.ones(3), **settings)
    assert str(caught.value).startswith(message)


def test_backward_refuses_another_shape():
    _, cache = dropout_forward(np.ones((2, 3)), rng=rng())
    with pytest.raises(ValueError, match=r"dout must have the shape of out, \(2, 3\), got \(3,\)"):
        dropout_backward(np.ones(3), cache)
