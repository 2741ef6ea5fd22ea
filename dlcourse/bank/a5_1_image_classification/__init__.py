"""5.1, image classification: answers counted, a step of Adam, weights moved, and a network."""

from . import (
    adam_step,
    confusion_matrix,
    dense_from_keras,
    fit_temperature,
    fold_batch_norm,
    read_digits,
)

TITLE = "Image classification"
QUESTIONS = [
    module.QUESTION
    for module in (
        confusion_matrix,
        adam_step,
        dense_from_keras,
        fold_batch_norm,
        fit_temperature,
        read_digits,
    )
]
