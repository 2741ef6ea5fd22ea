"""The comparison with PyTorch accepts what agrees and names what does not."""

from types import SimpleNamespace

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from dlcourse.checks.torch import (  # noqa: E402
    TOLERANCE,
    available_devices,
    compare,
    error,
    full_precision,
)


def linear_forward(x, w, b=None):
    out = x @ w.T
    return (out if b is None else out + b), (x, w, b)


def linear_backward(dout, cache):
    x, w, b = cache
    grads = dout @ w, dout.T @ x
    return grads if b is None else (*grads, dout.sum(axis=0))


@pytest.fixture
def arrays():
    rng = np.random.default_rng(0)
    return [rng.standard_normal(shape) for shape in ((5, 3), (4, 3), (4,))]


def test_agreement(arrays):
    report = compare(linear_forward, linear_backward, arrays)
    assert repr(report) == (
        "linear: out dx dw db agree with PyTorch to 1e-10 in float64 and 1e-04 in float32"
    )
    assert report.devices == available_devices()
    assert set(report.errors["cpu", "float64"]) == {"out", "dx", "dw", "db"}
    assert report.shapes == {"out": (5, 4), "dx": (5, 3), "dw": (4, 3), "db": (4,)}


def test_optional_array_has_no_gradient(arrays):
    report = compare(linear_forward, linear_backward, [*arrays[:2], None])
    assert list(report.shapes) == ["out", "dx", "dw"]


def test_wrong_forward_with_its_own_right_gradient(arrays):
    def doubled_forward(x, w, b):
        return linear_forward(2 * x, w, b)

    def doubled_backward(dout, cache):
        dx, dw, db = linear_backward(dout, cache)
        return 2 * dx, dw, db

    doubled_forward.__name__ = "linear_forward"
    with pytest.raises(
        AssertionError, match=r"linear on cpu in float64: out\[\d, \d\] is .*PyTorch's"
    ):
        compare(doubled_forward, doubled_backward, arrays)


@pytest.mark.parametrize("name", ["dx", "dw", "db"])
def test_each_wrong_gradient_is_named(arrays, name):
    def wrong(dout, cache):
        grads = dict(zip(("dx", "dw", "db"), linear_backward(dout, cache), strict=True))
        grads[name] = grads[name] + 1e-8
        return tuple(grads.values())

    with pytest.raises(AssertionError, match=rf"float64: {name}\[.*tolerance 1e-10"):
        compare(linear_forward, wrong, arrays)


def test_float32_is_compared_too(arrays):
    def rough(x, w, b):
        out, cache = linear_forward(x, w, b)
        return (out + np.float32(1e-2) if out.dtype == np.float32 else out), cache

    rough.__name__ = "linear_forward"
    with pytest.raises(AssertionError, match=r"in float32: out\["):
        compare(rough, linear_backward, arrays)


def test_dtype_and_shape_are_compared(arrays):
    def promoted(x, w, b):
        out, cache = linear_forward(x, w, b)
        return out.astype(np.float64), cache

    def flat(x, w, b):
        return linear_forward(x, w, b)[0].ravel(), (x, w, b)

    promoted.__name__ = flat.__name__ = "linear_forward"
    with pytest.raises(AssertionError, match=r"out is float64 .* but PyTorch's is float32"):
        compare(promoted, lambda d, c: linear_backward(d.astype(c[0].dtype), c), arrays)
    with pytest.raises(
        AssertionError, match=r"out is float64 \(20,\), but PyTorch's is .*\(5, 4\)"
    ):
        compare(flat, lambda d, c: linear_backward(d.reshape(5, 4), c), arrays)


