"""How far a network's confidence is from its share of right answers."""

import numpy as np

from ...exercises import Case, Question


def expected_calibration_error(targets, probabilities, *, bins):
    """Average the gaps of the bins, weighted by their shares of the answers."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == targets
    shares, gaps = [], []
    for b in range(bins):
        inside = (confidence > b / bins) & (confidence <= (b + 1) / bins)
        if inside.any():
            gap = right[inside].mean() - confidence[inside].mean()
            shares.append(inside.mean())
            gaps.append(abs(gap))
    return np.dot(shares, gaps)


def calibration_cases(rng):
    """Draw networks that are right less often than they say, in some bins more often."""

    def case(label, size, classes, bins, spread):
        scores = np.exp(spread * rng.standard_normal((size, classes)))
        probabilities = scores / scores.sum(axis=1, keepdims=True)
        answer = probabilities.argmax(axis=1)
        wrong = rng.random(size) < np.where(probabilities.max(axis=1) > 0.8, 0.5, 0.2)
        wrong[:2] = True, False
        return Case(label, ((answer + wrong) % classes, probabilities), {"bins": bins})

    return [
        case("one bin", 20, 3, 1, 2.0),
        case("one bin", 30, 4, 1, 1.0),
        case("several bins", 60, 3, 4, 2.0),
        case("several bins", 80, 5, 5, 2.0),
        case("empty bins", 12, 2, 10, 2.0),
        case("empty bins", 25, 10, 15, 3.0),
        _on_edges(rng, 4),
        _on_edges(rng, 8),
    ]


def _on_edges(rng, bins):
    """Put right answers on an edge and wrong ones into the bins on both sides of it."""
    sizes = rng.integers([8, 2, 2], [10, 4, 5])  # no gap may keep its size without the edge
    confidence = np.repeat([0.75, 0.75 - 0.5 / bins, 0.75 + 0.5 / bins], sizes)
    answer = rng.integers(0, 2, len(confidence))
    probabilities = np.where(np.arange(2) == answer[:, None], 1.0, 0.0)
    probabilities = np.abs(probabilities - 1 + confidence[:, None])
    targets = np.where(confidence == 0.75, answer, 1 - answer)
    return Case("on an edge", (targets, probabilities), {"bins": bins})


QUESTION = Question(
    id="5_1.expected_calibration_error",
    points=3,
    difficulty=3,
    minutes=20,
    section="5.1, Is its confidence deserved?",
    reference=expected_calibration_error,
    cases=calibration_cases,
)
