"""The gradient penalty: values by hand, gradients, PyTorch, and the kink at norm zero."""

import numpy as np
import pytest

from dlcourse.checks import gradcheck, numerical_gradient
from dlcourse.functional import gradient_penalty_backward, gradient_penalty_forward

reductions = pytest.mark.parametrize("reduction", ["none", "mean", "sum"])
operation = gradient_penalty_forward, gradient_penalty_backward


@pytest.mark.parametrize("shape", [(5, 3), (1, 4), (2, 3, 4, 5)], ids=str)
@reductions
@pytest.mark.parametrize("target", [0.0, 1.0, 3.0])
def test_gradient_penalty(shape, target, reduction):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    arrays = [np.random.default_rng(0).standard_normal(shape)]
    gradcheck(*operation, arrays, target=target, reduction=reduction)
    compare(*operation, arrays, target=target, reduction=reduction)


def test_gradient_penalty_by_hand():
    dx = np.zeros((3, 2, 2))
    dx[0, 0], dx[1, 1, 1] = (3.0, 4.0), 1.0  # norms 5, 1 and 0
    out, cache = gradient_penalty_forward(dx, reduction="none")
    assert np.array_equal(out, [16, 0, 1])
    ddx = gradient_penalty_backward(np.ones(3), cache)
    assert ddx[0, 0] == pytest.approx([2 * 4 * 3 / 5, 2 * 4 * 4 / 5])
    assert not ddx[1:].any()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("target", [0.0, 1.0])
def test_gradient_penalty_at_norm_zero(dtype, target):
    """The kink of the norm: PyTorch takes the slope 0, and so do we."""
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    dx = np.zeros((3, 2), dtype)
    dx[1] = 0.6, 0.8
    out, cache = gradient_penalty_forward(dx, target=target)
    ddx = gradient_penalty_backward(1.0, cache)
    assert not ddx[[0, 2]].any()
    assert out.dtype == ddx.dtype == dtype
    compare(*operation, [dx], target=target)


def test_gradient_penalty_is_of_each_example():
    """One norm over the whole batch would be another penalty."""
    dx = np.random.default_rng(0).standard_normal((5, 3))
    each = [gradient_penalty_forward(row[None])[0] for row in dx]
    assert gradient_penalty_forward(dx)[0] == pytest.approx(np.mean(each))
    slope = numerical_gradient(lambda row: gradient_penalty_forward(row)[0], dx[2:3])
    whole = gradient_penalty_backward(5.0, gradient_penalty_forward(dx)[1])
    assert whole[2:3] == pytest.approx(slope, abs=1e-7)


@reductions
def test_empty_batches_agree_with_pytorch(reduction):
    compare = pytest.importorskip("dlcourse.checks.torch").compare
    compare(*operation, [np.zeros((0, 3))], reduction=reduction)


@pytest.mark.parametrize(
    ("dx", "settings", "message"),
    [
        (np.ones(3), {}, "dx must have at least 2 axes, got 1: dx (3,)"),
        (np.ones((3, 2)), {"target": None}, "target must be a number, got None"),
    ],
)
def test_refuses(dx, settings, message):
    with pytest.raises(ValueError) as caught:
        gradient_penalty_forward(dx, **settings)
    assert str(caught.value) == message
