"""3.1, convolutional networks, forward: sizes, convolution, pooling, receptive field, features."""

from . import conv2d, features, max_pool2d, output_size, receptive_field

TITLE = "A convolutional network, forward"
QUESTIONS = [
    module.QUESTION for module in (output_size, conv2d, max_pool2d, receptive_field, features)
]
