"""5.1, image classification: what a classifier counts, one step of Adam, a layout, a network."""

from . import adam_step, confusion_matrix, dense_from_keras, expected_calibration_error, read_digits

TITLE = "Image classification"
QUESTIONS = [
    module.QUESTION
    for module in (
        confusion_matrix,
        adam_step,
        dense_from_keras,
        expected_calibration_error,
        read_digits,
    )
]
