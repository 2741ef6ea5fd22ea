"""The loss of a student: gradient, PyTorch, its limit, and what it refuses."""

import numpy as np
import pytest
import torch

from dlcourse.checks import gradcheck
from dlcourse.studies.compute import distillation_loss_backward as backward
from dlcourse.studies.compute import distillation_loss_forward as forward


@pytest.fixture
def logits():
    return np.random.default_rng(0).standard_normal((2, 5, 4))


@pytest.mark.parametrize("temperature", [0.5, 1.0, 8.0])
def test_gradients(logits, temperature):
    z, v = logits
    gradcheck(forward, backward, [z], targets=v, temperature=temperature)


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-10), (np.float32, 1e-4)])
def test_agrees_with_pytorch(logits, dtype, tolerance):
    z, v = logits.astype(dtype)
    out, cache = forward(z, targets=v, temperature=3.0)
    theirs = torch.tensor(z, requires_grad=True)
    p = (torch.tensor(v) / 3).softmax(1)
    kl = torch.nn.functional.kl_div((theirs / 3).log_softmax(1), p, reduction="batchmean")
    (9 * kl).backward()
    dz = backward(dtype(1), cache)
    assert out.dtype == dz.dtype == dtype
    assert np.allclose(out, 9 * kl.item(), rtol=tolerance)
    assert np.allclose(dz, theirs.grad.numpy(), rtol=tolerance, atol=tolerance / 10)


def test_by_hand():
    # p = (3/4, 1/4), q = (1/2, 1/2): 3/4 log(3/2) + 1/4 log(1/2)
    loss, cache = forward(np.zeros((1, 2)), targets=np.array([[np.log(3.0), 0.0]]))
    assert loss == pytest.approx(0.75 * np.log(1.5) + 0.25 * np.log(0.5))
    assert np.allclose(backward(2.0, cache), [[-0.5, 0.5]])


def test_at_high_temperature_centered_logits_are_matched(logits):
    z, v = logits
    slope = backward(1.0, forward(z, targets=v, temperature=1e4)[1])
    gap = z - z.mean(axis=1, keepdims=True) - v + v.mean(axis=1, keepdims=True)
    assert np.allclose(slope, gap / 4 / 5, atol=1e-4)


def test_large_logits_do_not_overflow():
    loss, cache = forward(np.array([[1e4, 0.0]]), targets=np.array([[0.0, 1e4]]))
    assert loss == pytest.approx(1e4)
    assert np.allclose(backward(1.0, cache), [[1, -1]])


def test_arguments_are_not_modified(logits):
    z, v = (m.copy() for m in logits)
    backward(1.0, forward(z, targets=v, temperature=2.0)[1])
    assert np.array_equal([z, v], logits)


def test_what_is_refused(logits):
    z, v = logits
    with pytest.raises(ValueError, match=r"got \(5, 4\) and \(4, 4\)"):
        forward(z, targets=v[:4])
    with pytest.raises(ValueError, match="temperature must be greater than 0, got 0"):
        forward(z, targets=v, temperature=0)
    with pytest.raises(ValueError, match="N of at least 1"):
        forward(z[:0], targets=v[:0])
