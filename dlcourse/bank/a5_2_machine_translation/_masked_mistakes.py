"""What goes wrong in a masked loss."""

import numpy as np

from ...exercises.question import Mistake
from ._masked import log_softmax, masked_loss


def weighted(logits, targets, weights, gradient_weights=None, log_softmax=log_softmax):
    """Give every token a weight of its own in the loss, and one in the gradient."""
    log_p = log_softmax(logits)
    picked = np.take_along_axis(log_p, targets[..., None], axis=2)[..., 0]
    right = np.arange(logits.shape[2]) == targets[..., None]
    shares = weights if gradient_weights is None else gradient_weights
    return -(weights * picked).sum(), (np.exp(log_p) - right) * shares[..., None]


def _weights(choose, choose_gradient=None):
    """Make a mistake: wrong weights, chosen from the mask of real tokens."""

    def wrong(logits, targets, *, pad):
        real = targets != pad
        shares = choose_gradient and choose_gradient(real)
        return weighted(logits, targets, choose(real), shares)

    return wrong


def overflowing(logits, targets, *, pad):
    """Take exp of the logits as they come."""
    real = targets != pad

    def log_softmax(logits):
        return np.log(np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True))

    return weighted(logits, targets, real / real.sum(), log_softmax=log_softmax)


def one_maximum(logits, targets, *, pad):
    """Subtract the largest logit of all."""
    real = targets != pad

    def log_softmax(logits):
        shifted = logits - logits.max()
        return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))

    return weighted(logits, targets, real / real.sum(), log_softmax=log_softmax)


def clipped(logits, targets, *, pad):
    """Add a small number inside the logarithm."""
    real = targets != pad
    _, dlogits = masked_loss(logits, targets, pad=pad)

    def log_softmax_of_sum(logits):
        return np.log(np.exp(log_softmax(logits)) + 1e-9)

    loss, _ = weighted(logits, targets, real / real.sum(), log_softmax=log_softmax_of_sum)
    return loss, dlogits


def log_of_softmax(logits, targets, *, pad):
    """Take the logarithm of probabilities that may be 0."""
    real = targets != pad
    _, dlogits = masked_loss(logits, targets, pad=pad)
    log_p = np.log(np.exp(log_softmax(logits)))
    picked = np.take_along_axis(log_p, targets[..., None], axis=2)[..., 0]
    return -picked[real].mean(), dlogits


def logits_hidden(logits, targets, *, pad):
    """Set the logits of padding to 0, and average over all steps."""
    real = targets != pad
    return weighted(logits * real[..., None], targets, np.full(real.shape, 1 / real.size))


def over_all_steps(logits, targets, *, pad):
    """Normalize over the steps of a sentence instead of over the words."""
    real = targets != pad

    def over_steps(logits):
        return log_softmax(logits.swapaxes(1, 2)).swapaxes(1, 2)

    return weighted(logits, targets, real / real.sum(), log_softmax=over_steps)


def probabilities(logits, targets, *, pad):
    """Give the probabilities of real tokens, and forget the 1 of the right word."""
    real = targets != pad
    loss, _ = masked_loss(logits, targets, pad=pad)
    return loss, np.exp(log_softmax(logits)) * (real / real.sum())[..., None]


def _halves(combine):
    """Make a mistake: the mask is laid over one half of the gradient only."""

    def wrong(logits, targets, *, pad):
        real = targets != pad
        loss, _ = masked_loss(logits, targets, pad=pad)
        right = np.arange(logits.shape[2]) == targets[..., None]
        p = np.exp(log_softmax(logits))
        return loss, combine(p, right, real[..., None]) / real.sum()

    return wrong


def mean_of_words(logits, targets, *, pad):
    """Average over every entry of the logits."""
    loss, dlogits = masked_loss(logits, targets, pad=pad)
    share = (targets != pad).sum() / logits.size
    return loss * share, dlogits * share


def _true_mean(real):
    return real / real.sum()


def _per_sentence(real):
    return real / real.sum(axis=1, keepdims=True) / len(real)


