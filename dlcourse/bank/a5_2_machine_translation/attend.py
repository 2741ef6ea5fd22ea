"""Attention of one query over a padded source."""

import numpy as np

from ...exercises.allows import LIBRARIES
from ...exercises.question import Case, Mistake, Question


def attend(query, key, value, mask):
    """Score every source position, hide the padding, average the values."""
    scores = np.einsum("ne,nse->ns", query, key) / np.sqrt(query.shape[1])
    weights = softmax(np.where(mask, scores, -np.inf))
    return np.einsum("ns,nsv->nv", weights, value), weights


def softmax(scores, axis=1):
    """Subtract the largest score first, so that nothing overflows."""
    e = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def _with(make):
    """Make a mistake: other weights, made from the scaled scores and the mask."""

    def wrong(query, key, value, mask):
        scores = np.einsum("ne,nse->ns", query, key)
        weights = make(scores / np.sqrt(query.shape[1]), mask, query.shape[1])
        return np.einsum("ns,nsv->nv", weights, value), weights

    return wrong


def _scaled_by(size):
    """Make a mistake: the root of another size."""

    def wrong(query, key, value, mask):
        scores = np.einsum("ne,nse->ns", query, key) / np.sqrt(size(key, value))
        weights = softmax(np.where(mask, scores, -np.inf))
        return np.einsum("ns,nsv->nv", weights, value), weights

    return wrong


def overflowing(scores, mask, size):
    """Take exp of the scores as they come."""
    e = np.exp(scores) * mask
    return e / e.sum(axis=1, keepdims=True)


def over_everything(scores, mask, size):
    """Let one softmax run over the whole batch."""
    hidden = np.where(mask, scores, -np.inf)
    return softmax(hidden.ravel(), axis=0).reshape(hidden.shape)


def highest_of_padding(scores, mask, size):
    """Subtract the largest score, that of padding included."""
    e = np.exp(scores - scores.max(axis=1, keepdims=True)) * mask
    return e / e.sum(axis=1, keepdims=True)


def one_maximum(scores, mask, size):
    """Subtract the largest score of the batch."""
    hidden = np.where(mask, scores, -np.inf)
    e = np.exp(hidden - hidden.max())
    return e / e.sum(axis=1, keepdims=True)


def without_exp(scores, mask, size):
    """Divide the scores by their sum."""
    shown = scores * mask
    return shown / shown.sum(axis=1, keepdims=True)


def values_hidden(query, key, value, mask):
    """Set the values of padding to 0, and let it keep its weights."""
    weights = softmax(np.einsum("ne,nse->ns", query, key) / np.sqrt(query.shape[1]))
    return np.einsum("ns,nsv->nv", weights, value * mask[..., None]), weights


def scores_returned(query, key, value, mask):
    """Give the scores, hidden ones as -inf, in the place of the weights."""
    scores = np.einsum("ne,nse->ns", query, key) / np.sqrt(query.shape[1])
    return attend(query, key, value, mask)[0], np.where(mask, scores, -np.inf)


def keys_averaged(query, key, value, mask):
    """Average the keys, which were only there to be compared."""
    _, weights = attend(query, key, value, mask)
    return np.einsum("ns,nse->ne", weights, key), weights


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

    return [
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
    points=3,
    difficulty=3,
    minutes=20,
    section="5.2, Attention",
    reference=attend,
    outputs=("context", "weights"),
    cases=attention_cases,
    forbids=LIBRARIES,
    mistakes=[
        Mistake(
            "padding is attended to",
            "Positions where mask is False get the weight 0.",
            _with(lambda scores, mask, size: softmax(scores)),
        ),
        Mistake(
            "the scores are not scaled",
            "Divide by the root of E: sums of more products are larger.",
            _with(
                lambda scores, mask, size: softmax(np.where(mask, scores * size**0.5, -np.inf)),
            ),
        ),
        Mistake(
            "the scores are divided by E",
            "Divide by the root of E.",
            _with(
                lambda scores, mask, size: softmax(np.where(mask, scores / size**0.5, -np.inf)),
            ),
        ),
        Mistake(
            "the scores are divided by the root of S",
            "The sum runs over the E entries of a query, however many positions there are.",
            _scaled_by(lambda key, value: key.shape[1]),
        ),
        Mistake(
            "the scores are divided by the root of N",
            "Other sentences of the batch change nothing. Divide by the root of E, the size of a "
            "query.",
            _scaled_by(lambda key, value: key.shape[0]),
        ),
        Mistake(
            "the scores are divided by the root of V",
            "The values do not enter the scores. Divide by the root of E, the size of a query.",
            _scaled_by(lambda key, value: value.shape[2]),
        ),
        Mistake(
            "the weights are divided by the root of E",
            "Weights sum to 1. The root belongs to the scores, before the softmax.",
            _with(
                lambda scores, mask, size: (
                    softmax(np.where(mask, scores * size**0.5, -np.inf)) / size**0.5
                ),
            ),
        ),
        Mistake(
            "the scores of padding are set to 0",
            "exp(0) is 1. Which score has the weight 0?",
            _with(lambda scores, mask, size: softmax(np.where(mask, scores, 0))),
        ),
        Mistake(
            "padding is hidden after the softmax",
            "Then the weights that are left do not sum to 1. Hide the scores instead.",
            _with(lambda scores, mask, size: softmax(scores) * mask),
        ),
        Mistake(
            "the mask is read the wrong way round",
            "True marks a token that is there.",
            _with(lambda scores, mask, size: softmax(np.where(mask, -np.inf, scores))),
        ),
        Mistake(
            "the softmax runs over the batch",
            "Each sentence has weights of its own, which sum to 1 over its positions.",
            _with(lambda scores, mask, size: softmax(np.where(mask, scores, -np.inf), axis=0)),
        ),
        Mistake(
            "one softmax over the whole batch",
            "Each sentence has weights of its own, which sum to 1 over its positions.",
            _with(over_everything),
        ),
        Mistake(
            "exp overflows",
            "Subtract the largest score of each sentence before you take exp.",
            _with(overflowing),
        ),
        Mistake(
            "padding sets the largest score",
            "Hide the padding first. From a large score that is not there, exp may be 0 for all.",
            _with(highest_of_padding),
        ),
        Mistake(
            "one maximum for the whole batch",
            "Subtract each sentence's own largest score: from another's, exp may be 0 for all.",
            _with(one_maximum),
        ),
        Mistake(
            "the scores are divided by their sum, without exp",
            "Scores can be negative, weights cannot: take the softmax.",
            _with(without_exp),
        ),
        Mistake(
            "the values of padding are hidden, not its weights",
            "Then the weights that are left do not sum to 1. Hide the scores instead.",
            values_hidden,
        ),
        Mistake(
            "the scores are returned in the place of the weights",
            "The second result is what the values were multiplied by.",
            scores_returned,
        ),
        Mistake(
            "the keys are averaged",
            "Keys are compared with the query. What is averaged are the values.",
            keys_averaged,
        ),
        Mistake(
            "the weights come first",
            "The context comes first, then the weights.",
            lambda *arrays: attend(*arrays)[::-1],
        ),
        Mistake(
            "only the context is returned",
            "Return two things: the context and the weights, which draw the attention map.",
            lambda *arrays: attend(*arrays)[0],
        ),
    ],
    hints=[
        "One sentence first: a score for each source position is the product key @ query.",
        "Which score becomes the weight 0 after exp? numpy.where chooses between two arrays.",
        "For the batch, numpy.einsum names the axes: the scores sum over e, the context over s.",
    ],
)
