"""The loss of `masked_loss`, which the mistakes share."""

import numpy as np


def masked_loss(logits, targets, *, pad):
    """Average over real tokens only; padding has no loss and no gradient."""
    log_p = log_softmax(logits)
    n, t = np.nonzero(targets != pad)
    right = targets[n, t]
    dlogits = np.zeros_like(logits)
    dlogits[n, t] = np.exp(log_p[n, t])
    dlogits[n, t, right] -= 1
    return -log_p[n, t, right].mean(), dlogits / len(n)


def log_softmax(logits):
    """Subtract the largest logit first, so that nothing overflows."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
