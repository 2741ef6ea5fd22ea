"""The same step in PyTorch and in Opacus, from the same weights and with the same noise."""

import numpy as np

from ...layers import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential


def small_cnn(dtype):
    """A convolution, a pooling and one Linear for digits of 8 by 8, from one start."""
    options = {"rng": np.random.default_rng(0), "dtype": dtype}
    first, last = Conv2d(1, 4, 3, padding=1, **options), Linear(64, 10, **options)
    return Sequential(first, ReLU(), MaxPool2d(2), Flatten(), last)


def torch_cnn(model):
    """The same network in PyTorch, with the weights of a `small_cnn`."""
    import torch
    from torch import nn

    first, last = nn.Conv2d(1, 4, 3, padding=1), nn.Linear(64, 10)
    twin = nn.Sequential(first, nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), last)
    weights = {name: torch.from_numpy(p.copy()) for name, p in model.params.items()}
    twin.to(weights["0.weight"].dtype).load_state_dict(weights)
    return twin


def torch_gradients(twin, x, y):
    """Gradient of each example by PyTorch's own means: vmap over grad (torch.func).

    Parameters
    ----------
    twin : torch.nn.Module
    x, y : array

    Returns
    -------
    dict of str to array (B, ...)
    """
    import torch
    from torch.func import functional_call, grad, vmap

    def loss(weights, one, label):
        logits = functional_call(twin, weights, (one[None],))
        return torch.nn.functional.cross_entropy(logits, label[None])

    weights = {name: p.detach() for name, p in twin.named_parameters()}
    found = vmap(grad(loss), in_dims=(None, 0, 0))(weights, *map(torch.from_numpy, (x, y)))
    return {name: g.numpy() for name, g in found.items()}


def opacus_gradients(twin, x, y, *, max_norm, noise_multiplier, expected_batch, seed, reduction):
    """What Opacus has before a step: each example's gradient, and the private one.

    Parameters
    ----------
    twin : torch.nn.Module
    x, y : array
    max_norm, noise_multiplier, expected_batch : float
    seed : int
        Of the noise.
    reduction : {"mean", "sum"}
        What Opacus is told of the loss, and so computes from it.

    Returns
    -------
    each, private : dict of str to array
    """
    import torch
    from opacus import GradSampleModule
    from opacus.optimizers import DPOptimizer

    module = GradSampleModule(twin, loss_reduction=reduction)
    optimizer = DPOptimizer(
        torch.optim.SGD(module.parameters(), lr=1.0),
        noise_multiplier=noise_multiplier,
        max_grad_norm=max_norm,
        expected_batch_size=expected_batch,
        loss_reduction=reduction,
        generator=torch.Generator().manual_seed(seed),
    )
    logits = module(torch.from_numpy(x).requires_grad_())
    torch.nn.functional.cross_entropy(logits, torch.from_numpy(y), reduction=reduction).backward()
    named = {name.removeprefix("_module."): p for name, p in module.named_parameters()}
    each = {name: p.grad_sample.detach().numpy().copy() for name, p in named.items()}
    optimizer.pre_step()
    return each, {name: p.grad.numpy().copy() for name, p in named.items()}


class TorchNoise:
    """Stands where a NumPy generator stands, and draws what PyTorch's of this seed draws."""

    def __init__(self, seed):
        import torch

        self.generator = torch.Generator().manual_seed(seed)

    def standard_normal(self, shape):
        """Standard normal numbers of this shape."""
        import torch

        return torch.normal(0.0, 1.0, shape, generator=self.generator).numpy()


def largest_difference(ours, theirs):
    """Largest difference of two dicts of arrays, relative to the largest entry of each array."""
    if ours.keys() != theirs.keys():
        raise ValueError(f"names differ: {sorted(ours)} and {sorted(theirs)}")
    return max(
        float(np.abs(ours[name] - theirs[name]).max() / np.abs(theirs[name]).max()) for name in ours
    )
