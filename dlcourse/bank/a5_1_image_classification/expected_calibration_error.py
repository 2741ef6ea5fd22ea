"""How far a network's confidence is from its share of right answers."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Mistake, Question


def gaps(right, confidence, bins, *, side="left"):
    """Give the size and the signed gap of every bin that is not empty."""
    bin_of = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], confidence, side=side)
    members = [bin_of == b for b in np.unique(bin_of)]
    signed = [right[inside].mean() - confidence[inside].mean() for inside in members]
    return np.array([inside.sum() for inside in members]), np.array(signed)


def answers(targets, probabilities):
    """Tell which answers are right, and how confident they are."""
    return probabilities.argmax(axis=1) == targets, probabilities.max(axis=1)


def expected_calibration_error(targets, probabilities, *, bins):
    """Average the gaps of the bins, weighted by their sizes."""
    counts, signed = gaps(*answers(targets, probabilities), bins)
    return float(counts @ np.abs(signed) / len(targets))


def unweighted(targets, probabilities, *, bins):
    """Count every bin alike."""
    return float(np.abs(gaps(*answers(targets, probabilities), bins)[1]).mean())


def largest(targets, probabilities, *, bins):
    """Take the largest gap."""
    return float(np.abs(gaps(*answers(targets, probabilities), bins)[1]).max())


def signed(targets, probabilities, *, bins):
    """Let gaps of both signs cancel."""
    counts, signed_gaps = gaps(*answers(targets, probabilities), bins)
    return float(counts @ signed_gaps / len(targets))


def true_class(targets, probabilities, *, bins):
    """Take the probability of the true class for the confidence."""
    right, _ = answers(targets, probabilities)
    counts, signed_gaps = gaps(right, probabilities[np.arange(len(targets)), targets], bins)
    return float(counts @ np.abs(signed_gaps) / len(targets))


def example_by_example(targets, probabilities, *, bins):
    """Compare each confidence with 0 or 1 in place of its bin's accuracy."""
    right, confidence = answers(targets, probabilities)
    return float(np.abs(right - confidence).mean())


def lower_edges(targets, probabilities, *, bins):
    """Put a confidence on an edge into the bin above it."""
    counts, signed_gaps = gaps(*answers(targets, probabilities), bins, side="right")
    return float(counts @ np.abs(signed_gaps) / len(targets))


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
    sizes = rng.integers([8, 2, 2], [12, 4, 5])
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
    forbids=(*LIBRARIES, "dlcourse.metrics"),
    mistakes=[
        Mistake(
            "every bin counts alike",
            "A bin with two answers says less than one with fifty: weigh by the number of answers.",
            unweighted,
        ),
        Mistake(
            "the largest gap in place of the mean",
            "That is the maximum calibration error. Here the gaps are averaged.",
            largest,
        ),
        Mistake(
            "gaps of both signs cancel",
            "Too sure in one bin does not make up for too modest in another.",
            signed,
        ),
        Mistake(
            "the confidence is the true class's probability",
            "Confidence is what the network gives to its own answer, right or wrong.",
            true_class,
        ),
        Mistake(
            "each answer is compared by itself",
            "First average within the bin, then take the distance.",
            example_by_example,
        ),
        Mistake(
            "an edge belongs to the bin above",
            "A bin holds the confidences above its lower edge, up to and with its upper edge.",
            lower_edges,
        ),
    ],
    hints=[
        "Three arrays of shape (N,): the answer, its probability, and whether it is right.",
        "Loop over the bins. A Boolean array selects a bin's answers; skip the bin when it is "
        "empty.",
        "The weight of a bin is its share of all answers; the weights sum to 1.",
    ],
)
