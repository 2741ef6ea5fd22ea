"""Many owners of data, one model: they send weights or gradients, and what those give away."""

import numpy as np

from ...functional import cross_entropy_backward, cross_entropy_forward
from ...layers import Linear, ReLU, Sequential


def average(states, counts):
    """Mean of models, each with the weight n_k / n of its client.

    Parameters
    ----------
    states : sequence of dict of str to array
        One per client, of the same names and shapes. Not modified.
    counts : sequence of int
        n_k, examples of each client.

    Returns
    -------
    dict of str to array

    Examples
    --------
    >>> average([{"w": np.array([0.0, 4.0])}, {"w": np.array([8.0, 0.0])}], [3, 1])
    {'w': array([2., 3.])}
    """
    parts = np.asarray(counts) / np.sum(counts)
    return {
        name: np.tensordot(parts, [state[name] for state in states], 1).astype(old.dtype)
        for name, old in states[0].items()
    }


def local_training(model, x, y, *, steps, lr):
    """What a client does: so many steps of gradient descent on all of its examples."""
    for _ in range(steps):
        grads = gradient(model, x, y)
        for name, p in model.params.items():
            p -= lr * grads[name]
    return model.state_dict()


def federated_averaging(model, clients, *, rounds, steps, lr, watch=None):
    """FedAvg: in each round all clients start from the shared model, train, and are averaged.

    Parameters
    ----------
    model : Layer
        Changed in place.
    clients : sequence of (x, y)
    rounds, steps : int
        Rounds, and local steps of each client in one.
    lr : float
    watch : callable, optional
        Called as ``watch(model)`` after each round.

    Returns
    -------
    Layer
        The model.

    References
    ----------
    McMahan, Moore, Ramage, Hampson and Agüera y Arcas (2017), Communication-Efficient Learning of
    Deep Networks from Decentralized Data. There a random part of the clients takes part.
    """
    counts = [len(y) for _, y in clients]
    for _ in range(rounds):
        shared, states = model.state_dict(), []
        for x, y in clients:
            model.load_state_dict(shared)
            states.append(local_training(model, x, y, steps=steps, lr=lr))
        model.load_state_dict(average(states, counts))
        if watch is not None:
            watch(model)
    return model


def shares(y, *, clients, classes_each=None, rng):
    """Who owns which example: at random, or so that each owns few classes.

    Parameters
    ----------
    y : array (N,)
        Classes.
    clients : int
    classes_each : int, optional
        The examples are sorted by class and cut into clients · classes_each pieces, of which each
        client is dealt so many, as in McMahan et al. (2017). A piece may hold the end of one class
        and the beginning of the next.
    rng : numpy.random.Generator

    Returns
    -------
    list of array
        Indices of each client's examples.

    Examples
    --------
    >>> y = np.array([1, 0, 1, 0])
    >>> parts = shares(y, clients=2, classes_each=1, rng=np.random.default_rng(0))
    >>> [y[part].tolist() for part in parts]
    [[0, 0], [1, 1]]
    """
    if classes_each is None:
        return np.array_split(rng.permutation(len(y)), clients)
    pieces = np.array_split(np.argsort(y, kind="stable"), clients * classes_each)
    dealt = rng.permutation(len(pieces)).reshape(clients, classes_each)
    return [np.concatenate([pieces[piece] for piece in hand]) for hand in dealt]


def gradient(model, x, y):
    """Gradient of the mean cross-entropy by name of parameter: what a client would send."""
    _, cache = cross_entropy_forward(model(x), targets=y)
    model.backward(cross_entropy_backward(1.0, cache))
    return {name: g.copy() for name, g in model.grads.items()}


def rows_as_images(dw, db):
    """dW[j] / db[j] of each row with db[j] ≠ 0: where one input alone moved it, that input.

    Returns
    -------
    array (K, D)

    References
    ----------
    Phong, Aono, Hayashi, Wang and Moriai (2017), Privacy-Preserving Deep Learning: Revisited and
    Enhanced.
    """
    moved = db != 0
    return dw[moved] / db[moved, None]


def victim(seed, *, lowered=0.0):
    """A client's network at its random start: 64 numbers, 256 hidden units, ten classes.

    `lowered` is taken off all biases of the first layer, as a dishonest server may do.
    """
    rng = np.random.default_rng(seed)
    model = Sequential(Linear(64, 256, rng=rng), ReLU(), Linear(256, 10, rng=rng))
    model[0].params["bias"] -= np.float32(lowered)
    return model


def recovered(model, x, y, *, tolerance=1e-3):
    """Which images of a batch stand in a row of its gradient.

    Returns
    -------
    array (N,) of bool
    """
    sent = gradient(model, x, y)
    found = rows_as_images(sent["0.weight"], sent["0.bias"])
    apart = np.abs(found[:, None] - x[None]).max(axis=2)
    return apart.min(axis=0, initial=np.inf) < tolerance


def alone(model, x):
    """Which images activate a unit of the first layer that no other image of the batch does.

    Returns
    -------
    array (N,) of bool
    """
    active = x @ model[0].params["weight"].T + model[0].params["bias"] > 0
    return (active & (active.sum(axis=0) == 1)).any(axis=1)
