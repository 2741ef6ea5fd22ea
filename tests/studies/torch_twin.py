"""The twin of a critic or a generator in PyTorch."""

from dlcourse import layers as L


def to_torch(layer):
    """PyTorch's module of the same kind and settings; weights are copied afterwards."""
    import torch

    if isinstance(layer, L.Sequential):
        return torch.nn.Sequential(*map(to_torch, layer))
    settings = dict(layer.settings)
    if isinstance(layer, (L.Linear, L.Conv1d, L.Conv2d, L.ConvTranspose2d)):
        settings["bias"] = "bias" in layer.params
    return getattr(torch.nn, type(layer).__name__)(*layer.sizes, **settings).double()
