"""Count what each class was taken for."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Mistake, Question


def confusion_matrix(targets, predictions, classes):
    """Count pair by pair."""
    counts = np.zeros((classes, classes), np.int64)
    for i, j in zip(targets, predictions, strict=True):
        counts[i, j] += 1
    return counts


def counted_once(targets, predictions, classes):
    """Add 1 at an array of indices, which NumPy does once for equal indices."""
    counts = np.zeros((classes, classes), np.int64)
    counts[targets, predictions] += 1
    return counts


def present_only(targets, predictions, classes):
    """Leave out the classes that do not occur."""
    present = np.union1d(targets, predictions)
    return confusion_matrix(targets, predictions, classes)[np.ix_(present, present)]


def shares(targets, predictions, classes):
    """Divide each row by its sum."""
    counts = confusion_matrix(targets, predictions, classes)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


def errors_only(targets, predictions, classes):
    """Leave the diagonal empty."""
    counts = confusion_matrix(targets, predictions, classes)
    return counts - np.diag(counts.diagonal())


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
        Case("each pair once", (np.array([0, 1, 2, 2]), np.array([0, 1, 0, 2]), 3)),
        Case("each pair once", (np.array([2, 0, 1]), np.array([1, 0, 3]), 4)),
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
    forbids=(*LIBRARIES, "dlcourse.metrics"),
    mistakes=[
        Mistake(
            "rows and columns are exchanged",
            "A row belongs to a true class, a column to an answer.",
            lambda targets, predictions, classes: confusion_matrix(predictions, targets, classes),
        ),
        Mistake(
            "equal pairs are counted once",
            "With arrays as indices, += reads all entries first and writes them once.",
            counted_once,
        ),
        Mistake(
            "classes that do not occur are left out",
            "The number of rows and columns is given; an empty class has a row of zeros.",
            present_only,
        ),
        Mistake(
            "rows are divided by their sum",
            "The entries are counts, as integers.",
            shares,
        ),
        Mistake(
            "right answers are not counted",
            "The diagonal holds the right answers.",
            errors_only,
        ),
    ],
    hints=[
        "Start with a square of integer zeros. Each example adds 1 to one entry.",
        "A loop over both arrays at once is enough. Without a loop: np.add.at, or np.bincount of "
        "a number that names the pair.",
    ],
)
