"""Follow a batch through a network, forwards and backwards, stage by stage."""

from dataclasses import dataclass

import numpy as np

from ...functional import cross_entropy_backward, cross_entropy_forward


@dataclass(frozen=True)
class Trace:
    """Sizes of what goes through a network of S stages; entry s belongs to one array in it.

    Entry 0 is the input, entry s what stage s gives, the last one the logits. Each number is a root
    mean square over a batch and over all units.

    Attributes
    ----------
    signal : array, shape (S + 1,)
        Of the values themselves.
    spread : array, shape (S + 1,)
        Of what differs between examples: the values minus their mean over the batch. A network
        whose spread is 0 gives one answer to all.
    gradient : array, shape (S + 1,)
        Of the gradient with respect to these values: of the loss of each example, not of the mean.
    """

    signal: np.ndarray
    spread: np.ndarray
    gradient: np.ndarray


def trace(network, x, y):
    """Send a batch forwards and its cross-entropy's gradient backwards; measure at each stage.

    The stages are the layers of a `Sequential`, such as those of `deep_network`: with `depth`
    hidden layers there are depth + 1. Weights stay as they are; `grads` become those of the summed
    loss.

    Parameters
    ----------
    network : Sequential
    x : array, shape (N, ...)
    y : array of int, shape (N,)
        Classes.

    Returns
    -------
    Trace

    Examples
    --------
    >>> from dlcourse.layers import Linear, Sequential
    >>> network = Sequential(Linear(2, 2, bias=False, dtype=np.float64))
    >>> network.params["0.weight"][...] = [[3.0, 0.0], [0.0, 3.0]]
    >>> trace(network, np.array([[1.0, -1.0], [-1.0, 1.0]]), np.array([0, 1])).signal.tolist()
    [1.0, 3.0]
    """
    values = [x]
    for stage in network:
        values.append(stage(values[-1]))
    _, cache = cross_entropy_forward(values[-1], targets=y, reduction="sum")
    gradients = [cross_entropy_backward(1.0, cache)]
    for stage in reversed(list(network)):
        gradients.insert(0, stage.backward(gradients[0]))
    return Trace(
        signal=np.array([_rms(value) for value in values]),
        spread=np.array([_rms(value - value.mean(axis=0)) for value in values]),
        gradient=np.array([_rms(gradient) for gradient in gradients]),
    )


def _rms(array):
    return np.sqrt(np.mean(np.square(array, dtype=np.float64)))
