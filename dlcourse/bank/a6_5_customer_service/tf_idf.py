"""Counts of words, weighed by how rare a word is, and brought to length one."""

import numpy as np

from ...exercises import Case, Question


def tf_idf(counts, new):
    """What is in every text says little; a long text says no more than a short one."""
    present = (counts > 0).sum(axis=0)
    idf = np.log((1 + len(counts)) / (1 + present)) + 1
    weighted = new * idf
    length = np.sqrt((weighted**2).sum(axis=1, keepdims=True))
    return idf, weighted / np.where(length > 0, length, 1)


def count_cases(rng):
    """Draw counts; in some texts none of the words occurs, and some words occur in no text."""

    def case(label, texts, words, new, mean=0.7):
        counts, unseen = rng.poisson(mean, (texts, words)), rng.poisson(mean, (new, words))
        counts[:, rng.integers(words)] = 0
        unseen[rng.integers(new)] = 0
        unseen[0, 0] += 1
        return Case(label, (counts, unseen))

    order = rng.permutation(3)
    hand = np.array([[1, 0, 2], [3, 0, 0], [2, 0, 0]])[:, order]
    new = np.array([[2, 0, 1], [0, 0, rng.integers(2, 6)]])[:, order]
    return [
        Case("by hand", (hand, new)),
        case("few texts", 5, 7, 3),
        case("many texts", 60, 11, 9),
        case("more words than texts", 8, 40, 6),
        case("words that repeat", 20, 12, 8, mean=3.0),
        case("one text to learn from", 1, 9, 4),
    ]


QUESTION = Question(
    id="6_5.tf_idf",
    points=2,
    difficulty=2,
    minutes=15,
    section="6.5, In what mood?",
    reference=tf_idf,
    outputs=("idf", "weights"),
    intermediates=("present", "idf", "weighted", "length"),
    cases=count_cases,
)