MISTAKES = [
    Mistake(
        "padding counts as a word",
        "Where the target is pad there is nothing to predict: no loss, no gradient.",
        _weights(lambda real: np.full(real.shape, 1 / real.size)),
    ),
    Mistake(
        "the mean is over all N·T steps",
        "Divide by the number of real tokens, or long sentences in a padded batch count less.",
        _weights(lambda real: real / real.size),
    ),
    Mistake(
        "each sentence has the same weight",
        "Each real token has the same weight: one mean over all of them.",
        _weights(_per_sentence),
    ),
    Mistake(
        "a sum over the real tokens",
        "Divide by the number of real tokens, in the loss and in the gradient.",
        _weights(lambda real: 1.0 * real),
    ),
    Mistake(
        "a sum over the words, a mean over the batch",
        "Divide by the number of real tokens, not by the number of sentences.",
        _weights(lambda real: real / len(real)),
    ),
    Mistake(
        "padding has a gradient",
        "The loss does not depend on logits at padding: their gradient is 0.",
        _weights(_true_mean, lambda real: np.full(real.shape, 1 / real.sum())),
    ),
    Mistake(
        "the gradient is not divided",
        "The loss is a mean: each token's gradient has the mean's factor too.",
        _weights(_true_mean, lambda real: 1.0 * real),
    ),
    Mistake(
        "the gradient is divided by N·T",
        "Loss and gradient have the same factor: one over the number of real tokens.",
        _weights(_true_mean, lambda real: real / real.size),
    ),
    Mistake(
        "the gradient has the wrong sign",
        "A larger logit of the right word makes the loss smaller.",
        _weights(_true_mean, lambda real: real / -real.sum()),
    ),
    Mistake(
        "the gradient is the probabilities",
        "At the right word, 1 is subtracted.",
        probabilities,
    ),
    Mistake(
        "exp overflows",
        "Subtract the largest logit of each step before you take exp.",
        overflowing,
    ),
    Mistake(
        "the logarithm of a probability that has become 0",
        "log(exp(z) / sum) is z - log(sum): in this form nothing is lost.",
        log_of_softmax,
    ),
    Mistake(
        "one maximum for all steps",
        "Subtract at each step its own largest logit: from another step's, exp may be 0 for "
        "all words.",
        one_maximum,
    ),
    Mistake(
        "a small number is added inside the logarithm",
        "That caps the loss of a bad guess. Take the logarithm of the softmax by a formula "
        "that cannot meet log(0).",
        clipped,
    ),
    Mistake(
        "the logits of padding are set to 0",
        "Zeros are logits too: they cost log V. Leave padding out of the sum.",
        logits_hidden,
    ),
    Mistake(
        "the loss has the wrong sign",
        "Logarithms of probabilities are negative, the loss is not.",
        lambda logits, targets, *, pad: (
            -masked_loss(logits, targets, pad=pad)[0],
            masked_loss(logits, targets, pad=pad)[1],
        ),
    ),
    Mistake(
        "softmax runs over the steps",
        "At every step the probabilities of the words sum to 1: the last axis.",
        over_all_steps,
    ),
    Mistake(
        "1 is subtracted at padding too",
        "At padding the whole gradient is 0, not only the probabilities.",
        _halves(lambda p, right, real: p * real - right),
    ),
    Mistake(
        "the probabilities of padding stay in the gradient",
        "At padding the whole gradient is 0, not only the 1 of the right word.",
        _halves(lambda p, right, real: p - right * real),
    ),
    Mistake(
        "the gradient is divided by the number of sentences",
        "In chapter 2.1 an example had one answer. Here the mean is over the real tokens.",
        _weights(_true_mean, lambda real: real / len(real)),
    ),
    Mistake(
        "a mean over the words of the vocabulary too",
        "Each real token has one loss, that of its right word: the mean is over the real tokens.",
        mean_of_words,
    ),
    Mistake(
        "pad is always 0",
        "The number of the token comes as an argument.",
        lambda logits, targets, *, pad: masked_loss(logits, targets, pad=0),
    ),
]
