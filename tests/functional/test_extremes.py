"""nan, infinities and the largest numbers: PyTorch's answer, and no warning."""

import numpy as np
import pytest
import torch

from dlcourse import functional as F


def both(op, x, dout, atol=0, **settings):
    with np.errstate(all="raise", under="ignore"):
        out, cache = getattr(F, f"{op}_forward")(x, **settings)
        dx = getattr(F, f"{op}_backward")(dout, cache)
    theirs = torch.tensor(x, requires_grad=True)
    expected = getattr(torch.nn.functional, op)(theirs, **settings)
    expected.backward(torch.tensor(dout))
    for received, wanted in ((out, expected.detach()), (dx, theirs.grad)):
        np.testing.assert_allclose(received, wanted.numpy(), rtol=1e-5, atol=atol)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("alpha", [1.0, -2.0, 0.0, 1e38])
def test_elu(dtype, alpha):
    largest = np.finfo(dtype).max
    x = np.array([np.nan, 1e38, -1e38, largest, -largest, np.inf, -np.inf, 0.0, -0.0], dtype)
    both("elu", x, np.ones_like(x), alpha=alpha)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("approximate", ["none", "tanh"])
def test_gelu(dtype, approximate):
    """PyTorch's own slope by tanh is nan where x² overflows: what is right stands here."""
    largest = np.finfo(dtype).max
    x = np.array([np.nan, 1e38, -1e38, largest, -largest, 50.0, -50.0, 0.0], dtype)
    with np.errstate(all="raise", under="ignore"):
        out, cache = F.gelu_forward(x, approximate=approximate)
        dx = F.gelu_backward(np.ones_like(x), cache)
    np.testing.assert_allclose(out, np.where(x < 0, 0, x), rtol=1e-6)
    np.testing.assert_allclose(dx, [np.nan, 1, 0, 1, 0, 1, 0, 0.5], rtol=1e-6)


@pytest.mark.parametrize("op", ["softmax", "log_softmax"])
@pytest.mark.parametrize(
    "x",
    [
        [1e38, -3e38, 0.0],
        [np.nan, 1.0, 2.0],
        [-np.inf, 0.0, 1.0],
        [-3e38, 3e38, np.inf],
        [-np.inf, -np.inf, -np.inf],
    ],
)
def test_softmax(op, x):
    both(op, np.array(x, np.float32), np.array([1, 2, 5], np.float32), dim=0)


@pytest.mark.parametrize("op", ["softmax", "log_softmax"])
def test_one_row_of_softmax_that_is_not_finite_leaves_the_others_alone(op):
    x = np.ones((3, 4), np.float32)
    x[1, 2] = np.nan
    for dim in (0, 1):
        both(op, x, np.arange(12, dtype=np.float32).reshape(3, 4), atol=1e-6, dim=dim)
