"""Training a network that gives one logit for each pixel, and what it is worth."""

import numpy as np

from ...functional import (
    dice_loss_backward,
    dice_loss_forward,
    sigmoid_backward,
    sigmoid_forward,
)
from ...metrics import dice_score
from ...optim import Adam, CosineAnnealingLR
from ...settings import check_choice
from ...train import fit, predict


def dice_of_logits_forward(logits, *, targets, smooth=1.0):
    """The mean Dice loss of sigmoid(logits) (N, ...); see `dlcourse.functional.dice_loss_forward`.

    Examples
    --------
    >>> logits = np.array([[100.0, 100.0, -100.0]])
    >>> targets = np.array([[1.0, 0.0, 0.0]])
    >>> float(dice_of_logits_forward(logits, targets=targets)[0])
    0.25
    """
    probs, sigmoid_cache = sigmoid_forward(logits)
    out, dice_cache = dice_loss_forward(probs, targets=targets, smooth=smooth)
    return out, (sigmoid_cache, dice_cache)


def dice_of_logits_backward(dout, cache):
    """dlogits: the Dice loss, then the sigmoid."""
    sigmoid_cache, dice_cache = cache
    return sigmoid_backward(dice_loss_backward(dout, dice_cache), sigmoid_cache)


DICE = dice_of_logits_forward, dice_of_logits_backward
"""The Dice loss of logits, as `fit` takes a loss."""

LOSSES = {"bce": "binary_cross_entropy_with_logits", "dice": DICE}


def train_unet(model, x, masks, *, loss="bce", epochs=12, batch_size=16, lr=5e-3, rng):
    """Train a network from pictures to masks with Adam, the rate falling from `lr` to 0.

    Parameters
    ----------
    model : Layer
        From (N, C, H, W) to logits (N, 1, H, W); trained in place.
    x : array (N, C, H, W)
    masks : array (N, 1, H, W), bool
    loss : {"bce", "dice"}
        Binary cross-entropy of all pixels alike, or the mean over pictures of the Dice loss.
    epochs, batch_size, lr
        See `fit` and `Adam`.
    rng : numpy.random.Generator
        Of the order of the pictures.

    Returns
    -------
    History

    Raises
    ------
    ValueError
        If the loss is unknown.
    """
    check_choice("loss", loss, tuple(LOSSES))
    optimizer = Adam(model.params, lr=lr)
    schedule = CosineAnnealingLR(optimizer, epochs)
    settings = {"epochs": epochs, "batch_size": batch_size, "rng": rng, "schedule": schedule}
    targets = masks.astype(x.dtype)
    return fit(model, optimizer, x, targets, loss=LOSSES[loss], progress=False, **settings)


def probabilities(model, x, *, batch_size=64):
    """Probability of "inside" for each pixel: (N, C, H, W) to (N, 1, H, W)."""
    return sigmoid_forward(predict(model, x, batch_size=batch_size))[0]


def dice_scores(masks, answers):
    """Dice score of each picture: two arrays of bool (N, ...) to (N,).

    Examples
    --------
    >>> masks = np.array([[True, True, False], [True, False, False]])
    >>> dice_scores(masks, ~masks | [True, False, False]).round(2)
    array([0.5, 0.5])
    """
    return np.array([dice_score(mask, answer) for mask, answer in zip(masks, answers, strict=True)])
