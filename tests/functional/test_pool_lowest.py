"""Max pooling where a window holds nothing but -inf: PyTorch, with and without padding."""

import numpy as np
import pytest
import torch

from dlcourse import functional as F


@pytest.mark.parametrize("ceil_mode", [False, True])
@pytest.mark.parametrize(
    "settings",
    [
        {"kernel_size": 2, "padding": 1},
        {"kernel_size": 3, "padding": 1, "stride": 2},
        {"kernel_size": (3, 2), "padding": (1, 1), "stride": 1, "dilation": (1, 2)},
        {"kernel_size": 3, "stride": 1, "padding": 1, "dilation": 2},
    ],
)
def test_a_window_of_minus_infinity_gives_its_gradient_to_a_pixel(settings, ceil_mode):
    rng = np.random.default_rng(0)
    settings = {**settings, "ceil_mode": ceil_mode}
    for share in (1.0, 0.6):
        x = np.where(rng.random((2, 3, 6, 5)) < share, -np.inf, rng.standard_normal((2, 3, 6, 5)))
        out, cache = F.max_pool2d_forward(x, **settings)
        dout = rng.standard_normal(out.shape)
        theirs = torch.tensor(x, requires_grad=True)
        torch.nn.functional.max_pool2d(theirs, **settings).backward(torch.tensor(dout))
        dx = F.max_pool2d_backward(dout, cache)
        np.testing.assert_allclose(dx, theirs.grad.numpy(), rtol=1e-12)
        assert dx.sum() == pytest.approx(dout.sum())
