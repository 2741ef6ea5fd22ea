"""4.1, the gradients of convolution and pooling: loops that visit each window once."""

from . import (
    conv2d_backward,
    conv_transpose2d,
    deblur,
    max_pool2d_backward,
    shift_backward,
    toeplitz,
)

TITLE = "The gradients of convolution and pooling"
QUESTIONS = [
    module.QUESTION
    for module in (
        toeplitz,
        max_pool2d_backward,
        conv2d_backward,
        conv_transpose2d,
        shift_backward,
        deblur,
    )
]
