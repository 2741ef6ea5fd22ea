"""Training: sentences of like length in one batch, teacher forcing, masked loss, bounded steps."""

import numpy as np

from ...functional import cross_entropy_backward, cross_entropy_forward
from ...functional.check import check_integers, check_ndim
from ...optim import Adam, CosineAnnealingLR, clip_grad_norm
from ...settings import check_flag, check_integer, check_number
from ...train.progress import progress_bar
from ._check import check_sentences
from .model import check_model


def batches(source, target, *, batch_size, rng, pad=0):
    """Yield batches of pairs, each pair once: in random order, but like lengths together.

    A batch is as wide as its longest sentence, and all that is narrower is padding, computed for
    nothing. So the pairs are shuffled, then sorted by length, cut, and the batches shuffled.

    Yields
    ------
    source (n, S), target (n, T) : arrays of int
        Without columns that hold only padding.

    Raises
    ------
    ValueError
        If a setting does not fit, or source and target are not N sentences each.
    """
    check_integer("batch_size", batch_size, low=1)
    _check_rng(rng)
    check_integers(source=source, target=target)
    check_ndim((2,), source=source, target=target)
    _check_same_number(source, target)
    return _batches(source, target, batch_size, rng, pad)


def _batches(source, target, batch_size, rng, pad):
    order = rng.permutation(len(source))
    lengths = (target != pad).sum(axis=1) + (source != pad).sum(axis=1) / (source.shape[1] + 1)
    order = order[np.argsort(lengths[order], kind="stable")]
    starts = np.arange(0, len(order), batch_size)
    for start in rng.permutation(starts):
        rows = order[start : start + batch_size]
        yield tuple(_trim(side[rows], pad) for side in (source, target))


def step(model, optimizer, source, target, *, clip_norm=1.0):
    """One training step; returns the mean loss over the real tokens, in nats.

    Parameters
    ----------
    model : EncoderDecoder
    optimizer : Optimizer
        Of its parameters.
    source : integers (N, S)
    target : integers (N, T)
        From the beginning token to the end token, then padding. All but the last token is what
        the decoder is told, all but the first is what it has to say.
    clip_norm : float
        Bound on the norm of the gradients.

    Raises
    ------
    ValueError
        If a setting does not fit, or source and target are not sentences of the model. A target
        of one token or of padding alone is refused too: there is nothing to say, and so no mean.
    """
    _check_pairs(model, source, target, clip_norm)
    logits = model(source, target[:, :-1])
    loss, cache = cross_entropy_forward(logits, targets=target[:, 1:], ignore_index=model.pad)
    model.backward(cross_entropy_backward(np.ones_like(loss), cache))
    grads = model.grads
    clip_grad_norm(grads, clip_norm)
    optimizer.step(grads)
    return float(loss)


def train(
    model, source, target, *, epochs, batch_size=64, lr=4e-3, clip_norm=1.0, rng, progress=True
):
    """Train with Adam, whose learning rate falls along half a cosine to zero.

    Parameters
    ----------
    model : EncoderDecoder
        Trained in place.
    source, target : integers (N, S), (N, T)
        As for `step`.
    epochs, batch_size : int
    lr : float
        Learning rate of the first step.
    clip_norm : float
    rng : numpy.random.Generator
        Order of the pairs.
    progress : bool
        Show a bar, if tqdm is installed.

    Returns
    -------
    list of float
        The loss of every step.

    Raises
    ------
    ValueError
        If a setting does not fit, or source and target are not sentences of the model.
    """
    for name, value in (("epochs", epochs), ("batch_size", batch_size)):
        check_integer(name, value, low=1)
    check_flag(progress=progress)
    _check_rng(rng)
    _check_pairs(model, source, target, clip_norm)
    optimizer = Adam(model.params, lr=lr)
    steps = epochs * -(-len(source) // batch_size)
    schedule, losses = CosineAnnealingLR(optimizer, steps), []
    with progress_bar(steps, 0, progress) as advance:
        for _ in range(epochs):
            for pair in batches(source, target, batch_size=batch_size, rng=rng, pad=model.pad):
                losses.append(step(model, optimizer, *pair, clip_norm=clip_norm))
                schedule.step()
                advance(f"loss {losses[-1]:.4f}")
    return losses


def _trim(side, pad):
    return side[:, : (side != pad).sum(axis=1).max()]


def _check_pairs(model, source, target, clip_norm):
    """Refuse what a step cannot learn from."""
    check_model(model)
    check_number("clip_norm", clip_norm, low=0)
    check_sentences("source", source, model.sizes[0], model.pad)
    lengths = check_sentences("target", target, model.sizes[1], model.pad)
    if lengths.min() < 2:
        raise ValueError(
            f"sentence {lengths.argmin()} of target has one token, expected at least two: what "
            "begins a sentence and what ends it"
        )
    _check_same_number(source, target)


def _check_same_number(source, target):
    if len(source) != len(target):
        raise ValueError(f"source has {len(source)} sentences but target has {len(target)}")


def _check_rng(rng):
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng must be a numpy.random.Generator, got {type(rng).__name__}")
