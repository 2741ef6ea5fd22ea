"""The one number that is explained, and what may be asked of it."""

import numpy as np

from ...layers import Layer
from ...train import predict
from ...train.evaluate import check_kind


def logit_of(model, x, targets):
    """logits[n, targets[n]], array (N,); one target may serve all."""
    logits = predict(model, x)
    check_targets(targets, len(logits), logits.shape[1])
    return logits[np.arange(len(logits)), targets]


def chosen(logits, targets):
    """dout of Σ_n logits[n, targets[n]]."""
    check_targets(targets, len(logits), logits.shape[1])
    dout = np.zeros_like(logits)
    dout[np.arange(len(logits)), targets] = 1
    return dout


def check_images(model, x):
    """Refuse what is no layer, and what is no batch of images."""
    check_kind(Layer, model=model)
    check_kind(np.ndarray, x=x)
    if x.ndim != 4 or not len(x):
        raise ValueError(f"x must be images (N, C, H, W), at least one, got {x.shape}")


def check_targets(targets, count, classes=None):
    """The targets as an array (count,); refuse what are no classes."""
    targets = np.asarray(targets)
    if targets.dtype.kind not in "iu" or targets.shape not in ((), (count,)):
        raise ValueError(f"targets must be an integer, or {count} of them, got {targets}")
    if classes and (targets.min() < 0 or targets.max() >= classes):
        wrong = targets.max() if targets.min() >= 0 else targets.min()
        raise ValueError(f"targets must be classes from 0 to {classes - 1}, got {wrong}")
    return np.broadcast_to(targets, count)


def filled(baseline, x):
    """The baseline in the shape and dtype of x."""
    baseline = np.asarray(baseline, x.dtype)
    try:
        return np.broadcast_to(baseline, x.shape)
    except ValueError:
        raise ValueError(
            f"baseline must broadcast against x: baseline {baseline.shape}, x {x.shape}"
        ) from None
