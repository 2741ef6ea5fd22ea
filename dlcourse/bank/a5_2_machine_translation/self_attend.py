"""Attention of a sentence to its own past, all steps at once."""

import numpy as np

from ...exercises import Case, Question


def self_attend(query, key, value, lengths):
    """Let step t look at steps 0 to t, as far as the sentence goes."""
    scores = query @ key.swapaxes(1, 2) / np.sqrt(query.shape[2])
    t, s = np.indices(scores.shape[1:])
    seen = (s <= t) & (s < lengths[:, None, None])
    scores = np.where(seen, scores, -np.inf)
    e = np.exp(scores - scores.max(axis=2, keepdims=True))
    weights = e / e.sum(axis=2, keepdims=True)
    return weights @ value, weights


def sentence_cases(rng):
    """Draw sentences, padded ones and large scores among them; all sizes differ."""

    def case(label, lengths, size, width, scale=1.0):
        shape = len(lengths), max(lengths)
        query = scale * rng.standard_normal((*shape, size))
        key, value = rng.standard_normal((*shape, size)), rng.standard_normal((*shape, width))
        return Case(label, (query, key, value, np.array(lengths)))

    by_hand = np.zeros((1, 3, 1)), np.ones((1, 3, 1)), np.array([[[6.0], [0.0], [3.0]]])
    return [
        Case("by hand", (*by_hand, np.array([3]))),
        case("one sentence", [4], 3, 2),
        case("one sentence", [5], 2, 4),
        case("a batch", [4, 4, 4], 5, 2),
        case("padding", [5, 3, 2], 4, 6),
        case("padding", [1, 6], 3, 4),
        case("large scores", [4, 5, 2], 3, 6, scale=1e5),
    ]


QUESTION = Question(
    id="5_2.self_attend",
    points=3,
    difficulty=3,
    minutes=25,
    section="5.2, Attention",
    reference=self_attend,
    outputs=("contexts", "weights"),
    intermediates=("seen", "weights"),
    transfer=True,
    cases=sentence_cases,
)
