"""Cross-entropy over the tokens that are there, and its gradient."""

import numpy as np

from ...exercises import Case, Question


def masked_loss(logits, targets, *, pad):
    """Average over the m real tokens; padding has no loss and no gradient."""
    real = (targets != pad)[..., None]
    right = np.arange(logits.shape[2]) == targets[..., None]
    m = real.sum()
    z = logits - logits.max(axis=2, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=2, keepdims=True))
    loss = -log_p[right & real].sum() / m
    dlogits = (np.exp(log_p) - right) * real / m
    return loss, dlogits


def loss_cases(rng):
    """Draw logits of padded sentences."""

    def case(label, lengths, words, scale=1.0, pad=0):
        targets = np.full((len(lengths), max(lengths)), pad, np.int64)
        for row, length in zip(targets, lengths, strict=True):
            row[:length] = (pad + rng.integers(1, words, length)) % words
        logits = scale * rng.standard_normal((*targets.shape, words))
        logits[:, 1::2] += 4 * (scale - 1)  # no two steps may share one maximum
        if scale > 1:  # on every seed some right word is hopeless
            logits[0, 0, targets[0, 0]] -= 4 * scale
        return Case(label, (logits, targets), {"pad": pad})

    return [
        case("one token", [1], 4),
        case("one sentence", [5], 6),
        case("full sentences", [4, 4, 4], 5),
        case("padding", [5, 2, 3], 7),
        case("padding", [1, 6, 2, 4], 5),
        case("padding", [3, 7], 9),
        case("another pad", [4, 2, 5], 7, pad=6),
        case("large logits", [2, 4], 6, scale=800.0),
    ]


QUESTION = Question(
    id="5_2.masked_loss",
    points=2,
    difficulty=3,
    minutes=25,
    section="5.2, The loss, and its mask",
    reference=masked_loss,
    outputs=("loss", "dlogits"),
    cases=loss_cases,
)
