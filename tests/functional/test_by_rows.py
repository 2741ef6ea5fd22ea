"""Convolutions of few channels are computed in another way: the results are the same."""

import numpy as np
import pytest
from test_conv import CONV, arrays, every_setting

from dlcourse.functional import _by_rows, conv, conv2d_forward, conv_transpose

DEPTHWISE = [
    (2, {"stride": (1, 2), "padding": (2, 1)}),
    (2, {"stride": 2, "dilation": (1, 2), "padding": 1}),
    (2, {"padding": "same"}),
    (1, {"stride": 2, "padding": 3}),
    ("transpose", {"stride": (2, 1), "padding": 1, "output_padding": (1, 0)}),
]


def results(kind, given, settings):
    """out, dx, dw and db."""
    forward, backward = CONV[kind]
    out, cache = forward(*given, **settings)
    dout = np.random.default_rng(6).standard_normal(out.shape).astype(out.dtype)
    return out, *backward(dout, cache)


def choose(monkeypatch, by_rows):
    """Let all convolutions go one way."""
    for module in (conv, conv_transpose):
        monkeypatch.setattr(module, "has_few_channels", lambda *_: by_rows)


def depthwise(kind, dtype=np.float64):
    """Each of five channels has its own filter."""
    (x, w, _), rng = arrays(kind), np.random.default_rng(7)
    shapes = (2, 5, *x.shape[2:]), (5, 1, *w.shape[2:]), (5,)
    return [rng.standard_normal(shape).astype(dtype) for shape in shapes]


@every_setting
@pytest.mark.parametrize("batch", [(2,), (), (0,)], ids=["batch", "one image", "no image"])
def test_rows_give_what_columns_give(monkeypatch, kind, settings, batch):
    given = arrays(kind, settings.get("groups", 1), batch)
    choose(monkeypatch, False)
    expected = results(kind, given, settings)
    choose(monkeypatch, True)
    for block in (2**18, 30):
        monkeypatch.setattr(_by_rows, "BLOCK", block)
        for a, b in zip(results(kind, given, settings), expected, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("kind", "settings"), DEPTHWISE, ids=str)
def test_depthwise(kind, settings):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    compare(*CONV[kind], depthwise(kind), groups=5, **settings)


@pytest.mark.parametrize("value", [np.inf, np.nan])
def test_only_windows_that_see_a_pixel_take_its_infinity(value):
    x, w, b = depthwise(2)
    x[1, 3, 4, 5] = value
    out, _ = conv2d_forward(x, w, b, groups=5)
    expected = np.zeros_like(out, bool)
    expected[1, 3, 2:5, 4:6] = True  # kernels of 3 by 2
    np.testing.assert_array_equal(~np.isfinite(out), expected)


@pytest.mark.parametrize("kind", CONV)
def test_dtype_is_kept_and_arguments_are_not_modified(kind):
    given = depthwise(kind, np.float32)
    before = [a.copy() for a in given]
    found = results(kind, given, {"groups": 5})
    assert {a.dtype for a in found} == {np.dtype(np.float32)}
    for a, b in zip(given, before, strict=True):
        np.testing.assert_array_equal(a, b)


def test_which_filters_have_few_channels():
    def few(each, channels, stride=1):
        windows = conv.Windows((3, 2), (1, stride), (1, 1), (5, 5))
        return _by_rows.has_few_channels(np.ones((4, each, channels * 6)), windows)

    assert few(1, 1)
    assert few(16, 16, stride=2)
    assert few(1, 200)
    assert not few(4, 3)  # dx would be the slower one
    assert not few(32, 32)
    assert not few(1, 1, stride=3)
