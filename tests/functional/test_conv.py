"""Convolutions: the definition in loops, finite differences, PyTorch."""

import numpy as np
import pytest

from dlcourse.checks import gradcheck
from dlcourse.functional import (
    _windows,
    conv,
    conv1d_backward,
    conv1d_forward,
    conv2d_backward,
    conv2d_forward,
    conv_transpose,
    conv_transpose2d_backward,
    conv_transpose2d_forward,
)

CONV = {
    1: (conv1d_forward, conv1d_backward),
    2: (conv2d_forward, conv2d_backward),
    "transpose": (conv_transpose2d_forward, conv_transpose2d_backward),
}
SETTINGS = [
    (1, {}),
    (1, {"stride": 3, "padding": 2, "dilation": 2}),
    (1, {"padding": "same", "dilation": (2,)}),
    (1, {"groups": 2, "stride": (2,), "padding": "valid"}),
    (2, {}),
    (2, {"stride": 2, "padding": 1}),
    (2, {"stride": (3, 4), "padding": (2, 0)}),  # leaves pixels that no window covers
    (2, {"dilation": (2, 3), "padding": (0, 1)}),
    (2, {"padding": "same", "dilation": (1, 3)}),
    (2, {"padding": "valid", "stride": (1, 2)}),
    (2, {"groups": 2, "padding": 1, "stride": (2, 1)}),
    ("transpose", {}),
    ("transpose", {"stride": 2, "padding": 1, "output_padding": 1}),
    ("transpose", {"stride": (3, 2), "padding": (0, 1), "output_padding": (2, 0)}),
    ("transpose", {"dilation": (3, 2), "output_padding": (2, 1)}),
    ("transpose", {"groups": 2, "stride": (1, 2), "padding": (1, 0)}),
]
every_setting = pytest.mark.parametrize(("kind", "settings"), SETTINGS, ids=str)


def arrays(kind, groups=1, batch=(2,), bias=True):
    """Every size differs, so that no two axes can be confused unnoticed."""
    rng = np.random.default_rng(0)
    c, f = 4 * groups, 6 // groups * groups
    shapes = {
        1: [(*batch, c, 9), (f, 4, 3), (f,)],
        2: [(*batch, c, 9, 8), (f, 4, 3, 2), (f,)],
        "transpose": [(*batch, c, 5, 7), (c, 3, 4, 2), (3 * groups,)],
    }[kind]
    return [rng.standard_normal(shape) for shape in shapes[: 3 if bias else 2]]


@every_setting
@pytest.mark.parametrize("batch", [(2,), ()], ids=["batch", "one image"])
def test_gradients(kind, settings, batch):
    gradcheck(*CONV[kind], arrays(kind, settings.get("groups", 1), batch), **settings)


@every_setting
@pytest.mark.parametrize("batch", [(2,), (), (0,)], ids=["batch", "one image", "no image"])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.filterwarnings("ignore:Using padding='same'")
def test_agreement_with_pytorch(kind, settings, batch, bias):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    compare(*CONV[kind], arrays(kind, settings.get("groups", 1), batch, bias), **settings)


