"""For each operation, the PyTorch function with our argument names and order."""

import warnings

import numpy as np
import torch
import torch.nn.functional as F

from ._gan_references import GAN_LOSSES
from ._recurrent_references import RECURRENT

SAME = (
    "linear relu leaky_relu elu gelu sigmoid tanh softplus softmax log_softmax "
    "conv1d conv2d conv_transpose2d max_pool2d avg_pool2d adaptive_avg_pool2d interpolate "
    "scaled_dot_product_attention normalize"
).split()
"""Operations whose arguments have PyTorch's order and whose settings have PyTorch's names."""

LOSSES = (
    "mse_loss l1_loss huber_loss kl_div cross_entropy nll_loss binary_cross_entropy_with_logits"
).split()
"""Losses call their second argument `targets`; PyTorch takes it second."""


def _loss(function):
    def reference(predictions, *, targets, **settings):
        with warnings.catch_warnings():  # that "mean" of kl_div is not the divergence
            warnings.filterwarnings("ignore", "reduction: 'mean' divides")
            return function(predictions, targets, **settings)

    return reference


def embedding(w, *, ids, **settings):
    """PyTorch takes the ids first."""
    return F.embedding(ids, w, **settings)


def batch_norm(x, w=None, b=None, *, running_mean=None, running_var=None, **settings):
    """PyTorch takes the statistics second and third, and updates them in place."""
    return F.batch_norm(x, running_mean, running_var, w, b, **settings)


def layer_norm(x, w=None, b=None, *, normalized_shape, **settings):
    """PyTorch takes the shape second."""
    return F.layer_norm(x, normalized_shape, w, b, **settings)


def group_norm(x, w=None, b=None, *, num_groups, **settings):
    """PyTorch takes the number of groups second. Its backward pass fails with a bias alone."""
    w = torch.ones_like(b) if w is None and b is not None else w
    return F.group_norm(x, num_groups, w, b, **settings)


def dice_loss(probs, *, targets, smooth=1.0, squared=False, reduction="mean"):
    """PyTorch has none: the formula, for its automatic differentiation."""
    axes = tuple(range(1, probs.ndim))
    areas = probs.square() + targets.square() if squared else probs + targets
    common = (probs * targets).sum(axes)
    losses = 1 - (2 * common + smooth) / (areas.sum(axes) + smooth)
    return losses if reduction == "none" else getattr(losses, reduction)()


def info_nce(query, key, *, temperature=0.1, reduction="mean"):
    """Cross-entropy of the similarities, where the answer is the row's own number."""
    own = torch.arange(len(query), device=query.device)
    return F.cross_entropy(query @ key.T / temperature, own, reduction=reduction)


def pool_over_time(x, *, mode="mean", lengths=None):
    """PyTorch's mean and max of each sequence, cut to its length."""
    lengths = [x.shape[1]] * len(x) if lengths is None else lengths
    cut = [steps[: int(length)] for steps, length in zip(x, lengths, strict=True)]
    return torch.stack([s.mean(0) if mode == "mean" else s.max(0).values for s in cut])


def dropout(forward):
    """PyTorch's dropout, with the mask that our own `forward` draws from `rng`.

    The mask is found by dropping from ones. What remains there is not taken over: the scale
    1 / (1 - p) is PyTorch's.
    """

    def reference(x, *, rng=None, **settings):
        if rng is None or not 0 < settings.get("p", 0.5) < 1 or not settings.get("training", True):
            return F.dropout(x, **settings)
        ones = np.ones(x.shape, str(x.dtype).removeprefix("torch."))
        drawn = forward(ones, rng=rng, **settings)[0]
        kept = torch.from_numpy(np.asarray(drawn != 0)).to(x.device)
        return torch.where(kept, x / (1 - settings.get("p", 0.5)), 0.0)

    return reference


REFERENCES = {
    **{name: getattr(F, name) for name in SAME},
    **{name: _loss(getattr(F, name)) for name in LOSSES},
    "embedding": embedding,
    "batch_norm": batch_norm,
    "layer_norm": layer_norm,
    "group_norm": group_norm,
    "dice_loss": dice_loss,
    "dropout": dropout,
    "info_nce": info_nce,
    "pool_over_time": pool_over_time,
    **RECURRENT,
    **GAN_LOSSES,
}
