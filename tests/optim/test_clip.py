"""Clipping of gradients: PyTorch's numbers."""

import math

import numpy as np
import pytest
import torch
from optim_twins import as_torch, random_arrays

from dlcourse import optim


@pytest.mark.parametrize("max_norm", [0.0, 0.5, 3.0, 1e9])
@pytest.mark.parametrize("norm_type", [0.5, 1.0, 2.0, 3.0, math.inf])
def test_clip_grad_norm_equals_torch(max_norm, norm_type, rng):
    grads = random_arrays(rng)
    tensors = as_torch(grads)
    for name, tensor in tensors.items():
        tensor.grad = torch.tensor(grads[name])
    expected = torch.nn.utils.clip_grad_norm_(tensors.values(), max_norm, norm_type)
    assert optim.clip_grad_norm(grads, max_norm, norm_type) == pytest.approx(
        expected.item(), rel=1e-12
    )
    for name, tensor in tensors.items():
        assert np.allclose(grads[name], tensor.grad.numpy(), rtol=1e-12, atol=0)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_clip_grad_norm_of_what_is_not_finite(bad):
    g = np.array([1.0, bad])
    tensor = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    tensor.grad = torch.tensor(g)
    expected = torch.nn.utils.clip_grad_norm_([tensor], 1.0).item()
    with np.errstate(invalid="ignore"):
        assert optim.clip_grad_norm([g], 1.0) == pytest.approx(expected, nan_ok=True)
    assert np.array_equal(g, tensor.grad.numpy(), equal_nan=True)


def test_clip_grad_value_equals_torch(rng):
    g = rng.standard_normal((4, 5))
    tensor = torch.zeros(4, 5, dtype=torch.float64, requires_grad=True)
    tensor.grad = torch.tensor(g)
    torch.nn.utils.clip_grad_value_([tensor], 0.5)
    optim.clip_grad_value([g], 0.5)
    assert np.abs(g).max() == 0.5
    assert np.array_equal(g, tensor.grad.numpy())


W = np.zeros(2)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: optim.clip_grad_norm([W], -1), "max_norm must be a number of at least 0, got -1"),
        (lambda: optim.clip_grad_norm([W], 1, 0), "norm_type must be above 0, got 0"),
        (lambda: optim.clip_grad_norm([[1.0]], 1), r"grads\['0'\] must be a float32 or"),
        (lambda: optim.clip_grad_value([np.zeros(2, int)], 1), r"grads\['0'\] .*got int64"),
        (
            lambda: optim.clip_grad_value([W], -1),
            "clip_value must be a number of at least 0, got -1",
        ),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