def test_conv2d_is_its_definition():
    x, w, b = arrays(2)
    settings = {"stride": (2, 1), "padding": (1, 2), "dilation": (1, 2)}
    out, cache = conv2d_forward(x, w, b, **settings)
    dout = np.random.default_rng(1).standard_normal(out.shape)
    dx, dw, db = conv2d_backward(dout, cache)
    expected, *grads = np.tile(b[:, None, None], (2, 1, *out.shape[2:])), 0 * x, 0 * w
    for n, f, p, q, c, i, j in np.ndindex(*out.shape, *w.shape[1:]):
        y, z = 2 * p + i - 1, q + 2 * j - 2
        if 0 <= y < 9 and 0 <= z < 8:
            expected[n, f, p, q] += w[f, c, i, j] * x[n, c, y, z]
            grads[0][n, c, y, z] += w[f, c, i, j] * dout[n, f, p, q]
            grads[1][f, c, i, j] += x[n, c, y, z] * dout[n, f, p, q]
    for got, wanted in zip([out, dx, dw], [expected, *grads], strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(db, dout.sum((0, 2, 3)), rtol=1e-12)


def test_pixels_that_no_window_covers_get_zero():
    x, w = np.ones((1, 1, 5, 5)), np.ones((1, 1, 2, 2))
    out, cache = conv2d_forward(x, w, stride=3)
    dx, _ = conv2d_backward(np.ones_like(out), cache)
    covered = np.array([1, 1, 0, 1, 1])
    np.testing.assert_array_equal(dx[0, 0], np.outer(covered, covered))


def test_conv_transpose2d_is_the_transpose_of_conv2d():
    rng = np.random.default_rng(2)
    x, w = rng.standard_normal((2, 4, 8, 9)), rng.standard_normal((6, 2, 3, 2))
    settings = {"stride": (2, 3), "padding": 1, "dilation": (1, 2), "groups": 2}
    out, cache = conv2d_forward(x, w, **settings)
    dout = rng.standard_normal(out.shape)
    back, _ = conv_transpose2d_forward(dout, w, output_padding=(1, 2), **settings)
    np.testing.assert_allclose(back, conv2d_backward(dout, cache)[0], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("kind", [2, "transpose"])
def test_strips_change_nothing(monkeypatch, kind):
    forward, backward = CONV[kind]
    for module in (conv, conv_transpose):
        monkeypatch.setattr(module, "has_few_channels", lambda *_: False)
    out, cache = forward(*arrays(kind, 2), groups=2)
    dout = np.random.default_rng(3).standard_normal(out.shape)
    whole = [out, *backward(dout, cache)]
    monkeypatch.setattr(_windows, "STRIP", 100)
    out, cache = forward(*arrays(kind, 2), groups=2)
    for a, b in zip(whole, [out, *backward(dout, cache)], strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("kind", CONV)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept_and_arguments_are_not_modified(kind, dtype):
    forward, backward = CONV[kind]
    given = [a.astype(dtype) for a in arrays(kind)]
    before = [a.copy() for a in given]
    out, cache = forward(*given, padding=1)
    dout = np.random.default_rng(4).standard_normal(out.shape).astype(dtype)
    kept = dout.copy()
    grads = backward(dout, cache)
    assert {a.dtype for a in (out, *grads)} == {np.dtype(dtype)}
    for a, b in zip([*given, dout], [*before, kept], strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_value_by_hand():
    x = np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
    w = np.array([[[[1.0, 10.0], [100.0, 1000.0]]]])
    assert conv2d_forward(x, w, np.array([0.5]))[0].item() == 4321.5
    spread, _ = conv_transpose2d_forward(x, w)
    np.testing.assert_array_equal(spread[0, 0], [[1, 12, 20], [103, 1234, 2040], [300, 3400, 4000]])


REFUSED = [
    (2, {"stride": 0}, "stride must be an integer >= 1 or 2 of them, got 0"),
    (2, {"stride": 1.5}, "stride must be an integer"),
    (2, {"stride": (1, 2, 3)}, "stride must be an integer"),
    (2, {"padding": -1}, "padding must be an integer >= 0"),
    (2, {"padding": "full"}, "padding must be 'valid' or 'same', got 'full'"),
    (2, {"padding": "same", "stride": 2}, "padding='same' needs stride=1"),
    (2, {"dilation": True}, "dilation must be an integer"),
    (2, {"groups": 0}, "groups must be an integer"),
    (2, {"groups": 4}, "groups=4 does not divide the first axis of w"),
    (2, {"groups": 2}, "x has 4 channels but each filter in w expects 8 in 2 groups"),
    (2, {"dilation": 5}, "reaches over"),
    (1, {"padding": (1, 1)}, "padding must be an integer >= 0, got"),
    ("transpose", {"output_padding": 1}, "output_padding=.1, 1. must be smaller than stride"),
    ("transpose", {"padding": (4, 0)}, "takes off all of the .8, 8. pixels"),
    ("transpose", {"padding": 9}, "takes off all of the"),
    ("transpose", {"padding": "same"}, "padding must be an integer"),
]


@pytest.mark.parametrize(("kind", "settings", "message"), REFUSED)
def test_settings_that_are_refused(kind, settings, message):
    with pytest.raises(ValueError, match=message):
        CONV[kind][0](*arrays(kind), **settings)


def test_arrays_that_are_refused():
    x, w, b = arrays(2)
    with pytest.raises(ValueError, match=r"x has 3 channels .* 4: x \(2, 3, 9, 8\), w \(6, 4, 3"):
        conv2d_forward(x[:, :3], w)
    with pytest.raises(ValueError, match=r"b must have shape \(6,\), got \(5,\)"):
        conv2d_forward(x, w, b[:5])
    with pytest.raises(ValueError, match=r"x must have 3 or 4 axes, got 2"):
        conv2d_forward(x[0, 0], w)
    with pytest.raises(ValueError, match="x needs pixels and w needs filters"):
        conv2d_forward(x[:, :, :0], w)
    with pytest.raises(ValueError, match="x and w must have the same dtype"):
        conv2d_forward(x, w.astype(np.float32))


@pytest.mark.parametrize("kind", CONV)
def test_a_dout_that_is_not_like_out_is_refused(kind):
    forward, backward = CONV[kind]
    out, cache = forward(*arrays(kind))
    with pytest.raises(ValueError, match="dout must have the shape of out"):
        backward(out[..., 1:], cache)
    with pytest.raises(ValueError, match="dout must have the dtype of out"):
        backward(out.astype(np.float32), cache)
