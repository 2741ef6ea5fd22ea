"""Layers and networks of ours, and their twins in torch.nn."""

import numpy as np
import torch

from dlcourse import layers as L

TAKES_DTYPE = (
    "Linear Conv1d Conv2d ConvTranspose2d BatchNorm1d BatchNorm2d GroupNorm LayerNorm Embedding"
).split()


def build(name, args, settings, dtype=np.float64):
    ours = {"dtype": dtype} if name in TAKES_DTYPE else {}
    theirs = {"dtype": torch.float64} if name in TAKES_DTYPE else {}
    return getattr(L, name)(*args, **settings, **ours), getattr(torch.nn, name)(
        *args, **settings, **theirs
    )


def fill(layer, rng):
    """Random values everywhere, so that no gain of one or bias of zero hides a mistake."""
    for array in layer.state().values():
        if array.dtype.kind == "f":
            array[...] = rng.random(array.shape) + 0.5


def to_torch(layer):
    return {k: torch.from_numpy(v) for k, v in layer.state_dict().items()}


def both_passes(layer, module, x, rng):
    """Forward and backward of both; asserts that outputs and all gradients agree."""
    tensor = torch.tensor(x, requires_grad=True)
    out, expected = layer(x), module(tensor)
    assert out.dtype == x.dtype
    np.testing.assert_allclose(out, expected.detach().numpy(), rtol=1e-10, atol=1e-12)
    dout = rng.standard_normal(out.shape)
    module.zero_grad()
    expected.backward(torch.tensor(dout))
    dx = layer.backward(dout)
    np.testing.assert_allclose(dx, tensor.grad.numpy(), rtol=1e-10, atol=1e-11)
    torch_grads = {k: p.grad.numpy() for k, p in module.named_parameters()}
    assert list(layer.grads) == list(torch_grads)
    for name, expected in torch_grads.items():
        np.testing.assert_allclose(layer.grads[name], expected, rtol=1e-10, atol=1e-11)


def network(rng, dtype=np.float64):
    return L.Sequential(
        L.Conv2d(2, 3, 3, rng=rng, dtype=dtype),
        L.BatchNorm2d(3, dtype=dtype),
        L.ReLU(),
        L.Sequential(L.MaxPool2d(2), L.Flatten(), L.Linear(18, 5, rng=rng, dtype=dtype), L.Tanh()),
        L.Linear(5, 4, rng=rng, dtype=dtype),
    )


def torch_network():
    return torch.nn.Sequential(
        torch.nn.Conv2d(2, 3, 3),
        torch.nn.BatchNorm2d(3),
        torch.nn.ReLU(),
        torch.nn.Sequential(
            torch.nn.MaxPool2d(2), torch.nn.Flatten(), torch.nn.Linear(18, 5), torch.nn.Tanh()
        ),
        torch.nn.Linear(5, 4),
    ).double()
