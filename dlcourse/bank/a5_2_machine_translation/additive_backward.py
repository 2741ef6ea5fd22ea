"""The way back through additive attention: who gets which part of the context's gradient."""

import numpy as np

from ...exercises import Case, Question


def additive_backward(dcontext, query, key, value, v, mask):
    """Go back through the average, the softmax and the score v · tanh(query + key)."""
    hidden = np.tanh(query[:, None] + key)
    scores = np.where(mask, hidden @ v, -np.inf)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = e / e.sum(axis=1, keepdims=True)
    dvalue = weights[:, :, None] * dcontext[:, None]
    dweights = np.einsum("nv,nsv->ns", dcontext, value)
    mean = (weights * dweights).sum(axis=1, keepdims=True)
    dscores = weights * (dweights - mean)
    dv = np.einsum("ns,nse->e", dscores, hidden)
    dkey = dscores[:, :, None] * v * (1 - hidden**2)
    dquery = dkey.sum(axis=1)
    return dquery, dkey, dvalue, dv


def gradient_cases(rng):
    """Draw sources with and without padding; all sizes differ."""

    def case(label, lengths, size, width, scale=1.0):
        steps = max(lengths)
        mask = np.arange(steps) < np.array(lengths)[:, None]
        dcontext = rng.standard_normal((len(lengths), width))
        query, v = rng.standard_normal((len(lengths), size)), scale * rng.standard_normal(size)
        if scale > 1:  # all scores of one sentence are too large for exp, those of one too small
            query = 9 * np.sign(v) * np.array([[1], [-1]])
        key, value = (rng.standard_normal((*mask.shape, n)) for n in (size, width))
        return Case(label, (dcontext, query, key, value, v, mask))

    value, v = np.array([[[2.0], [4.0]]]), np.array([1.0, 2.0])
    by_hand = np.array([[2.0]]), np.zeros((1, 2)), np.zeros((1, 2, 2)), value, v
    return [
        Case("by hand", (*by_hand, np.array([[True, True]]))),
        case("one sentence", [4], 3, 2),
        case("one sentence", [3], 2, 5),
        case("a batch", [4, 4, 4], 5, 2),
        case("a batch", [5, 5], 3, 4),
        case("padding", [5, 3, 2], 4, 6),
        case("padding", [1, 6], 3, 4),
        case("large scores", [4, 6], 5, 3, scale=1000.0),
    ]


QUESTION = Question(
    id="5_2.additive_backward",
    points=5,
    difficulty=4,
    minutes=40,
    section="5.2, Attention",
    reference=additive_backward,
    outputs=("dquery", "dkey", "dvalue", "dv"),
    intermediates=("hidden", "weights", "dweights", "dscores"),
    transfer=True,
    cases=gradient_cases,
)