def test_own_reference_and_several_outputs(arrays):
    def both_forward(x, *, factor):
        return (np.sin(x), factor * x), (x, factor)

    def both_backward(dout, cache):
        x, factor = cache
        return dout[0] * np.cos(x) + factor * dout[1]

    report = compare(
        both_forward,
        both_backward,
        arrays[:1],
        reference=lambda x, *, factor: (torch.sin(x), factor * x),
        factor=3.0,
    )
    assert list(report.shapes) == ["out0", "out1", "dx"]
    with pytest.raises(AssertionError, match="dx"):
        compare(
            both_forward,
            lambda dout, cache: dout[0],
            arrays[:1],
            reference=lambda x, *, factor: (torch.sin(x), factor * x),
            factor=3.0,
        )


def test_running_statistics_are_compared(arrays):
    def batch_norm_forward(x, *, running_mean, running_var, training, momentum=0.1):
        mean, var = x.mean(axis=0), x.var(axis=0)
        out = (x - mean) / np.sqrt(var + 1e-5)
        new = SimpleNamespace(
            running_mean=running_mean + x.dtype.type(momentum) * (mean - running_mean),
            running_var=running_var + x.dtype.type(momentum) * (var - running_var),  # biased: wrong
            out=out,
            std=np.sqrt(var + 1e-5),
        )
        return out, new

    def batch_norm_backward(dout, cache):
        centered = dout - dout.mean(axis=0) - cache.out * (dout * cache.out).mean(axis=0)
        return centered / cache.std

    settings = {"running_mean": np.zeros(3), "running_var": np.ones(3), "training": True}
    with pytest.raises(AssertionError, match=r"running_var\["):
        compare(batch_norm_forward, batch_norm_backward, arrays[:1], **settings)


def test_dropout_is_compared_through_the_mask_it_drew(arrays):
    def dropout_forward(x, *, p=0.5, training=True, rng=None, scaled=True):
        scale = (rng.random(x.shape) >= p).astype(x.dtype)
        scale = scale / x.dtype.type(1 - p) if scaled else scale
        return x * scale, scale

    def dropout_backward(dout, scale):
        return dout * scale

    def unscaled(x, **settings):
        return dropout_forward(x, scaled=False, **settings)

    unscaled.__name__ = "dropout_forward"
    settings = {"p": 0.3, "rng": lambda: np.random.default_rng(1)}
    compare(dropout_forward, dropout_backward, arrays[:1], **settings)
    with pytest.raises(AssertionError, match=r"out\["):
        compare(unscaled, dropout_backward, arrays[:1], **settings)


def test_unknown_operation_and_device(arrays):
    def nonsense_forward(x):
        return x, None

    with pytest.raises(ValueError, match="pass reference="):
        compare(nonsense_forward, lambda d, c: d, arrays[:1])
    with pytest.raises(ValueError, match=r"device 'abacus' is not here; PyTorch finds cpu"):
        compare(linear_forward, linear_backward, arrays, devices=["abacus"])


def test_error_measure():
    assert error(np.zeros((0, 3)), np.zeros((0, 3))) == 0
    assert error([np.nan, np.inf, 1], [np.nan, np.inf, 1]) == 0
    assert error([np.nan, 1], [1, 1]) == np.inf
    assert error([np.inf, 1], [-np.inf, 1]) == np.inf
    assert error([np.inf, 1.5], [np.inf, 1]) == 0.5
    assert error([0.25], [0.0]) == 0.25
    assert error([300.0], [200.0]) == 0.5


def test_tf32_is_off_during_the_check_and_as_before_afterwards():
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("high")
    try:
        with torch.backends.cudnn.flags(allow_tf32=True):
            with full_precision():
                assert torch.get_float32_matmul_precision() == "highest"
                assert not torch.backends.cudnn.allow_tf32
            assert torch.get_float32_matmul_precision() == "high"
            assert torch.backends.cudnn.allow_tf32
    finally:
        torch.set_float32_matmul_precision(before)


def test_tolerances():
    for device in TOLERANCE:
        assert TOLERANCE[device].get("float64", 1e-10) == 1e-10
        assert TOLERANCE[device]["float32"] == 1e-4
    assert "float64" not in TOLERANCE["mps"]
