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
)
