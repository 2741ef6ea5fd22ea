"""What open tasks measure."""

import numpy as np


def label_accuracy(output, labels):
    """Share of right labels, one integer for each test image.

    Raises ValueError, with a sentence for the student, where the output is something else.

    >>> label_accuracy(np.array([3, 1, 4, 1]), np.array([3, 1, 4, 2]))
    0.75
    """
    if not isinstance(output, np.ndarray) or output.dtype.kind not in "iu":
        raise ValueError("An array of integers is expected: the digit of each test image.")
    if output.shape != labels.shape:
        raise ValueError(f"The shape must be {labels.shape}, got {output.shape}.")
    return float(np.mean(output == labels))
