"""2.1, core concepts: standardizing, momentum, backward passes, autodiff, a network to learn."""

from . import (
    backpropagate,
    cross_entropy_backward,
    linear_backward,
    momentum_step,
    smoothed_cross_entropy,
    standardize,
    tied_backward,
    train_network,
)

TITLE = "Core concepts"
QUESTIONS = [
    module.QUESTION
    for module in (
        standardize,
        momentum_step,
        linear_backward,
        cross_entropy_backward,
        smoothed_cross_entropy,
        tied_backward,
        backpropagate,
        train_network,
    )
]
