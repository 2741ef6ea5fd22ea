"""1.1, the rise: the perceptron and its bound, signals in depth, a start for a network of sines."""

from . import (
    dropout_start,
    kernel_perceptron,
    mistake_bound,
    perceptron,
    signal_moments,
    sine_start,
)

TITLE = "From the perceptron to deep networks"
QUESTIONS = [
    module.QUESTION
    for module in (
        perceptron,
        mistake_bound,
        signal_moments,
        dropout_start,
        kernel_perceptron,
        sine_start,
    )
]
