"""2.1, core concepts: standardizing, momentum, two backward passes, autodiff, a classifier."""

from . import (
    backpropagate,
    classify,
    cross_entropy_backward,
    linear_backward,
    momentum_step,
    standardize,
)

TITLE = "Core concepts"
QUESTIONS = [
    module.QUESTION
    for module in (
        standardize,
        momentum_step,
        linear_backward,
        cross_entropy_backward,
        backpropagate,
        classify,
    )
]
