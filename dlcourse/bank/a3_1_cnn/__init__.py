"""3.1, convolutional networks, forward: sizes, convolution, pooling, what is seen, weights."""

from . import causal_conv1d, conv2d, count_blobs, max_pool2d, output_size, receptive_field

TITLE = "A convolutional network, forward"
QUESTIONS = [
    module.QUESTION
    for module in (output_size, conv2d, max_pool2d, receptive_field, causal_conv1d, count_blobs)
]
