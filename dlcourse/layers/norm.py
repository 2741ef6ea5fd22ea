"""Layers that steady the training: normalization, and dropout."""

import numpy as np

from .. import init
from ..functional import (
    batch_norm_backward,
    batch_norm_forward,
    dropout_backward,
    dropout_forward,
    group_norm_backward,
    group_norm_forward,
    layer_norm_backward,
    layer_norm_forward,
)
from ..functional.check import check_float, check_ndim, refuse_unsupported
from ..settings import check_flag, check_number
from ._sizes import check_sizes, generator
from .base import Layer


class _BatchNorm(Layer):
    ndim = ()

    def __init__(
        self,
        num_features,
        eps=1e-5,
        momentum=0.1,
        affine=True,
        track_running_stats=True,
        *,
        dtype=np.float32,
    ):
        check_sizes(num_features=num_features)
        check_flag(affine=affine, track_running_stats=track_running_stats)
        params = _gain_and_bias((num_features,), affine, affine, dtype)
        super().__init__(
            batch_norm_forward, batch_norm_backward, params, momentum=momentum, eps=eps
        )
        self.sizes = (num_features,)
        if track_running_stats:
            self.buffers = {
                "running_mean": init.zeros(num_features, dtype=dtype),
                "running_var": init.ones(num_features, dtype=dtype),
                "num_batches_tracked": np.array(0, np.int64),
            }

    def forward(self, x):
        """Normalized x; in training, the running statistics move too."""
        check_float(x=x)
        check_ndim(self.ndim, x=x)
        tracked = bool(self.buffers)
        settings = {**self.settings, "training": self.training or not tracked}
        if tracked:
            seen = self.buffers["num_batches_tracked"]
            settings |= {k: self.buffers[k] for k in ("running_mean", "running_var")}
            if self.settings["momentum"] is None:  # the mean over all batches so far
                settings["momentum"] = 1 / (int(seen) + 1)
        out, self.cache = batch_norm_forward(x, *self.params.values(), **settings)
        if tracked and self.training:
            seen += 1
            self.buffers["running_mean"][...] = self.cache.running_mean
            self.buffers["running_var"][...] = self.cache.running_var
        return out


class BatchNorm1d(_BatchNorm):
    """Normalize each feature over the batch, for x (N, C) or (N, C, T); see `batch_norm_forward`.

    Parameters
    ----------
    num_features : int
        C.
    eps : float
        Added to the variance.
    momentum : float or None
        Share of the new batch in the running statistics; None takes the mean over all batches.
    affine : bool
        Learn a gain and a bias per feature.
    track_running_stats : bool
        Keep running statistics for evaluation; otherwise the batch's own are always used.
    dtype : float32 or float64

    Raises
    ------
    ValueError
        If num_features is not an integer of at least 1.
    """

    ndim = 2, 3


class BatchNorm2d(_BatchNorm):
    """Normalize each channel over batch and pixels, for x (N, C, H, W); see `BatchNorm1d`."""

    ndim = (4,)


class LayerNorm(Layer):
    """Normalize each example over its last axes; see `layer_norm_forward`.

    Parameters
    ----------
    normalized_shape : int or tuple of int
        Those axes.
    eps : float
        Added to the variance.
    elementwise_affine, bias : bool
        Learn a gain, and with it a bias, per entry.
    dtype : float32 or float64
    """

    def __init__(
        self, normalized_shape, eps=1e-5, elementwise_affine=True, bias=True, *, dtype=np.float32
    ):
        several = isinstance(normalized_shape, (tuple, list))
        shape = tuple(normalized_shape) if several else (normalized_shape,)
        check_flag(elementwise_affine=elementwise_affine, bias=bias)
        for size in shape:
            check_sizes(normalized_shape=size)
        params = _gain_and_bias(shape, elementwise_affine, elementwise_affine and bias, dtype)
        super().__init__(
            layer_norm_forward, layer_norm_backward, params, normalized_shape=shape, eps=eps
        )


class GroupNorm(Layer):
    """Normalize each example by groups of channels, for x (N, C, ...); see `group_norm_forward`.

    Parameters
    ----------
    num_groups : int
        Divides num_channels.
    num_channels : int
        C.
    eps : float
        Added to the variance.
    affine : bool
        Learn a gain and a bias per channel.
    dtype : float32 or float64

    Raises
    ------
    ValueError
        If num_groups does not divide num_channels.
    """

    def __init__(self, num_groups, num_channels, eps=1e-5, affine=True, *, dtype=np.float32):
        check_sizes(num_groups=num_groups, num_channels=num_channels)
        check_flag(affine=affine)
        if num_channels % num_groups:
            raise ValueError(
                f"num_groups must divide num_channels, got {num_groups} and {num_channels}"
            )
        params = _gain_and_bias((num_channels,), affine, affine, dtype)
        super().__init__(
            group_norm_forward, group_norm_backward, params, num_groups=num_groups, eps=eps
        )


class Dropout(Layer):
    """In training, silence each entry with probability p; see `dropout_forward`.

    Parameters
    ----------
    p : float
        Probability, from 0 to 1.
    rng : numpy.random.Generator, optional
        Decides which; a new, unseeded one when not given.

    Raises
    ------
    ValueError
        If p is not a probability.
    """

    def __init__(self, p=0.5, *, rng=None, **unsupported):
        refuse_unsupported("Dropout", unsupported)
        check_number("p", p, 0, 1)
        super().__init__(dropout_forward, dropout_backward, p=p, training=True, rng=generator(rng))


def _gain_and_bias(shape, gain, bias, dtype):
    params = {"weight": init.ones(shape, dtype=dtype)} if gain else {}
    return params | ({"bias": init.zeros(shape, dtype=dtype)} if bias else {})
