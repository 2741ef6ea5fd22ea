"""Pooling: ties, NaN, padding, windows that hang over the edge; finite differences, PyTorch."""

import numpy as np
import pytest

from dlcourse.checks import gradcheck
from dlcourse.functional import (
    avg_pool2d_backward,
    avg_pool2d_forward,
    max_pool2d_backward,
    max_pool2d_forward,
)

POOL = {
    "max": (max_pool2d_forward, max_pool2d_backward),
    "avg": (avg_pool2d_forward, avg_pool2d_backward),
}
BOTH = [
    {"kernel_size": 2},
    {"kernel_size": (3, 2), "stride": (1, 3)},
    {"kernel_size": (2, 4), "stride": (3, 1), "padding": (1, 2)},
    {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True},
    {"kernel_size": (2, 1), "stride": 3, "ceil_mode": True},  # the last window would start outside
    {"kernel_size": (1, 2), "stride": ()},
]
SETTINGS = [
    *((kind, settings) for kind in POOL for settings in BOTH),
    ("max", {"kernel_size": (2, 3), "stride": 1, "dilation": (3, 2)}),
    (
        "max",
        {
            "kernel_size": 3,
            "padding": 1,
            "dilation": (1, 2),
            "ceil_mode": True,
            "return_indices": False,
        },
    ),
    (
        "avg",
        {
            "kernel_size": 3,
            "stride": 2,
            "padding": 1,
            "ceil_mode": True,
            "count_include_pad": False,
        },
    ),
    ("avg", {"kernel_size": (2, 3), "padding": 1, "divisor_override": -5}),
]
every_setting = pytest.mark.parametrize(("kind", "settings"), SETTINGS, ids=str)


def distinct(*shape):
    """Numbers at least 0.1 apart, so that no step of a finite difference changes a winner."""
    return np.random.default_rng(0).permutation(np.prod(shape)).reshape(shape) / 10 - 2


@every_setting
@pytest.mark.parametrize("shape", [(2, 3, 6, 7), (3, 6, 7)], ids=["batch", "one image"])
def test_gradients(kind, settings, shape):
    gradcheck(*POOL[kind], [distinct(*shape)], **settings)


@every_setting
@pytest.mark.parametrize("shape", [(2, 3, 6, 7), (3, 6, 7), (0, 3, 6, 7)])
def test_agreement_with_pytorch(kind, settings, shape):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    compare(*POOL[kind], [distinct(*shape)], **settings)


@every_setting
def test_ties_and_nan_agree_with_pytorch(kind, settings):
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(1)
    x = rng.choice([0.0, 1.0, -np.inf, np.nan], (2, 3, 8, 9), p=[0.5, 0.3, 0.1, 0.1])
    tensor = torch.tensor(x, requires_grad=True)
    given = {name: v for name, v in settings.items() if name != "return_indices"}
    expected = getattr(torch.nn.functional, f"{kind}_pool2d")(tensor, **given)
    dout = rng.standard_normal(expected.shape)
    expected.backward(torch.tensor(dout))
    forward, backward = POOL[kind]
    out, cache = forward(x, **settings)
    np.testing.assert_allclose(out, expected.detach().numpy(), rtol=1e-12)
    np.testing.assert_allclose(backward(dout, cache), tensor.grad.numpy(), rtol=1e-12, atol=1e-15)


def test_the_first_of_equal_pixels_gets_the_gradient():
    out, cache = max_pool2d_forward(np.ones((1, 4, 4)), kernel_size=3, stride=1)
    dx = max_pool2d_backward(np.array([[[1.0, 2.0], [3.0, 4.0]]]), cache)
    np.testing.assert_array_equal(dx[0, :3, :3], [[1, 2, 0], [3, 4, 0], [0, 0, 0]])


def test_an_infinite_gradient_stays_with_the_winner():
    _, cache = max_pool2d_forward(np.array([[[1.0, 3.0]]]), kernel_size=(1, 2))
    np.testing.assert_array_equal(
        max_pool2d_backward(np.array([[[np.inf]]]), cache), [[[0, np.inf]]]
    )


