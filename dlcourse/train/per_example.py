"""The gradient of each example's own loss."""

import numpy as np

from ..functional.per_example import PER_EXAMPLE
from ..layers import BatchNorm1d, BatchNorm2d, Layer
from ._targets import IGNORED, holds_classes, loss_pair
from .evaluate import answer, check_kind, check_lengths


def per_example_gradients(model, x, y, *, loss="cross_entropy"):
    """Return the loss of each example, and its gradient of every parameter.

    By definition: the batch of one, example by example. Where a model is a Sequential of layers
    that the table of `dlcourse.functional.per_example` holds, and of layers without parameters, all
    are found by one forward and one backward pass, in which the sum over the batch is left out.

    Parameters
    ----------
    model : Layer
        In the mode it is in. Its `grads` are not to be used afterwards.
    x, y : array
        Examples and targets, of one length N.
    loss : str or pair of callable
        As for `fit`. Where an example has several targets its loss is their mean; targets -100 of
        the losses given by name have no part in it.

    Returns
    -------
    losses : array (N,)
    grads : dict of str to array
        Under the name of each parameter, an array (N, *shape). Their mean over N is the gradient of
        the mean loss, unless the loss ignores or weighs targets.

    Raises
    ------
    ValueError
        If lengths differ, or batch norm is in training mode: the examples of its batch change each
        other's outputs, so that no gradient is one example's own.

    References
    ----------
    Goodfellow (2015), Efficient Per-Example Gradient Computations.
    Abadi, Chu, Goodfellow, McMahan, Mironov, Talwar and Zhang (2016), Deep Learning with
    Differential Privacy, for which they are needed.

    Examples
    --------
    >>> from dlcourse.layers import Linear
    >>> model = Linear(2, 1, bias=False, rng=np.random.default_rng(0), dtype=np.float64)
    >>> model.params["weight"][...] = 0.0
    >>> x, y = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0.5], [-1.0]])
    >>> losses, grads = per_example_gradients(model, x, y, loss="mse_loss")
    >>> losses
    array([0.25, 1.  ])
    >>> grads["weight"]  # of (w·x - y)²: 2 (w·x - y) x
    array([[[-1., -2.]],
    <BLANKLINE>
           [[ 6.,  8.]]])
    """
    check_kind(Layer, model=model)
    check_lengths(x=x, y=y)
    _refuse_batch_norm(model)
    leaves = list(model.leaves())
    if all(not leaf.params or _rule(leaf) is not None for _, leaf in leaves):
        return _at_once(model, leaves, x, y, loss)
    return _one_by_one(model, x, y, loss)


def _at_once(model, leaves, x, y, loss):
    """One pass; each layer's gradients are taken on the way back, before the batch is summed."""
    losses, dout = _losses(answer(model, x), y, loss)
    grads = {}
    for name, leaf in reversed(leaves):
        if leaf.params:
            own = _rule(leaf)(dout, leaf.cache)
            prefix = f"{name}." if name else ""
            grads |= {prefix + k: g for k, g in zip(leaf.params, own, strict=True)}
        dout = leaf.backward(dout)
    return losses, {name: grads[name] for name in model.params}


def _rule(leaf):
    """How its gradients are found for each example, or None; a container has no one forward."""
    return PER_EXAMPLE.get(getattr(leaf, "pair", (None,))[0])


def _one_by_one(model, x, y, loss):
    """The definition."""
    forward, backward = loss_pair(loss)
    losses, grads = [], []
    for n in range(len(x)):
        value, cache = forward(answer(model, x[n : n + 1]), targets=y[n : n + 1])
        model.backward(backward(1.0, cache))
        losses.append(value)
        grads.append({name: grad.copy() for name, grad in model.grads.items()})
    return np.stack(losses), {name: np.stack([g[name] for g in grads]) for name in grads[0]}


def _losses(out, y, loss):
    """The loss of each example, and its gradient of that example's outputs."""
    forward, backward = loss_pair(loss)
    if isinstance(loss, str):
        losses, cache = forward(out, targets=y, reduction="none")
        share = 1 / _targets_of_each(losses, y)
        dout = backward(np.broadcast_to(share, losses.shape).astype(losses.dtype), cache)
        return (losses * share).reshape(len(y), -1).sum(axis=1, dtype=losses.dtype), dout
    found = [forward(out[n : n + 1], targets=y[n : n + 1]) for n in range(len(y))]
    dout = np.concatenate([backward(1.0, cache) for _, cache in found])
    return np.stack([value for value, _ in found]), dout


def _targets_of_each(losses, y):
    """How many targets each example's loss is the mean of: (N, 1, ...), as many axes as losses."""
    kept = y != IGNORED if holds_classes(y) else np.ones(losses.shape, bool)
    counts = kept.reshape(len(y), -1).sum(axis=1)
    return np.maximum(counts, 1).reshape(-1, *(1,) * (losses.ndim - 1)).astype(losses.dtype)


def _refuse_batch_norm(model):
    for layer in (model, *model.layers().values()):
        if isinstance(layer, (BatchNorm1d, BatchNorm2d)) and layer.training:
            raise ValueError(
                f"model holds {type(layer).__name__} in training mode, which mixes the examples of "
                "a batch: put GroupNorm in its place, or call model.eval()"
            )
        if layer is not model:
            _refuse_batch_norm(layer)
