"""The temperature of the least loss, by Newton's method."""

import numpy as np

from ...exercises import Case, Question


def fit_temperature(logits, targets, *, steps):
    """Take Newton's steps for b = 1 / T from b = 1, then give T."""
    b = 1.0
    right = logits[np.arange(len(targets)), targets]
    for _ in range(steps):
        z = b * logits
        scores = np.exp(z - z.max(axis=1, keepdims=True))
        p = scores / scores.sum(axis=1, keepdims=True)
        expected = np.sum(p * logits, axis=1)
        slope = np.mean(expected - right)
        distance = logits - expected[:, None]
        curvature = np.mean(np.sum(p * distance**2, axis=1))
        b = b - slope / curvature
    return 1 / b


def by_hand(rng, label, classes, size):
    """Draw small numbers, so that the case can be redone with a pencil."""
    answers = rng.permutation(np.arange(3) % classes)
    wrong = np.arange(3) == rng.integers(3)
    logits = size * np.eye(classes)[answers] + rng.integers(0, 3, (3, 1))
    return Case(label, (logits, (answers + wrong) % classes), {"steps": 1})


def network_cases(rng):
    """Draw logits of networks that are too sure or too modest, and labels that fit another T."""

    def case(label, size, classes, steps, sure, moved=0.0, far=0.0):
        logits = rng.standard_normal((size, classes)) * 1.3 + moved
        logits[:, 0] -= far
        p = np.exp((logits - moved) / sure)
        edges = np.cumsum(p / p.sum(axis=1, keepdims=True), axis=1)
        targets = np.sum(rng.random((size, 1)) > edges[:, :-1], axis=1)
        return Case(label, (logits, targets), {"steps": steps})

    return [
        by_hand(rng, "one step, by hand", 2, 1.5),
        by_hand(rng, "one step, by hand", 3, 1.0),
        case("one step, many images", 90, 3, 1, sure=1.2),
        case("one step, many images", 120, 5, 1, sure=0.8),
        case("two steps", 150, 4, 2, sure=1.5),
        case("two steps", 100, 10, 2, sure=0.8),
        case("a class far below", 80, 4, 2, sure=1.2, far=800.0),
        case("large logits", 90, 4, 2, sure=1.3, moved=900.0),
        case("large logits", 60, 6, 3, sure=0.8, moved=np.arange(60)[:, None] * 25.0 - 600),
        case("to the bottom", 200, 5, 8, sure=1.4),
        case("to the bottom", 100, 3, 8, sure=0.8),
    ]


QUESTION = Question(
    id="5_1.fit_temperature",
    points=4,
    difficulty=4,
    minutes=30,
    section="5.1, Is its confidence deserved?",
    transfer=True,
    reference=fit_temperature,
    intermediates=("p", "expected", "slope", "curvature"),
    cases=network_cases,
    quiet=True,
)