def test_more_taps_than_a_byte_can_count():
    x = np.zeros((1, 17, 19))
    x[0, 16, 18] = 1
    out, cache = max_pool2d_forward(x, kernel_size=(17, 19))
    np.testing.assert_array_equal(max_pool2d_backward(np.array([[[2.0]]]), cache), 2 * x)


@pytest.mark.parametrize("kind", POOL)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept_and_arguments_are_not_modified(kind, dtype):
    forward, backward = POOL[kind]
    x = distinct(2, 3, 6, 7).astype(dtype)
    before = x.copy()
    out, cache = forward(x, kernel_size=3, stride=1, padding=1)
    dout = np.random.default_rng(2).standard_normal(out.shape).astype(dtype)
    kept = dout.copy()
    assert out.dtype == backward(dout, cache).dtype == dtype
    np.testing.assert_array_equal(x, before)
    np.testing.assert_array_equal(dout, kept)


def test_memory_order_does_not_matter():
    x = distinct(2, 3, 6, 7)
    batch_innermost = np.ascontiguousarray(x.transpose(1, 2, 3, 0)).transpose(3, 0, 1, 2)
    for forward, backward in POOL.values():
        results = []
        for image in (x, batch_innermost):
            out, cache = forward(image, kernel_size=2, padding=1)
            dout = np.random.default_rng(3).standard_normal(out.shape)
            results.append((out, backward(dout, cache)))
        np.testing.assert_array_equal(results[0][0], results[1][0])
        np.testing.assert_array_equal(results[0][1], results[1][1])


REFUSED = [
    ("max", {"kernel_size": 2, "return_indices": True}, "return_indices=True"),
    ("max", {"kernel_size": 0}, "kernel_size must be an integer >= 1"),
    ("max", {"kernel_size": 3, "padding": 2}, "padding must be at most half of kernel_size"),
    ("max", {"kernel_size": 3, "stride": 0}, "stride must be an integer >= 1"),
    ("max", {"kernel_size": 2, "dilation": 7}, "x is smaller than one window"),
    (
        "max",
        {"kernel_size": 2, "dilation": 8, "padding": 1, "stride": 9},
        "meets none of the 7 pixels",
    ),
    ("max", {"kernel_size": 2, "ceil_mode": "yes"}, "ceil_mode must be True or False"),
    ("max", {"kernel_size": 2, "ceil_mode": 1}, "ceil_mode must be True or False, got 1"),
    ("max", {"kernel_size": 2**31 - 1}, "x is smaller than one window"),
    ("max", {"kernel_size": 2, "stride": 2**63}, "stride must be an integer <= 2147483647"),
    ("avg", {"kernel_size": 8}, "x is smaller than one window"),
    ("avg", {"kernel_size": 2, "divisor_override": 0}, "divisor_override must be an integer other"),
    ("avg", {"kernel_size": 2, "divisor_override": 1.5}, "divisor_override must be an integer"),
    ("avg", {"kernel_size": 2, "count_include_pad": 2}, "count_include_pad must be True or False"),
]


@pytest.mark.parametrize(("kind", "settings", "message"), REFUSED)
def test_settings_that_are_refused(kind, settings, message):
    with pytest.raises(ValueError, match=message):
        POOL[kind][0](distinct(2, 3, 6, 7), **settings)


@pytest.mark.parametrize("kind", POOL)
def test_arrays_that_are_refused(kind):
    forward, backward = POOL[kind]
    with pytest.raises(ValueError, match="x must be float32 or float64, got int64"):
        forward(np.zeros((2, 3, 6, 7), np.int64), kernel_size=2)
    with pytest.raises(ValueError, match="x must have 3 or 4 axes, got 2"):
        forward(np.zeros((6, 7)), kernel_size=2)
    with pytest.raises(ValueError, match="x must have channels and pixels"):
        forward(np.zeros((2, 0, 6, 7)), kernel_size=2)
    out, cache = forward(np.zeros((2, 3, 6, 7)), kernel_size=2)
    with pytest.raises(ValueError, match="dout must have the shape of out"):
        backward(out[..., 1:], cache)
