"""Attention of one query over a padded source."""

import numpy as np

from ...exercises import Case, Question


def attend(query, key, value, mask):
    """Score every source position, hide the padding, average the values."""
    scores = np.einsum("ne,nse->ns", query, key) / np.sqrt(query.shape[1])
    scores = np.where(mask, scores, -np.inf)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = e / e.sum(axis=1, keepdims=True)
    return np.einsum("ns,nsv->nv", weights, value), weights


def attention_cases(rng):
    """Draw queries and sources, padded ones and far-apart scores among them."""

    def case(label, lengths, size, width, scale=1.0):
        steps = max(lengths)
        mask = np.arange(steps) < np.array(lengths)[:, None]
        query = scale * rng.standard_normal((len(lengths), size))
        key = rng.standard_normal((len(lengths), steps, size))
        if scale > 1:  # on every seed some score is too large for exp, and a hidden one larger
            query[0] *= 100
            key[:, 0] = np.sign(query)
            key[~mask] = 2 * np.sign(query)[np.nonzero(~mask)[0]]
        value = rng.standard_normal((len(lengths), steps, width))
        return Case(label, (query, key, value, mask))

    key, value = np.array([[[1.0, 0.0], [0.0, 1.0]]]), np.array([[[6.0], [2.0]]])
    by_hand = np.zeros((1, 2)), key, value, np.array([[True, True]])
    return [
        Case("by hand", by_hand),
        case("one sentence", [4], 3, 2),
        case("one sentence", [5], 4, 6),
        case("a batch", [4, 4, 4], 5, 3),
        case("padding", [5, 3, 2], 4, 6),
        case("padding", [1, 6], 3, 4),
        case("padding", [2, 4, 3, 7], 6, 5),
        case("large scores", [4, 5], 3, 2, scale=1e6),
    ]


QUESTION = Question(
    id="5_2.attend",
    points=2,
    difficulty=3,
    minutes=20,
    section="5.2, Attention",
    reference=attend,
    outputs=("context", "weights"),
    intermediates=("scores", "weights"),
    cases=attention_cases,
)
