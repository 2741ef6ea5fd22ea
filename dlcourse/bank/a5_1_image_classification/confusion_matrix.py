"""Count what each class was taken for."""

import numpy as np

from ...exercises import Case, Question


def confusion_matrix(targets, predictions, classes):
    """Count pair by pair."""
    counts = np.zeros((classes, classes), np.int64)
    for i, j in zip(targets, predictions, strict=True):
        counts[i, j] += 1
    return counts


def answer_cases(rng):
    """Draw answers of which some are wrong: more often one class up than down."""

    def answers(size, classes, missing=None, right=0.6):
        targets = rng.integers(0, classes, size)
        targets[0] = 1 if missing != 1 else 0
        predictions = np.where(rng.random(size) < right, targets, (targets + 1) % classes)
        predictions[0] = targets[0]
        if missing is not None:
            targets[targets == missing] = (missing + 1) % classes
            predictions[predictions == missing] = (missing + 1) % classes
        return targets, predictions, classes

    return [
        Case("each pair once, by hand", (np.array([0, 1, 2, 2]), np.array([0, 1, 0, 2]), 3)),
        Case("each pair once, by hand", (np.array([2, 0, 1]), np.array([1, 0, 3]), 4)),
        Case("pairs that repeat", answers(20, 2)),
        Case("pairs that repeat", answers(50, 4)),
        Case("a class is missing", answers(30, 5, missing=1)),
        Case("a class is missing", answers(40, 3, missing=2)),
        Case("ten digits", answers(300, 10, right=0.9)),
    ]


QUESTION = Question(
    id="5_1.confusion_matrix",
    points=1,
    difficulty=1,
    minutes=5,
    section="5.1, Where it fails",
    reference=confusion_matrix,
    cases=answer_cases,
)
