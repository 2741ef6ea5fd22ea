"""Layers that change the size of images, with nothing to learn."""

from ..functional import (
    adaptive_avg_pool2d_backward,
    adaptive_avg_pool2d_forward,
    avg_pool2d_backward,
    avg_pool2d_forward,
    interpolate_backward,
    interpolate_forward,
    max_pool2d_backward,
    max_pool2d_forward,
)
from ..functional.check import refuse_unsupported
from .base import Layer


class MaxPool2d(Layer):
    """The largest number of each window; see `max_pool2d_forward`.

    Parameters
    ----------
    kernel_size, stride, padding, dilation : int or pair of int
        The stride is kernel_size when not given.
    ceil_mode : bool
        Count the last, incomplete window too.
    """

    def __init__(
        self,
        kernel_size,
        stride=None,
        padding=0,
        dilation=1,
        *,
        ceil_mode=False,
        **unsupported,
    ):
        refuse_unsupported("MaxPool2d", unsupported)
        super().__init__(
            max_pool2d_forward,
            max_pool2d_backward,
            kernel_size=kernel_size,
            stride=stride,
            padding=padding,
            dilation=dilation,
            ceil_mode=ceil_mode,
        )


class AvgPool2d(Layer):
    """The mean of each window; see `avg_pool2d_forward`.

    Parameters
    ----------
    kernel_size, stride, padding : int or pair of int
        The stride is kernel_size when not given.
    ceil_mode : bool
        Count the last, incomplete window too.
    count_include_pad : bool
        Let the zeros of the padding count in the mean.
    divisor_override : int, optional
        Divide by this, not by the size of the window.
    """

    def __init__(
        self,
        kernel_size,
        stride=None,
        padding=0,
        ceil_mode=False,
        count_include_pad=True,
        divisor_override=None,
    ):
        super().__init__(
            avg_pool2d_forward,
            avg_pool2d_backward,
            kernel_size=kernel_size,
            stride=stride,
            padding=padding,
            ceil_mode=ceil_mode,
            count_include_pad=count_include_pad,
            divisor_override=divisor_override,
        )


class AdaptiveAvgPool2d(Layer):
    """The means of windows that cut the image into `output_size`; 1 is global average pooling.

    See `adaptive_avg_pool2d_forward`.

    Parameters
    ----------
    output_size : int, or pair of int or None
    """

    def __init__(self, output_size):
        super().__init__(
            adaptive_avg_pool2d_forward, adaptive_avg_pool2d_backward, output_size=output_size
        )


class Upsample(Layer):
    """Each pixel becomes a block of equal pixels; see `interpolate_forward`.

    Parameters
    ----------
    size : None
        PyTorch's first argument; a size is not supported.
    scale_factor : int or pair of int
    mode : "nearest"

    Raises
    ------
    ValueError
        If a size is given, or no scale_factor.
    """

    def __init__(self, size=None, scale_factor=None, mode="nearest", **unsupported):
        refused = unsupported if size is None else {"size": size, **unsupported}
        refuse_unsupported("Upsample", refused)
        if scale_factor is None:
            raise ValueError("scale_factor must be given, got None")
        super().__init__(
            interpolate_forward, interpolate_backward, scale_factor=scale_factor, mode=mode
        )
