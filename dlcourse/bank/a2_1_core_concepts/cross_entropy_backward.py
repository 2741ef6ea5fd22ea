"""Softmax and mean cross-entropy, backward, in the simplified form."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Mistake, Question


def softmax(logits, axis=1):
    """Give the probabilities of each row, without overflow."""
    e = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def one_hot(logits, targets):
    """Mark the true class of each row with a 1."""
    return np.eye(logits.shape[1])[targets]


def cross_entropy_backward(logits, targets):
    """Give the gradient of the mean loss with respect to the logits."""
    return (softmax(logits) - one_hot(logits, targets)) / len(logits)


def overflowing(logits, targets):
    """Leave out the shift by the maximum."""
    with np.errstate(over="ignore", invalid="ignore"):
        e = np.exp(logits)
        return (e / e.sum(axis=1, keepdims=True) - one_hot(logits, targets)) / len(logits)


def softmax_twice(logits, targets):
    """Send the finished gradient through softmax once more."""
    p, d = softmax(logits), cross_entropy_backward(logits, targets)
    return p * (d - (d * p).sum(axis=1, keepdims=True))


def loss_cases(rng):
    """Draw logits of which no two sizes are equal, the last ones so large that exp overflows."""

    def case(label, examples, classes, shift=0.0):
        logits = 2 * rng.standard_normal((examples, classes)) + shift
        return Case(label, (logits, rng.integers(0, classes, examples)))

    return [
        case("one example", 1, 3),
        case("one example", 1, 4),
        case("a batch", 5, 3),
        case("a batch", 7, 10),
        case("a batch", 3, 2),
        case("large logits", 4, 6, shift=1000.0),
        case("large logits", 6, 5, shift=2000.0),
    ]


QUESTION = Question(
    id="2_1.cross_entropy_backward",
    points=3,
    difficulty=2,
    minutes=15,
    section="2.1",
    reference=cross_entropy_backward,
    cases=loss_cases,
    forbids=LIBRARIES,
    mistakes=[
        Mistake(
            "the gradient of the sum, not of the mean",
            "The loss is the mean over the examples. What does that do to its gradient?",
            lambda logits, targets: len(logits) * cross_entropy_backward(logits, targets),
        ),
        Mistake(
            "divided by the number of entries",
            "The mean runs over the N examples, not over all N times C numbers.",
            lambda logits, targets: cross_entropy_backward(logits, targets) / logits.shape[1],
        ),
        Mistake(
            "the sign is turned",
            "Where the network is too sure, the gradient is positive, so that descent lowers it.",
            lambda logits, targets: -cross_entropy_backward(logits, targets),
        ),
        Mistake(
            "the targets are not subtracted",
            "Without the truth there is nothing to learn. Where does the one-hot row enter?",
            lambda logits, targets: softmax(logits) / len(logits),
        ),
        Mistake(
            "softmax runs over the batch",
            "The probabilities of one example add up to 1. Along which axis do the classes lie?",
            lambda logits, targets: (
                (softmax(logits, axis=0) - one_hot(logits, targets)) / len(logits)
            ),
        ),
        Mistake(
            "the exponential overflows",
            "A shift of all logits of a row changes no probability. Use that.",
            overflowing,
        ),
        Mistake(
            "softmax is differentiated twice",
            "Prediction minus truth already is the gradient of the logits.",
            softmax_twice,
        ),
        Mistake(
            "the gradient of the probabilities, not of the logits",
            "One step is missing: from the probabilities back through softmax.",
            lambda logits, targets: -one_hot(logits, targets) / softmax(logits) / len(logits),
        ),
    ],
    hints=[
        "The chapter derives it in small steps, and then everything cancels but one line.",
        "You need the probabilities, and a matrix with a single 1 in each row.",
        "np.eye(C) has all one-hot rows that there are. Which ones do you need?",
    ],
)
