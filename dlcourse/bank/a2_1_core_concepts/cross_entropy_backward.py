"""Softmax and mean cross-entropy, backward, in the simplified form."""

import numpy as np

from ...exercises import Case, Question


def cross_entropy_backward(logits, targets):
    """Give the gradient of the mean loss with respect to the logits."""
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    y = np.eye(logits.shape[1])[targets]
    return (p - y) / len(logits)


def loss_cases(rng):
    """Draw logarithms of whole numbers, then any logits; the last rows are large, and far apart."""

    def case(label, examples, classes, shift=0.0):
        logits = 2 * rng.standard_normal((examples, classes)) + shift
        return Case(label, (logits, rng.integers(0, classes, examples)))

    two = np.array([[2000, 0], [0, rng.integers(1, 4)]], float)
    hand = np.log(rng.permuted([[1.0, 3.0, 4.0], [2.0, 2.0, 1.0]], axis=1))

    return [
        Case("by hand", (hand[:1, :2], rng.integers(0, 2, 1))),
        Case("by hand", (hand, rng.integers(0, 3, 2))),
        case("one example", 1, 4),
        case("a batch", 5, 3),
        case("a batch", 7, 10),
        case("a batch", 3, 2),
        Case("large logits", (two, rng.integers(0, 2, 2))),
        case("large logits", 3, 5, shift=[[2000.0], [1000.0], [0.0]]),
    ]


QUESTION = Question(
    id="2_1.cross_entropy_backward",
    points=2,
    difficulty=2,
    minutes=10,
    section="2.1",
    reference=cross_entropy_backward,
    cases=loss_cases,
)
