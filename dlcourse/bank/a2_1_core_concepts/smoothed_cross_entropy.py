"""Cross-entropy against smoothed targets: the loss and its gradient, from the logits."""

import numpy as np

from ...exercises import Case, Question


def smoothed_cross_entropy(logits, targets, *, smoothing):
    """Take the logarithm before dividing; prediction minus target holds for any target row."""
    count, classes = logits.shape
    s = logits - logits.max(axis=1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    q = (1 - smoothing) * np.eye(classes)[targets] + smoothing / classes
    loss = -np.sum(q * log_p) / count
    return loss, (np.exp(log_p) - q) / count


def smoothed_cases(rng):
    """Draw logits whose exponentials are small integers, then any, then some far apart."""

    def case(label, examples, classes, smoothing, scale=2.0, shift=0.0):
        logits = scale * rng.standard_normal((examples, classes)) + shift
        targets = rng.integers(0, classes, examples)
        return Case(label, (logits, targets), {"smoothing": smoothing})

    hand = np.log(rng.permuted([[1.0, 3.0, 4.0], [2.0, 2.0, 1.0]], axis=1))
    return [
        Case("by hand", (hand[:1, :2], rng.integers(0, 2, 1)), {"smoothing": 0.5}),
        Case("by hand", (hand, rng.integers(0, 3, 2)), {"smoothing": 0.25}),
        case("no smoothing", 3, 4, 0.0),
        case("a batch", 5, 3, 0.1),
        case("a batch", 4, 10, 0.2),
        case("a batch", 6, 2, 0.3),
        case("large logits", 3, 5, 0.1, shift=[[2000.0], [1000.0], [0.0]]),
        case("large logits", 2, 4, 0.4, scale=2000.0),
    ]


QUESTION = Question(
    id="2_1.smoothed_cross_entropy",
    points=3,
    difficulty=3,
    minutes=20,
    section="2.1",
    transfer=True,
    reference=smoothed_cross_entropy,
    outputs=("loss", "dlogits"),
    intermediates=("log_p", "q"),
    cases=smoothed_cases,
)
