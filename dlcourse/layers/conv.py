"""Convolution layers: filters that slide, with PyTorch's initial weights."""

import numpy as np

from .. import init
from ..functional import (
    conv1d_backward,
    conv1d_forward,
    conv2d_backward,
    conv2d_forward,
    conv_transpose2d_backward,
    conv_transpose2d_forward,
)
from ..settings import check_choice, check_flag
from ._sizes import check_sizes, generator
from .base import Layer


class _Conv(Layer):
    """What the three have in common: checks, filters, settings."""

    functions, axes, transposed = None, 2, False

    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride=1,
        padding=0,
        dilation=1,
        groups=1,
        bias=True,
        padding_mode="zeros",
        *,
        rng=None,
        dtype=np.float32,
    ):
        settings = dict(stride=stride, padding=padding, dilation=dilation, groups=groups)
        sizes = in_channels, out_channels, kernel_size
        self._make(sizes, settings, bias, padding_mode, rng, dtype)

    def _make(self, sizes, settings, bias, padding_mode, rng, dtype):
        in_channels, out_channels, kernel_size = sizes
        groups = settings["groups"]
        check_choice("padding_mode", padding_mode, ("zeros",))
        _check_groups(in_channels, out_channels, groups)
        rows, seen = (in_channels, out_channels) if self.transposed else (out_channels, in_channels)
        shape = rows, seen // groups, *_kernel(kernel_size, self.axes)
        params = _filters(shape, out_channels, bias, rng, dtype)
        super().__init__(*self.functions, params, **settings)
        self.sizes = sizes


class Conv1d(_Conv):
    """Filters that slide along sequences; parameters as `Conv2d`, see `conv1d_forward`."""

    functions, axes = (conv1d_forward, conv1d_backward), 1


class Conv2d(_Conv):
    """Filters that slide over images; see `conv2d_forward`.

    Parameters
    ----------
    in_channels, out_channels : int
        Channels of x, and filters.
    kernel_size, stride, padding, dilation : int or pair of int
        Pairs are (height, width); padding may be "same" or "valid".
    groups : int
        Split channels and filters into so many groups that do not see each other.
    bias : bool
        Learn a bias per filter.
    padding_mode : "zeros"
        The only one supported.
    rng : numpy.random.Generator, optional
        Source of the initial weights, uniform within 1 / sqrt(fan_in) as in PyTorch.
        A new, unseeded one when not given.
    dtype : float32 or float64

    Raises
    ------
    ValueError
        If a size is not an integer of at least 1, or groups does not divide the channels.
    """

    functions = conv2d_forward, conv2d_backward


class ConvTranspose2d(_Conv):
    """The backward pass of a convolution as a layer; see `conv_transpose2d_forward`.

    Parameters as `Conv2d`, in PyTorch's order, and ``output_padding``: rows and columns that are
    added at the end, to choose among the sizes that a stride makes equal. Its weight is
    (in_channels, out_channels / groups, height, width).
    """

    functions, transposed = (conv_transpose2d_forward, conv_transpose2d_backward), True

    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride=1,
        padding=0,
        output_padding=0,
        groups=1,
        bias=True,
        dilation=1,
        padding_mode="zeros",
        *,
        rng=None,
        dtype=np.float32,
    ):
        settings = dict(stride=stride, padding=padding, output_padding=output_padding)
        settings |= dict(groups=groups, dilation=dilation)
        sizes = in_channels, out_channels, kernel_size
        self._make(sizes, settings, bias, padding_mode, rng, dtype)


def _filters(shape, out_channels, bias, rng, dtype):
    check_flag(bias=bias)
    rng = generator(rng)
    params = {"weight": init.default_weight(shape, rng=rng, dtype=dtype)}
    if bias:
        fan_in, _ = init.calculate_fan(shape)
        params["bias"] = init.default_bias((out_channels,), fan_in=fan_in, rng=rng, dtype=dtype)
    return params


def _kernel(kernel_size, axes):
    kernel = (kernel_size,) * axes if isinstance(kernel_size, (int, np.integer)) else kernel_size
    if not isinstance(kernel, (tuple, list)) or len(kernel) != axes:
        raise ValueError(f"kernel_size must be an integer or {axes} of them, got {kernel_size!r}")
    for size in kernel:
        check_sizes(kernel_size=size)
    return tuple(kernel)


def _check_groups(in_channels, out_channels, groups):
    check_sizes(in_channels=in_channels, out_channels=out_channels, groups=groups)
    if in_channels % groups or out_channels % groups:
        raise ValueError(
            "in_channels and out_channels must be multiples of groups, "
            f"got {in_channels}, {out_channels} and groups={groups}"
        )
